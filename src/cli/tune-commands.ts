import type { Command } from 'commander'
import { tuneTextsIn } from '../i18n/tune.ts'
import type { Part } from '../tune/applied.ts'
import type { Context } from './context.ts'
import { addExamples, type Example } from './print/help.ts'
import type { TuneFlags } from './tune-part.ts'

/** `tune` and its parts. */
export function addTune(program: Command, context: Context, finish: (exitCode: number) => void): void {
  const { help } = tuneTextsIn(context.language)
  const act = (part: Part | undefined) => async (flags: TuneFlags) => {
    finish(await (await import('./tune.ts')).tune(part, flags, context))
  }
  const tune = withFlags(program.command('tune').description(help.tune), context).action(act(undefined))
  addExamples(tune, context.texts, [
    ['holdfast tune client', help.showsClient],
    ['holdfast tune dns', help.showsDns],
    ['holdfast tune timeouts', help.shows],
    ['holdfast tune --apply', help.applies],
    ['holdfast tune --undo', help.undoes],
  ])
  const parts: readonly (readonly [Part, string, Example])[] = [
    ['dns', help.dns, ['holdfast tune dns', help.showsDns]],
    ['timeouts', help.timeouts, ['holdfast tune timeouts', help.shows]],
    ['client', help.client, ['holdfast tune client', help.showsClient]],
  ]
  for (const [part, about, example] of parts) {
    const command = withFlags(tune.command(part).description(about), context).action(act(part))
    addExamples(command, context.texts, [
      example,
      [`holdfast tune ${part} --json`, help.forPrograms],
      [`holdfast tune ${part} --apply`, help.apply],
      [`holdfast tune ${part} --undo`, help.undoes],
    ])
  }
}

function withFlags(command: Command, { language, texts }: Context): Command {
  const { help } = tuneTextsIn(language)
  return command
    .option('--apply', help.apply)
    .option('--undo', help.undo)
    .option('--json', help.json)
    .option('--config <file>', texts.help.config)
    .option('--data-dir <dir>', texts.help.dataDir)
}
