import type { Command } from 'commander'
import { statusTextsIn } from '../i18n/status.ts'
import type { Context } from './context.ts'
import { addExamples } from './print/help.ts'
import type { StatusFlags } from './status-flags.ts'
import { untilInterrupted } from './until-interrupted.ts'

/** `status`. */
export function addStatus(program: Command, context: Context, finish: (exitCode: number) => void): void {
  const { help } = statusTextsIn(context.language)
  const status = program
    .command('status')
    .description(help.status)
    .option('--watch', help.watch)
    .option('--wait', help.wait)
    .option('--timeout <duration>', help.timeout)
    .option('--json', help.json)
    .option('--notify', help.notify)
    .option('--controls <file>', help.controls)
    .action(async (flags: StatusFlags) => {
      // before anything else is loaded: Ctrl-C means the same from the beginning
      const interruption = untilInterrupted()
      finish(await (await import('./status.ts')).runStatus(flags, context, interruption))
    })
  addExamples(status, context.texts, [
    ['holdfast status', help.asksOnce],
    ['holdfast status --watch --notify', help.staysOpen],
    ['holdfast status --wait --timeout 2h && claude -p "go on"', help.forScripts],
    ['holdfast status --json', help.forPrograms],
  ])
}
