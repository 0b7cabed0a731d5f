import type { Command } from 'commander'
import { authTextsIn } from '../i18n/auth.ts'
import type { AuthFlags } from './auth-look.ts'
import type { Context } from './context.ts'
import { addExamples } from './print/help.ts'
import { untilInterrupted } from './until-interrupted.ts'

/** `auth`. */
export function addAuth(program: Command, context: Context, finish: (exitCode: number) => void): void {
  const { help } = authTextsIn(context.language)
  const auth = program
    .command('auth')
    .description(help.auth)
    .option('--json', help.json)
    .option('--live', help.live)
    .option('--target <url>', help.target)
    .option('--no-helper', help.noHelper)
    .action(async (flags: AuthFlags) => {
      const interruption = untilInterrupted()
      finish(await (await import('./auth.ts')).runAuth(flags, context, interruption))
    })
  addExamples(auth, context.texts, [
    ['holdfast auth', help.looks],
    ['holdfast auth --live', help.asks],
    ['holdfast auth --live --target http://127.0.0.1:4100', help.elsewhere],
    ['holdfast auth --no-helper --json', help.quiet],
  ])
}
