import { ms, type Millis } from '../core/time.ts'
import type { Fault } from './fault.ts'

/** A fault and when: from and to are counted from the start; without `to` it stays. */
export type TimedFault = { readonly from: Millis; readonly to?: Millis; readonly fault: Fault }

/** What goes wrong when. Where two faults hold at once, the first that matches a request meets it. */
export type Timetable = { readonly name: string; readonly faults: readonly TimedFault[] }

/** The faults that hold `elapsed` after the start; a flapping one counts its periods from its own beginning. */
export function activeAt(timetable: Timetable, elapsed: Millis): readonly Fault[] {
  return timetable.faults.filter((timed) => holdsAt(timed, elapsed)).map((timed) => timed.fault)
}

function holdsAt(timed: TimedFault, elapsed: Millis): boolean {
  if (elapsed < timed.from || elapsed >= endOf(timed)) return false
  return isDown(timed.fault, ms(elapsed - timed.from))
}

/** Is a flapping fault in the failing part of its period? Others always are. */
export function isDown(fault: Fault, since: Millis): boolean {
  return fault.flap === undefined || since % fault.flap.period < fault.flap.down
}

/** When the answer to "what holds?" may change next, counted from the start; undefined when never again. */
export function nextChange(timetable: Timetable, elapsed: Millis): Millis | undefined {
  const changes = timetable.faults.flatMap((timed) => changesOf(timed, elapsed)).filter((at) => at > elapsed)
  return changes.length === 0 ? undefined : ms(Math.min(...changes))
}

function changesOf(timed: TimedFault, elapsed: Millis): readonly number[] {
  const edges = timed.to === undefined ? [timed.from] : [timed.from, timed.to]
  const flap = timed.fault.flap
  if (flap === undefined || elapsed < timed.from || elapsed >= endOf(timed)) return edges
  return [...edges, elapsed + untilFlap(flap, ms(elapsed - timed.from))]
}

/** How long until a flapping fault changes sides. */
export function untilFlap(flap: NonNullable<Fault['flap']>, since: Millis): Millis {
  const within = since % flap.period
  return ms(within < flap.down ? flap.down - within : flap.period - within)
}

/** Infinite for a fault that stays. */
export const endOf = (timed: TimedFault): number => timed.to ?? Number.POSITIVE_INFINITY

/** A stretch in which something was wrong all the time, whatever it was. */
export type Trouble = { readonly from: Millis; readonly to: Millis; readonly faults: readonly Fault[] }

/** Troubles of a timetable, in order: what touches or overlaps is one, since in between nobody can recover. */
export function troublesOf(timetable: Timetable): readonly Trouble[] {
  const troubles: Trouble[] = []
  for (const timed of timetable.faults.toSorted((one, other) => one.from - other.from)) {
    const last = troubles.at(-1)
    const to = ms(endOf(timed))
    if (last === undefined || timed.from > last.to) troubles.push({ from: timed.from, to, faults: [timed.fault] })
    else troubles[troubles.length - 1] = { from: last.from, to: ms(Math.max(last.to, to)), faults: [...last.faults, timed.fault] }
  }
  return troubles
}
