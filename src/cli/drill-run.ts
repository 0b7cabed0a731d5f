import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { VERSION } from '../config/version.ts'
import { ms } from '../core/time.ts'
import { resultJson, runScenario, type ScenarioRun } from '../drill/run-scenario.ts'
import { scenarioReport } from '../drill/scenario-report.ts'
import { MOST_SEED, MOST_SPEED, type Scenario } from '../drill/scenario.ts'
import { drillReportIn, drillTextsIn } from '../i18n/drill.ts'
import { realClock } from '../world/clock.ts'
import { Complaint, type Context } from './context.ts'
import { drilledGateway, scenarioOrComplaint } from './drill-stage.ts'
import { errnoWords } from './print/config-sentence.ts'
import { untilInterrupted } from './until-interrupted.ts'

export type DrillRunFlags = {
  readonly seed?: string
  readonly speed?: string
  readonly report?: string
  readonly json?: boolean
  readonly client?: string
}

/** A scenario as it is to be rehearsed: what the flags say stands in it already. */
export type Rehearsing = { readonly scenario: Scenario; readonly quiet: boolean }

/** What is said, reported or printed of a rehearsal, whoever its clients were. */
export type Outcome = ScenarioRun & { readonly remarks: readonly string[] }

/** `holdfast drill run`. @returns the exit code: 1 when an assertion broke, 130 when it was ended early */
export async function runScenarioCommand(
  [name = '', ...args]: readonly string[],
  flags: DrillRunFlags,
  context: Context,
): Promise<number> {
  const report = drillReportIn(context.language)
  if (args.length > 0 && flags.client === undefined) throw new Complaint(report.argumentsWithoutClient)
  const rehearsing = { scenario: flagged(await scenarioOrComplaint(name, context), flags, context), quiet: flags.json === true }
  const outcome =
    flags.client === undefined
      ? await withSessions(rehearsing, context)
      : await (await import('./drill-client.ts')).withClient({ ...rehearsing, command: flags.client, args }, context)
  if (flags.json === true) context.say(JSON.stringify(resultJson(outcome.rehearsed, outcome.judged), undefined, 2))
  if (flags.report !== undefined) await writeReport(flags.report, outcome, context)
  return outcome.exitCode
}

function flagged(scenario: Scenario, { seed, speed }: DrillRunFlags, context: Context): Scenario {
  const { expected } = drillTextsIn(context.language).problem
  const number = (
    option: string,
    text: string,
    expects: { readonly words: string; readonly fits: (value: number) => boolean },
  ): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (expects.fits(value)) return value
    throw new Complaint(drillReportIn(context.language).badNumber(option, expects.words, text === '' ? '""' : text))
  }
  const isSeed = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= MOST_SEED
  const isSpeed = (value: number): boolean => value > 0 && value <= MOST_SPEED
  return {
    ...scenario,
    seed: seed === undefined ? scenario.seed : number('--seed', seed, { words: expected.seed, fits: isSeed }),
    speed: speed === undefined ? scenario.speed : number('--speed', speed, { words: expected.speed, fits: isSpeed }),
  }
}

async function withSessions({ scenario, quiet }: Rehearsing, context: Context): Promise<Outcome> {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-drill-'))
  const { signal, letGo } = untilInterrupted()
  try {
    const run = await runScenario({
      scenario,
      signal,
      // one object alone for those who read it with a program
      write: (text) => (quiet ? false : process.stdout.write(text)),
      width: process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY,
      isTty: process.stdout.isTTY && !quiet,
      texts: drillTextsIn(context.language),
      report: drillReportIn(context.language),
      startGateway: (upstream, time) => drilledGateway({ upstream, dataDir, time }, context),
    })
    return { ...run, remarks: [] }
  } finally {
    letGo()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function writeReport(file: string, { rehearsed, judged, remarks }: Outcome, context: Context): Promise<void> {
  const { language, texts } = context
  const report = drillReportIn(language)
  const precise = (length: number): string => drillTextsIn(language).precise(ms(length))
  const options = { report, precise, language, version: VERSION, at: realClock.wall(), remarks }
  try {
    await writeFile(file, scenarioReport(rehearsed, judged, options))
  } catch (error) {
    throw new Complaint(report.notWritten(file, errnoWords((error as NodeJS.ErrnoException).code ?? '', texts)))
  }
  context.note(report.written(file))
}
