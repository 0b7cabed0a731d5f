import type { TimeoutsMode } from '../../core/policy.ts'
import type { Millis } from '../../core/time.ts'
import type { LimitPhase } from '../../i18n/journal-text.ts'
import type { TuneText } from '../../i18n/tune-text.ts'
import type { Bar } from '../../learning/sketch.ts'
import type { DecidedAgain } from '../../tune/again.ts'
import type { LimitAdvice } from '../../tune/timeouts.ts'
import { wrapped } from './wrap.ts'

export type TunePaper = {
  readonly text: TuneText
  /** Columns; undefined where lines may be of any length. */
  readonly width: number | undefined
  /** May characters be used that are no ASCII? */
  readonly signs: 'unicode' | 'ascii'
  readonly brief: (length: Millis) => string
}

export type TimeoutsView = {
  readonly mode: TimeoutsMode
  readonly advice: readonly LimitAdvice[]
  /** When it was written. */
  readonly age: Millis
  readonly again: DecidedAgain
  readonly days: number
  /** What there is to do. */
  readonly last: string
}

/** No more than a person reads. */
const DIFFERENT_AT_MOST = 5

export function timeoutsPage(view: TimeoutsView, paper: TunePaper): readonly string[] {
  const { text } = paper
  const { mode, advice, age, again, days, last } = view
  return [
    ...put(text.source(advice.length, age), 0, paper),
    ...advice.flatMap((one) => ['', ...limitLines(one, mode, paper)]),
    '',
    ...put(text.again(days), 0, paper),
    ...againLines(again, text).flatMap((line) => put(line, 2, paper)),
    '',
    ...put(last, 0, paper),
  ]
}

function limitLines(advice: LimitAdvice, mode: TimeoutsMode, paper: TunePaper): readonly string[] {
  const { text } = paper
  const { subject, why, samples } = advice
  const size = subject.size === undefined ? undefined : subject.size === 'more' ? text.above : text.below(subject.size)
  const about = [text.phases[subject.phase satisfies LimitPhase], subject.upstream, subject.model, size]
  const told =
    why === 'too-few'
      ? [text.course[why]]
      : [text.seen(advice), histogram(advice.bars, paper), text.course[why], text.cut(advice)]
  return [
    ...put(about.filter((part) => part !== undefined).join(' · '), 0, paper),
    ...put(text.limit({ ...advice, mode }), 2, paper),
    ...(samples === 0 ? [] : told.flatMap((line) => put(line, 2, paper))),
  ]
}

const UNICODE = '▁▂▃▄▅▆▇█'
const ASCII = '._-=+*%#'

/** On a logarithmic scale in both directions: a few that take long are what it is about. */
function histogram(bars: readonly Bar[], { signs, brief }: TunePaper): string {
  const [first, last] = [bars[0], bars.at(-1)]
  if (first === undefined || last === undefined) return ''
  const most = Math.max(...bars.map(({ count }) => count))
  const marks = signs === 'unicode' ? UNICODE : ASCII
  const level = (count: number): string =>
    count === 0 ? ' ' : (marks[Math.round((Math.log1p(count) / Math.log1p(most)) * (marks.length - 1))] ?? ' ')
  return `${brief(first.from as Millis)} ${bars.map(({ count }) => level(count)).join('')} ${brief(last.to as Millis)}`
}

function againLines(again: DecidedAgain, text: TuneText): readonly string[] {
  if (again.silences === 0 && again.different.length === 0) return [text.noTrouble]
  const { reproduced, different } = again
  return [
    text.silences(again),
    text.decisions({ reproduced, different: different.length }),
    ...different
      .slice(0, DIFFERENT_AT_MOST)
      .map(({ exchange, was, now }) => text.different({ exchange: exchange.slice(0, 8), was: was.do, now: now.do })),
  ]
}

/** @param hang by how much further lines stand deeper */
export function put(line: string, indent: number, { width, signs }: TunePaper, hang: number = 2): readonly string[] {
  const plain = signs === 'ascii' ? line.replaceAll(' · ', ', ') : line
  const indented = ' '.repeat(indent) + plain
  return width === undefined ? [indented] : wrapped(indented, width, indent + hang)
}
