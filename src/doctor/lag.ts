import { between, ms, type Millis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'

const EVERY: Millis = ms(40)

/** Watches how late timers come: what a busy computer adds to every time that is measured on it. */
export class Lag {
  #worst = 0
  #cancel: () => void
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
    this.#cancel = this.#wait()
  }

  #wait(): () => void {
    const began = this.#clock.now()
    return this.#clock.after(EVERY, () => {
      this.#worst = Math.max(this.#worst, between(began, this.#clock.now()) - EVERY)
      this.#cancel = this.#wait()
    })
  }

  /** @returns the latest that one came */
  end(): Millis {
    this.#cancel()
    return ms(Math.round(Math.max(0, this.#worst)))
  }
}
