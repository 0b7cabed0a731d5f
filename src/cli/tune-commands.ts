import type { Command } from 'commander'
import { tuneTextsIn } from '../i18n/tune.ts'
import type { Context } from './context.ts'
import { addExamples } from './print/help.ts'
import type { TuneFlags } from './tune.ts'

/** `tune`. */
export function addTune(program: Command, context: Context, finish: (exitCode: number) => void): void {
  const { help } = tuneTextsIn(context.language)
  const usual = context.texts.help
  const tune = program.command('tune').description(help.tune)
  const timeouts = tune
    .command('timeouts')
    .description(help.timeouts)
    .option('--json', help.json)
    .option('--config <file>', usual.config)
    .option('--data-dir <dir>', usual.dataDir)
    .action(async (flags: TuneFlags) => {
      finish(await (await import('./tune.ts')).tuneTimeouts(flags, context))
    })
  for (const command of [tune, timeouts]) {
    addExamples(command, context.texts, [
      ['holdfast tune timeouts', help.shows],
      ['holdfast tune timeouts --json', help.forPrograms],
    ])
  }
}
