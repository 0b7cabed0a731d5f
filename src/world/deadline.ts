import { between, instant, type Instant } from '../core/time.ts'
import { LONG, type Cancel, type Clock } from './clock.ts'
import { leave, RowTimer } from './timer-rows.ts'

const NEVER: Instant = instant(Number.POSITIVE_INFINITY)

/**
 * A timer that is moved often and fires rarely. Moving it to a later time costs nothing: the clock's own timer fires at
 * the earlier one, finds nothing due, and is set anew.
 */
export class Deadline extends RowTimer {
  readonly #clock: Clock
  readonly #action: () => void
  #at = NEVER
  #timerAt = NEVER
  #cancelTimer: Cancel | undefined

  constructor(clock: Clock, action: () => void) {
    super()
    this.#clock = clock
    this.#action = action
  }

  /** Acts at `at`, and no longer when it was to act before. */
  set(at: Instant, now: Instant): void {
    this.#at = at
    if (this.#timerAt <= at) return
    this.#disarm()
    this.#arm(at, now)
  }

  clear(): void {
    this.#at = NEVER
    this.#disarm()
  }

  #arm(at: Instant, now: Instant): void {
    this.#timerAt = at
    const delay = between(now, at)
    const { rows } = this.#clock
    if (rows !== undefined && delay >= LONG) rows.enter(this, delay, now)
    else this.#cancelTimer = this.#clock.after(delay, () => this.fire())
  }

  #disarm(): void {
    if (this.#timerAt === NEVER) return
    this.#timerAt = NEVER
    leave(this)
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  /** For the clock: its timer has come. */
  fire(): void {
    this.#timerAt = NEVER
    const at = this.#at
    if (at === NEVER) return
    const now = this.#clock.now()
    if (at > now) {
      this.#arm(at, now)
      return
    }
    this.#at = NEVER
    this.#action()
  }
}
