import { instant, later, ms, unixMillis, type Instant, type Millis } from '../../src/core/time.ts'
import type { Clock } from '../../src/world/clock.ts'

type Timer = { readonly due: Instant; readonly order: number; readonly action: () => void }

/** A clock that stands still until the test moves it. Timers fire in order of their time, then of their making. */
export class VirtualClock implements Clock {
  #now = instant(1_000)
  #made = 0
  readonly #timers = new Set<Timer>()
  #wallAtZero: number

  constructor(wallAtZero: number = Date.UTC(2026, 10, 22)) {
    this.#wallAtZero = wallAtZero
  }

  readonly now = (): Instant => this.#now
  readonly wall = (): ReturnType<typeof unixMillis> => unixMillis(this.#wallAtZero + this.#now)

  readonly after: Clock['after'] = (delay, action) => {
    const timer = { due: later(this.#now, ms(Math.max(0, delay))), order: this.#made++, action }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  get pending(): number {
    return this.#timers.size
  }

  /** The machine sleeps: no timer fires meanwhile. Monotonic clocks go on where they count sleep (macOS), or stand still (Linux). */
  sleep(length: Millis, how: 'counted' | 'not-counted'): void {
    if (how === 'counted') this.#now = later(this.#now, length)
    else this.#wallAtZero += length
  }

  /** Moves on by `length`, firing what falls due, and lets promises settle after each firing. */
  async advance(length: Millis): Promise<void> {
    const end = later(this.#now, length)
    await settle()
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next)
      this.#now = instant(Math.max(this.#now, next.due))
      next.action()
      await settle()
    }
    this.#now = end
    await settle()
  }

  #next(end: Instant): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) {
      if (timer.due > end) continue
      if (first === undefined || timer.due < first.due || (timer.due === first.due && timer.order < first.order)) first = timer
    }
    return first
  }
}

/** Lets everything that is ready run: a few turns of the event loop. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}
