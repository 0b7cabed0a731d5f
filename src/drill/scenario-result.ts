import { ms } from '../core/time.ts'
import { clipped, padEnd, widthOf } from './cells.ts'
import { boundText, figureText, type FigureWords } from './figure-text.ts'
import type { Judged } from './judge-assertions.ts'
import type { Rehearsed } from './rehearsed.ts'
import { SIDES } from './tally.ts'
import { timelineOf } from './timeline.ts'

type Words = FigureWords & { readonly width: number }

const LONGEST_TIMELINE = 60

/** What a terminal is told of a rehearsal behind its table: assertions, timeline, verdict. */
export function scenarioLines(rehearsed: Rehearsed, judged: readonly Judged[], words: Words): readonly string[] {
  const { report, width } = words
  const lines = [
    report.assertions,
    ...assertionLines(judged, words),
    '',
    ...timelineLines(rehearsed, words),
    '',
    verdictOf(rehearsed, judged, words),
  ]
  // the verdict is a sentence: the terminal breaks it by itself
  return lines.map((line, index) => (index === lines.length - 1 ? line : clipped(line, width)))
}

function assertionLines(judged: readonly Judged[], words: Words): readonly string[] {
  const { report, width } = words
  const rows = judged.map(({ assertion, bound, figures, state }) => ({
    state: report.state[state],
    what: `${report.assertion[assertion]}: ${boundText(assertion, bound, words)}`,
    figures: SIDES.filter((side) => side in figures).map(
      (side) => `${report.sides[side]} ${figureText(assertion, figures[side], words)}`,
    ),
  }))
  const states = Math.max(0, ...rows.map((row) => widthOf(row.state)))
  const whats = Math.max(0, ...rows.map((row) => widthOf(row.what)))
  const figures = Math.max(0, ...rows.map((row) => widthOf(row.figures.join(report.comma))))
  const indent = ' '.repeat(states + 4)
  return rows.flatMap((row) => {
    const state = `  ${padEnd(row.state, states)}`
    if (states + whats + figures + 6 <= width) return [`${state}  ${padEnd(row.what, whats)}  ${row.figures.join(report.comma)}`]
    const below = states + 4 + figures <= width ? [row.figures.join(report.comma)] : row.figures
    return [`${state}  ${row.what}`, ...below.map((line) => `${indent}${line}`)]
  })
}

function timelineLines(rehearsed: Rehearsed, words: Words): readonly string[] {
  const { report, precise, width } = words
  const labels = Math.max(...Object.values(report.sides).map((facts) => widthOf(facts)))
  const signs = Math.max(10, Math.min(LONGEST_TIMELINE, width - labels - 4))
  const { provider, sides } = timelineOf(rehearsed, signs)
  const line = (label: string, drawn: string): string => `  ${padEnd(label, labels)}  ${drawn}`
  return [
    report.timeline(precise(ms(rehearsed.elapsed / signs))),
    line(report.sides.provider, provider),
    ...SIDES.flatMap((side) => (sides[side] === undefined ? [] : [line(report.sides[side], sides[side])])),
    `  ${report.legend}`,
  ]
}

export function verdictOf({ ended }: Rehearsed, judged: readonly Judged[], { report }: Pick<FigureWords, 'report'>): string {
  if (ended === 'early') return report.verdict.early
  const count = judged.filter(({ state }) => state !== 'not-measured').length
  const broken = judged.filter(({ state }) => state === 'broken').length
  return broken > 0 ? report.verdict.broken(broken, count) : report.verdict.kept(count)
}
