import { between, type Instant } from '../core/time.ts'
import type { Cancel, Clock } from './clock.ts'

/**
 * A timer that is moved often and fires rarely. Moving it to a later time costs nothing: the clock's own timer fires at
 * the earlier one, finds nothing due, and is set anew.
 */
export class Deadline {
  readonly #clock: Clock
  readonly #action: () => void
  readonly #onTimer = (): void => this.#fire()
  #due: Instant | undefined
  #timerAt: Instant | undefined
  #cancelTimer: Cancel | undefined

  constructor(clock: Clock, action: () => void) {
    this.#clock = clock
    this.#action = action
  }

  /** Acts at `at`, and no longer when it was to act before. @param now if it is known: looking at a clock costs something */
  set(at: Instant, now?: Instant): void {
    this.#due = at
    if (this.#timerAt !== undefined) {
      if (this.#timerAt <= at) return
      this.#cancelTimer?.()
    }
    this.#arm(at, now ?? this.#clock.now())
  }

  clear(): void {
    this.#due = undefined
    this.#timerAt = undefined
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  #arm(at: Instant, now: Instant): void {
    this.#timerAt = at
    this.#cancelTimer = this.#clock.after(between(now, at), this.#onTimer)
  }

  #fire(): void {
    this.#timerAt = undefined
    const due = this.#due
    if (due === undefined) return
    const now = this.#clock.now()
    if (due > now) {
      this.#arm(due, now)
      return
    }
    this.#due = undefined
    this.#action()
  }
}
