import { Agent, Pool, type buildConnector, type Dispatcher } from 'undici'

/** The edges in front of the API close idle connections after minutes; half a minute spares most stale ones. */
const KEEP_ALIVE_MILLIS = 30_000

export type PoolsOptions = {
  readonly connect: buildConnector.connector
  /** No pipelining means no keep-alive in undici: each request has a connection of its own. */
  readonly pipelining: 0 | 1
}

/** HTTP/1.1, one pool for each origin that grows as needed; time limits are left to the caller. Can begin anew. */
export class Pools {
  readonly #options: PoolsOptions
  /** Also those whose last requests are finishing. */
  readonly #all = new Set<Pool>()
  #current: Agent

  constructor(options: PoolsOptions) {
    this.#options = options
    this.#current = this.#agent()
  }

  get dispatcher(): Dispatcher {
    return this.#current
  }

  /** New requests get new connections; idle ones are closed, requests under way go on. */
  freshen(): void {
    const before = this.#current
    this.#current = this.#agent()
    void before.close()
  }

  /** Ends all connections; requests under way break. */
  async close(): Promise<void> {
    const ends = [...this.#all].map((pool) => pool.destroy())
    await Promise.all([this.#current.destroy(), ...ends])
  }

  #agent(): Agent {
    const { connect, pipelining } = this.#options
    return new Agent({
      pipelining,
      connect,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MILLIS,
      maxHeaderSize: 65_536,
      factory: (origin, options: Pool.Options) => {
        const pool = new Pool(origin, options)
        this.#all.add(pool)
        pool.on('disconnect', () => this.#sweep())
        return pool
      },
    })
  }

  #sweep(): void {
    for (const pool of this.#all)
      if (pool.destroyed || (pool.closed && pool.stats.running + pool.stats.queued === 0)) this.#all.delete(pool)
  }
}
