import { between, ms, type Instant, type Millis } from '../core/time.ts'
import type { Cancel, Clock } from '../world/clock.ts'
import type { Tried } from './facts.ts'
import { ABORTED, TIMEOUT, tried, type Trial } from './tried.ts'

/** A first packet that got lost is sent again after a second; that one is still waited for. */
const ENOUGH_AT_LEAST = ms(1200)

/**
 * How long several are waited for that are asked at the same time: as soon as one has answered, the silent ones have a little
 * longer and no more. A network that drops one of them must not make a healthy check take seconds.
 */
export class Patience {
  readonly #clock: Clock
  readonly #began: Instant
  readonly #enough = new AbortController()
  #cancel: Cancel | undefined

  constructor(clock: Clock) {
    this.#clock = clock
    this.#began = clock.now()
  }

  /** One has answered: the others have three times as long as it took, and 1.2 s at least. */
  answered(): void {
    if (this.#cancel !== undefined) return
    const took = between(this.#began, this.#clock.now())
    this.#cancel = this.#clock.after(ms(Math.max(ENOUGH_AT_LEAST, 3 * took) - took), () => this.#enough.abort())
  }

  /** Nobody is waited for any longer. */
  enough(): void {
    this.#enough.abort()
  }

  /** As tried(), and no longer than it is worth; the code is TIMEOUT then too. */
  async wait<Seen>(work: (signal: AbortSignal) => Promise<Seen>, trial: Trial, signal: AbortSignal): Promise<Tried<Seen>> {
    const outcome = await tried(work, trial, AbortSignal.any([signal, this.#enough.signal]))
    return !outcome.ok && outcome.code === ABORTED && !signal.aborted ? { ...outcome, code: TIMEOUT } : outcome
  }

  /** All are done. */
  over(): void {
    this.#cancel?.()
  }
}

/** What is left of `within` since `began`, and one millisecond at least. */
export const leftOf = (within: Millis, began: Instant, clock: Clock): Millis =>
  ms(Math.max(1, within - between(began, clock.now())))
