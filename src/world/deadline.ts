import { between, type Instant } from '../core/time.ts'
import type { Cancel, Clock } from './clock.ts'

/**
 * A timer that is moved often and fires rarely. Moving it to a later time costs nothing: the clock's own timer fires at
 * the earlier one, finds nothing due, and is set anew.
 */
export class Deadline {
  readonly #clock: Clock
  #due: { readonly at: Instant; readonly action: () => void } | undefined
  #timer: { readonly at: Instant; readonly cancel: Cancel } | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Runs `action` at `at`, in place of whatever was set before. */
  set(at: Instant, action: () => void): void {
    this.#due = { at, action }
    if (this.#timer !== undefined) {
      if (this.#timer.at <= at) return
      this.#timer.cancel()
    }
    this.#arm(at)
  }

  clear(): void {
    this.#due = undefined
    this.#timer?.cancel()
    this.#timer = undefined
  }

  #arm(at: Instant): void {
    const wait = between(this.#clock.now(), at)
    this.#timer = { at, cancel: this.#clock.after(wait, () => this.#fire()) }
  }

  #fire(): void {
    this.#timer = undefined
    const due = this.#due
    if (due === undefined) return
    if (due.at > this.#clock.now()) {
      this.#arm(due.at)
      return
    }
    this.#due = undefined
    due.action()
  }
}
