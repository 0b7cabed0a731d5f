import type { Millis } from '../core/time.ts'
import type { Cancel } from './clock.ts'

/** A timer that may wait again and again. It stands in its row itself, so that nothing is made when it is set. */
export abstract class RowTimer {
  due = 0
  /** While it waits. */
  row: Row | undefined
  before: RowTimer | undefined
  after: RowTimer | undefined

  abstract fire(): void
}

class Once extends RowTimer {
  readonly fire: () => void

  constructor(action: () => void) {
    super()
    this.fire = action
  }
}

type Row = { first: RowTimer | undefined; last: RowTimer | undefined; timer: NodeJS.Timeout | undefined }

/** Lengths are rounded up to this, so that there are few rows; of limits of many seconds nobody misses it. */
const GRAIN = 64

/** setTimeout turns anything above this into 1 ms. */
const LONGEST_TIMER = 2_147_483_647

/**
 * Long timers that hardly ever fire: every exchange sets four limits of many seconds and clears them milliseconds later.
 * Timers of one length end in the order in which they were set, so each length is a row of its own with a single timer of
 * Node's for its head; setting and clearing another costs a few assignments. A tenth of all processor time, measured.
 */
export class TimerRows {
  readonly #rows = new Map<number, Row>()
  readonly #now: () => number

  /** @param now monotonic, in milliseconds */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Runs `action` once, after `delay` or at most 64 ms later. Does not keep the process alive. */
  set(delay: Millis, action: () => void): Cancel {
    const timer = new Once(action)
    this.enter(timer, delay, this.#now())
    return () => leave(timer)
  }

  /** As set(), for a timer that is kept. It must not wait already: leave() first. */
  enter(timer: RowTimer, delay: Millis, now: number): void {
    const length = Math.ceil(delay / GRAIN) * GRAIN
    const row = this.#row(length)
    timer.due = now + length
    timer.row = row
    timer.before = row.last
    if (row.last === undefined) row.first = timer
    else row.last.after = timer
    row.last = timer
    if (row.timer === undefined) this.#arm(length, row)
  }

  #row(length: number): Row {
    const known = this.#rows.get(length)
    if (known !== undefined) return known
    const row: Row = { first: undefined, last: undefined, timer: undefined }
    this.#rows.set(length, row)
    return row
  }

  #arm(length: number, row: Row): void {
    const wait = row.first === undefined ? length : Math.min(Math.max(1, row.first.due - this.#now()), LONGEST_TIMER)
    row.timer = setTimeout(() => this.#fire(length, row), wait)
    row.timer.unref()
  }

  #fire(length: number, row: Row): void {
    row.timer = undefined
    const now = this.#now()
    try {
      for (let timer = row.first; timer !== undefined && timer.due <= now; timer = row.first) {
        leave(timer)
        timer.fire()
      }
    } finally {
      if (row.first === undefined) this.#rows.delete(length)
      else if (row.timer === undefined) this.#arm(length, row)
    }
  }
}

/** It fires no more. Does nothing where it does not wait. */
export function leave(timer: RowTimer): void {
  const { row, before, after } = timer
  if (row === undefined) return
  if (before === undefined) row.first = after
  else before.after = after
  if (after === undefined) row.last = before
  else after.before = before
  timer.row = undefined
  timer.before = undefined
  timer.after = undefined
}
