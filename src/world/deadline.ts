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

  /** Acts at `at`, and no longer when it was to act before. */
  set(at: Instant): void {
    this.#due = at
    if (this.#timerAt !== undefined) {
      if (this.#timerAt <= at) return
      this.#cancelTimer?.()
    }
    this.#arm(at)
  }

  clear(): void {
    this.#due = undefined
    this.#timerAt = undefined
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  #arm(at: Instant): void {
    this.#timerAt = at
    this.#cancelTimer = this.#clock.after(between(this.#clock.now(), at), this.#onTimer)
  }

  #fire(): void {
    this.#timerAt = undefined
    const due = this.#due
    if (due === undefined) return
    if (due > this.#clock.now()) {
      this.#arm(due)
      return
    }
    this.#due = undefined
    this.#action()
  }
}
