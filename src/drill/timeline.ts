import { ms, type Millis } from '../core/time.ts'
import type { Rehearsed, SideFacts } from './rehearsed.ts'
import { timetableOf } from './scenario.ts'
import type { Side } from './tally.ts'
import { endOf, type Timetable } from './timetable.ts'

export const WELL = '-'
export const FAILING = 'X'
export const FINISHED = '+'
export const LOST = '!'
export const QUIET = '.'

/** One character for each slice of the rehearsal. In ASCII: whether other signs are one cell or two depends on the terminal. */
export type Timeline = { readonly provider: string; readonly sides: Readonly<Partial<Record<Side, string>>> }

/** @param width characters */
export function timelineOf({ scenario, sides, elapsed }: Rehearsed, width: number): Timeline {
  const timetable = timetableOf(scenario)
  const length = ms(Math.max(1, elapsed))
  const line = (draw: (slice: Slice) => string): string => slices(length, width).map(draw).join('')
  const drawn: Partial<Record<Side, string>> = {}
  if (sides.direct !== undefined) drawn.direct = line((slice) => sideMark(sides.direct, slice))
  if (sides.gateway !== undefined) drawn.gateway = line((slice) => sideMark(sides.gateway, slice))
  return { provider: line((slice) => (fails(timetable, slice) ? FAILING : WELL)), sides: drawn }
}

type Slice = { readonly from: Millis; readonly to: Millis }

const slices = (length: Millis, count: number): readonly Slice[] =>
  Array.from({ length: count }, (_, index) => ({ from: ms((length * index) / count), to: ms((length * (index + 1)) / count) }))

const fails = (timetable: Timetable, { from, to }: Slice): boolean =>
  timetable.faults.some((timed) => timed.from < to && endOf(timed) > from)

function sideMark(facts: SideFacts | undefined, { from, to }: Slice): string {
  const ends = facts?.marks.filter(({ at }) => at >= from && at < to) ?? []
  if (ends.some(({ what }) => what === 'lost')) return LOST
  return ends.length > 0 ? FINISHED : QUIET
}
