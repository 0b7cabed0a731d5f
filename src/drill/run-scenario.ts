import { ms, whole } from '../core/time.ts'
import type { DrillReportText } from '../i18n/drill-report-text.ts'
import { resultTable } from './drill-table.ts'
import { judgeAssertions, type Judged } from './judge-assertions.ts'
import type { Rehearsed, SideFacts } from './rehearsed.ts'
import { INTERRUPTED, onStage, rehearse, type StageOptions } from './run-drill.ts'
import { scenarioLines } from './scenario-result.ts'
import { SIDES } from './tally.ts'

export type ScenarioOptions = StageOptions & { readonly report: DrillReportText }
export type ScenarioRun = { readonly exitCode: number; readonly rehearsed: Rehearsed; readonly judged: readonly Judged[] }

/** Rehearses a scenario on both sides, shows it while it goes on, and judges what it asserts. */
export async function runScenario(options: ScenarioOptions): Promise<ScenarioRun> {
  const { write, scenario, report, texts, width } = options
  const { rehearsed, judged } = await onStage(options, async (stage) => {
    const sessions = scenario.load.reduce((total, load) => total + load.sessions, 0)
    write(`${report.intro({ sessions, takes: ms(scenario.length / stage.speed), speed: stage.speed })}\n\n`)
    const shown = await rehearse(stage, options.signal)
    const verdicts = judgeAssertions(shown.rehearsed)
    const precise = (length: number): string => texts.precise(ms(length))
    const lines = scenarioLines(shown.rehearsed, verdicts, { report, precise, width })
    shown.screen.conclude([...resultTable(shown.view, options), '', ...lines])
    return { rehearsed: shown.rehearsed, judged: verdicts }
  })
  return { exitCode: exitCodeOf(rehearsed, judged), rehearsed, judged }
}

/** 0, 1 when an assertion broke, 130 when it was ended before anything could be judged. */
export function exitCodeOf({ ended }: Rehearsed, judged: readonly Judged[]): number {
  if (ended === 'early') return INTERRUPTED
  return judged.some(({ state }) => state === 'broken') ? 1 : 0
}

/** The result for programs. Lengths in milliseconds of the scenario's time. */
export function resultJson({ scenario, sides, elapsed, ...facts }: Rehearsed, judged: readonly Judged[]): object {
  const shown = (side: SideFacts): object => {
    const { marks: _, longestLoss, ...figures } = side
    return { ...figures, longestLoss: longestLoss === undefined ? undefined : whole(longestLoss) }
  }
  return {
    scenario: scenario.name,
    ...facts,
    length: scenario.length,
    elapsed: whole(elapsed),
    sides: Object.fromEntries(SIDES.flatMap((side) => (sides[side] === undefined ? [] : [[side, shown(sides[side])]]))),
    assertions: judged,
  }
}
