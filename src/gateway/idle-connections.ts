import { between, ms, type Instant } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import { InFlight, type Seat } from './in-flight.ts'
import { KEEP_ALIVE } from './limits.ts'

/** What has to be known of a client's connection. */
export type Connection = {
  readonly bytesRead: number
  readonly bytesWritten: number
  readonly destroySoon: () => void
  readonly once: (event: 'close', callback: () => void) => unknown
}

type Options<C extends Connection> = {
  readonly clock: Clock
  /** Is somebody waiting for an answer on it, or reading one? */
  readonly isAnswering: (connection: C) => boolean
}

type Kept<C extends Connection> = { readonly connection: C; bytes: number; since: Instant }

const LOOK_EVERY = ms(KEEP_ALIVE / 8)

/**
 * Closes connections on which nothing has moved for so long. Node can do that too, but moves a timer twice for each
 * request; one look at all of them now and then costs none of them anything. Clients are told no time: most close sooner.
 */
export class IdleConnections<C extends Connection> {
  readonly #options: Options<C>
  readonly #all = new InFlight<Kept<C>>()
  #looking: 'yes' | 'no' = 'no'

  constructor(options: Options<C>) {
    this.#options = options
  }

  add(connection: C): void {
    const seat: Seat<Kept<C>> = this.#all.enter({ connection, bytes: 0, since: this.#options.clock.now() })
    connection.once('close', () => this.#all.leave(seat))
    if (this.#looking === 'no') this.#lookSoon()
  }

  #lookSoon(): void {
    this.#looking = this.#all.size > 0 ? 'yes' : 'no'
    if (this.#looking === 'yes') this.#options.clock.after(LOOK_EVERY, () => this.#look())
  }

  #look(): void {
    const now = this.#options.clock.now()
    for (const kept of this.#all.all()) {
      const { connection } = kept
      const bytes = connection.bytesRead + connection.bytesWritten
      if (bytes !== kept.bytes || this.#options.isAnswering(connection)) {
        kept.bytes = bytes
        kept.since = now
      } else if (between(kept.since, now) >= KEEP_ALIVE) connection.destroySoon()
    }
    this.#lookSoon()
  }
}
