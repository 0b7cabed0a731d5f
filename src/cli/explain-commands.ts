import type { Command } from 'commander'
import { explainTextsIn } from '../i18n/explain.ts'
import type { Context } from './context.ts'
import type { ExplainFlags } from './explain.ts'
import { addExamples } from './print/help.ts'

/** `explain`. */
export function addExplain(program: Command, context: Context, finish: (exitCode: number) => void): void {
  const { help } = explainTextsIn(context.language)
  const explain = program
    .command('explain')
    .description(help.explain)
    .argument('[text...]', help.text)
    .option('--list', help.list)
    .option('--json', help.json)
    .action(async (words: readonly string[], flags: ExplainFlags) => {
      const commands = program.commands.map((command) => command.name())
      finish(await (await import('./explain.ts')).explain(words, context, { flags, commands }))
    })
  addExamples(explain, context.texts, [
    ['holdfast explain "API Error (503 no healthy upstream)"', help.error],
    ['holdfast explain - < client.log', help.piped],
    ['pbpaste | holdfast explain', help.clipboard],
    ['holdfast explain 503', help.status],
    ['holdfast explain prevention', help.prevention],
    ['holdfast explain api.overloaded', help.code],
  ])
}
