import type { Command } from 'commander'
import { doctorScreenIn } from '../i18n/doctor-screen.ts'
import { reportTextIn } from '../i18n/report.ts'
import type { Context } from './context.ts'
import { addExamples } from './print/help.ts'
import type { ReportFlags } from './report.ts'
import { untilInterrupted } from './until-interrupted.ts'

/** `report`. */
export function addReport(program: Command, context: Context, finish: (exitCode: number) => void): void {
  const { help } = reportTextIn(context.language)
  const { help: doctor } = doctorScreenIn(context.language)
  const report = program
    .command('report')
    .description(help.report)
    .option('--out <file>', help.out)
    .option('--since <duration>', help.since)
    .option('--dry-run', help.dryRun)
    .option('--issue', help.issue)
    .option('--record', help.record)
    .option('--yes', help.yes)
    .option('--error <text>', help.error)
    .option('--offline', doctor.offline)
    .option('--target <url>', doctor.target)
    .option('--controls <file>', doctor.controls)
    .option('--data-dir <dir>', context.texts.help.dataDir)
    .action(async (flags: ReportFlags) => {
      const interruption = untilInterrupted()
      finish(await (await import('./report.ts')).runReport(flags, context, interruption))
    })
  addExamples(report, context.texts, [
    ['holdfast report', help.usually],
    ['holdfast report --dry-run --since 3h', help.looksFirst],
    ['holdfast report --issue', help.pastes],
    ['holdfast report --record', help.reproduces],
  ])
}
