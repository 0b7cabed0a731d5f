import { between, seconds, type Instant } from '../core/time.ts'

/** More than a company's agents do; a disk and a reader can follow. */
const LISTED_PER_SECOND = 100
const WINDOW = seconds(1)

/**
 * Uneventful exchanges are listed one by one, in the log and the journal, up to a rate; above it they are only counted.
 * Whatever meets trouble is always listed.
 */
export class Listing {
  readonly #onCounted: (count: number) => void
  #windowAt: Instant
  #listed = 0
  #counted = 0

  constructor(now: Instant, onCounted: (count: number) => void) {
    this.#onCounted = onCounted
    this.#windowAt = now
  }

  /** One more has ended. */
  admit(now: Instant): 'list' | 'count' {
    this.turn(now)
    if (this.#listed < LISTED_PER_SECOND) {
      this.#listed += 1
      return 'list'
    }
    this.#counted += 1
    return 'count'
  }

  /** Says what was only counted, once its second is over. */
  turn(now: Instant): void {
    if (between(this.#windowAt, now) < WINDOW) return
    const counted = this.#counted
    this.#windowAt = now
    this.#listed = 0
    this.#counted = 0
    if (counted > 0) this.#onCounted(counted)
  }
}
