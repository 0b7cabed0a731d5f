import type { Woke } from '../core/signal.ts'
import type { UnixMillis } from '../core/time.ts'

/** An exchange that waits in a lane. */
export type Waiter = {
  readonly id: string
  /** Its place: since when its client has asked for this, over all its rounds. */
  readonly since: UnixMillis
  /** A streaming request shows at its first event whether the upstream is back; another only at its end. */
  readonly streaming: 'yes' | 'no'
  readonly wake: (why: Extract<Woke, 'canary' | 'turn-in-ramp' | 'healthy'>) => void
}

/** Those who wait in a lane: who has asked for longest stands first, whoever joined first. */
export class Line {
  readonly #waiters: Waiter[] = []
  /** Who has failed as the canary or in its turn goes behind who has not: else one request that always fails is every canary. */
  readonly #failures = new Map<string, number>()

  get length(): number {
    return this.#waiters.length
  }

  join(waiter: Waiter): void {
    const behind = this.#waiters.findIndex((other) => this.#goesBefore(waiter, other))
    this.#waiters.splice(behind === -1 ? this.#waiters.length : behind, 0, waiter)
  }

  leave(waiter: Waiter): void {
    const at = this.#waiters.indexOf(waiter)
    if (at !== -1) this.#waiters.splice(at, 1)
  }

  /** How many stand before it. */
  placeOf(waiter: Waiter): number {
    return this.#waiters.indexOf(waiter)
  }

  takeFirst(): Waiter | undefined {
    return this.#waiters.shift()
  }

  /** The first that streams, or the first when nobody does. */
  takeCanary(): Waiter | undefined {
    const first = this.#waiters.findIndex((waiter) => waiter.streaming === 'yes')
    return this.#waiters.splice(Math.max(0, first), 1)[0]
  }

  takeAll(): readonly Waiter[] {
    return this.#waiters.splice(0)
  }

  failed(id: string): void {
    this.#failures.set(id, (this.#failures.get(id) ?? 0) + 1)
  }

  /** Nearly always nobody has failed: then these cost nothing. */
  forget(id: string): void {
    if (this.#failures.size > 0) this.#failures.delete(id)
  }

  forgetFailures(): void {
    if (this.#failures.size > 0) this.#failures.clear()
  }

  #goesBefore(one: Waiter, other: Waiter): boolean {
    const more = (this.#failures.get(other.id) ?? 0) - (this.#failures.get(one.id) ?? 0)
    return more === 0 ? other.since > one.since : more > 0
  }
}
