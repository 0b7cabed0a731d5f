import type { Millis } from '../core/time.ts'
import type { Cancel } from './clock.ts'

/** A timer in its row. */
type Entry = {
  readonly due: number
  readonly action: () => void
  before: Entry | undefined
  after: Entry | undefined
  state: 'waiting' | 'over'
}

type Row = { first: Entry | undefined; last: Entry | undefined; timer: NodeJS.Timeout | undefined }

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
    const length = Math.ceil(delay / GRAIN) * GRAIN
    const row = this.#row(length)
    const entry: Entry = { due: this.#now() + length, action, before: row.last, after: undefined, state: 'waiting' }
    if (row.last === undefined) row.first = entry
    else row.last.after = entry
    row.last = entry
    if (row.timer === undefined) this.#arm(length, row)
    return () => leave(row, entry)
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
      for (let entry = row.first; entry !== undefined && entry.due <= now; entry = row.first) {
        leave(row, entry)
        entry.action()
      }
    } finally {
      if (row.first === undefined) this.#rows.delete(length)
      else if (row.timer === undefined) this.#arm(length, row)
    }
  }
}

function leave(row: Row, entry: Entry): void {
  if (entry.state === 'over') return
  entry.state = 'over'
  if (entry.before === undefined) row.first = entry.after
  else entry.before.after = entry.after
  if (entry.after === undefined) row.last = entry.before
  else entry.after.before = entry.before
}
