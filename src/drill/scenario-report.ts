import type { Language } from '../i18n/language.ts'
import type { UnixMillis } from '../core/time.ts'
import { labelOf } from './fault-label.ts'
import { boundText, figureText, type FigureWords } from './figure-text.ts'
import type { Figure, Judged } from './judge-assertions.ts'
import type { Rehearsed, SideFacts } from './rehearsed.ts'
import { timetableOf } from './scenario.ts'
import { verdictOf } from './scenario-result.ts'
import { SIDES, type Side } from './tally.ts'
import { timelineOf } from './timeline.ts'

export type ReportOptions = FigureWords & {
  readonly language: Language
  readonly version: string
  readonly at: UnixMillis
  /** Sentences that belong to this rehearsal, such as that its client left early. */
  readonly remarks: readonly string[]
}

const TIMELINE_SIGNS = 60

/** A rehearsal as a page in Markdown. */
export function scenarioReport(rehearsed: Rehearsed, judged: readonly Judged[], options: ReportOptions): string {
  const { scenario } = rehearsed
  const { report } = options
  const lines = [
    `# ${report.report.title(scenario.name)}`,
    ...paragraph(scenario.description[options.language]),
    '',
    ...headLines(rehearsed, options),
    '',
    `**${verdictOf(rehearsed, judged, options)}**`,
    ...options.remarks.flatMap(paragraph),
    ...section(report.assertions, assertionTable(rehearsed, judged, options)),
    ...section(report.report.figures, figureTable(rehearsed, options)),
    ...lossSections(rehearsed, options),
    ...section(report.timeline(options.precise(rehearsed.elapsed / TIMELINE_SIGNS)), timelineBlock(rehearsed, options)),
  ]
  return `${lines.join('\n')}\n`
}

const paragraph = (text: string): readonly string[] => (text === '' ? [] : ['', text])
const section = (title: string, lines: readonly string[]): readonly string[] => ['', `## ${title}`, '', ...lines]

function headLines({ scenario, seed, speed, elapsed, ended, client }: Rehearsed, options: ReportOptions): readonly string[] {
  const words = options.report.report
  const length = words.lengthAt(scenario.length, speed)
  const { faults } = timetableOf(scenario)
  const items = (title: string, all: readonly string[]): readonly string[] => [`- ${title}:`, ...all.map((one) => `  - ${one}`)]
  const failing = faults.map(({ from, to, fault }) =>
    words.fault({ label: labelOf(fault), from, to, share: 'probability' in fault ? fault.probability : undefined }),
  )
  return [
    `- ${words.date}: ${new Date(options.at).toISOString()}`,
    `- ${words.version}: ${options.version}`,
    `- ${words.length}: ${length}${ended === 'early' ? ` (${words.livedThrough(elapsed)})` : ''}`,
    `- ${words.seed}: ${seed}`,
    ...(failing.length === 0 ? [`- ${words.provider}: ${words.well}`] : items(words.provider, failing)),
    ...(client === undefined
      ? items(
          words.load,
          scenario.load.map((load) => words.loadLine(load)),
        )
      : [`- ${words.client}: ${words.clientLine(client.command, client.exitCode)}`]),
  ]
}

const sidesOf = ({ sides }: Rehearsed): readonly Side[] => SIDES.filter((side) => sides[side] !== undefined)

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const drawn = rows.map((row) => `| ${row.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`)
  const [head = '', ...rest] = drawn
  return [head, `|${'---|'.repeat(rows[0]?.length ?? 0)}`, ...rest]
}

function assertionTable(rehearsed: Rehearsed, judged: readonly Judged[], options: ReportOptions): readonly string[] {
  const { report } = options
  const sides = sidesOf(rehearsed)
  const { assertion, bound, state } = report.report.columns
  return table([
    [assertion, bound, ...sides.map((side) => report.sides[side]), state],
    ...judged.map((one) => [
      report.assertion[one.assertion],
      boundText(one.assertion, one.bound, options),
      ...sides.map((side) => figureText(one.assertion, one.figures[side], options)),
      report.state[one.state],
    ]),
  ])
}

function figureTable(rehearsed: Rehearsed, options: ReportOptions): readonly string[] {
  const { report } = options
  const words = report.report
  const sides = sidesOf(rehearsed)
  const row = (
    label: string,
    of: (facts: SideFacts) => Figure,
    as: 'lostAtMost' | 'recoveryWithin' = 'lostAtMost',
  ): readonly string[] => [
    label,
    ...sides.map((side) => {
      const facts = rehearsed.sides[side]
      return figureText(as, facts === undefined ? undefined : of(facts), options)
    }),
  ]
  const recoveries = (rehearsed.sides.gateway?.recoveries ?? []).map(({ fault }, index) =>
    row(words.backAfter(fault), (facts) => facts.recoveries[index]?.back, 'recoveryWithin'),
  )
  return table([
    ['', ...sides.map((side) => report.sides[side])],
    row(words.finished, (facts) => facts.finished),
    row(words.lost, (facts) => facts.lost),
    row(words.falselyComplete, (facts) => facts.falselyComplete),
    row(words.requests, (facts) => facts.requests),
    row(words.starts, (facts) => facts.mostStartsInASecond),
    ...recoveries,
  ])
}

function lossSections(rehearsed: Rehearsed, { report }: ReportOptions): readonly string[] {
  const lines = sidesOf(rehearsed).flatMap((side) =>
    Object.entries(rehearsed.sides[side]?.because ?? {}).map(
      ([because, count]) => `- ${report.sides[side]}: ${count} × ${report.loss[because as keyof typeof report.loss]}`,
    ),
  )
  return lines.length === 0 ? [] : section(report.report.losses, lines)
}

/** In ASCII and with short labels, since a page has no say about how wide its signs are. */
function timelineBlock(rehearsed: Rehearsed, { report }: ReportOptions): readonly string[] {
  const { provider, sides } = timelineOf(rehearsed, TIMELINE_SIGNS)
  const drawn = SIDES.flatMap((side) => (sides[side] === undefined ? [] : [`${sides[side]}  ${report.sides[side]}`]))
  return ['```text', `${provider}  ${report.sides.provider}`, ...drawn, '```', '', report.legend]
}
