import type { Command } from 'commander'
import { doctorScreenIn } from '../i18n/doctor-screen.ts'
import type { Context } from './context.ts'
import type { DoctorFlags } from './doctor-flags.ts'
import { addExamples } from './print/help.ts'
import { untilInterrupted } from './until-interrupted.ts'

const oneMore = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value]

/** `doctor`. */
export function addDoctor(program: Command, context: Context, finish: (exitCode: number) => void): void {
  const { help } = doctorScreenIn(context.language)
  const doctor = program
    .command('doctor')
    .description(help.doctor)
    .option('--error <text>', help.error)
    .option('--json', help.json)
    .option('--watch', help.watch)
    .option('--offline', help.offline)
    .option('--deep', help.deep)
    .option('--check <id>', help.check, oneMore)
    .option('--skip <id>', help.skip, oneMore)
    .option('--target <url>', help.target)
    .option('--controls <file>', help.controls)
    .option('--replay <file>', help.replay)
    .action(async (flags: DoctorFlags) => {
      // before anything else is loaded: Ctrl-C means the same from the beginning
      const interruption = untilInterrupted()
      finish(await (await import('./doctor.ts')).runDoctor(flags, context, interruption))
    })
  addExamples(doctor, context.texts, [
    ['holdfast doctor', help.asks],
    ['holdfast doctor --error "API Error (503 no healthy upstream)"', help.startsFromError],
    ['holdfast doctor --watch', help.waits],
    ['holdfast doctor --json > doctor.json', help.forReports],
  ])
}
