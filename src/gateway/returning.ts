import { createHash } from 'node:crypto'
import { between, minutes, type Instant, type UnixMillis } from '../core/time.ts'

/** What is known of a request that was handed back and has come again. */
export type Return = {
  /** When it was first accepted: its place in the line. */
  readonly since: UnixMillis
  readonly rounds: number
}

/** One that was handed back, and by what it will be known. */
export type Place = Return & { readonly key: string; readonly run: string | undefined }

type Entry = Return & { readonly handedBackAt: Instant; readonly run: string | undefined }

/** Claude Code comes back within a minute; a person who goes on by hand, a little later. */
const REMEMBERED_FOR = minutes(10)
const REMEMBERED_AT_MOST = 20_000

/**
 * Requests that were handed back, so that one that comes again keeps its place and its waiting time. Clients send no try
 * number: a request is known by its session, or its credential, and a hash of its body.
 */
export class Returning {
  readonly #now: () => Instant
  readonly #entries = new Map<string, Entry>()

  /** @param now of a clock that stands still while the machine sleeps, as the clients do */
  constructor(now: () => Instant) {
    this.#now = now
  }

  get size(): number {
    return this.#entries.size
  }

  /** All that have not come again. */
  places(): readonly Place[] {
    this.#forgetOld()
    return [...this.#entries].map(([key, { since, rounds, run }]) => ({ key, since, rounds, run }))
  }

  /** Hands over what is known, and forgets it: the request is back. */
  take(key: string): Return | undefined {
    this.#forgetOld()
    const entry = this.#entries.get(key)
    this.#entries.delete(key)
    return entry
  }

  remember(key: string, { since, rounds, run }: Omit<Place, 'key'>): void {
    this.#entries.set(key, { since, rounds, run, handedBackAt: this.#now() })
    if (this.#entries.size > REMEMBERED_AT_MOST) this.#entries.delete(this.#entries.keys().next().value ?? '')
  }

  /** How many of one run were handed back and have not come again. */
  missing(run: string): number {
    let count = 0
    for (const entry of this.#entries.values()) if (entry.run === run) count += 1
    return count
  }

  /** Insertion order is age. */
  #forgetOld(): void {
    const now = this.#now()
    for (const [key, entry] of this.#entries) {
      if (between(entry.handedBackAt, now) < REMEMBERED_FOR) return
      this.#entries.delete(key)
    }
  }
}

/** @param sender the session where the client names one, else the mark of its credential */
export function keyOf(sender: string, path: string, body: Uint8Array): string {
  return createHash('sha256').update(sender).update('\0').update(path).update('\0').update(body).digest('base64url')
}
