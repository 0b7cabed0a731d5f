import { Pool, type buildConnector, type Dispatcher } from 'undici'

/** The edges in front of the API close idle connections after minutes; half a minute spares most stale ones. */
const KEEP_ALIVE_MILLIS = 30_000

export type PoolsOptions = {
  readonly connect: buildConnector.connector
  /** No pipelining means no keep-alive in undici: each request has a connection of its own. */
  readonly pipelining: 0 | 1
}

/**
 * HTTP/1.1, one pool for each origin that grows as needed; time limits are left to the caller. Can begin anew. A gateway
 * asks one or two origins: undici's Agent, which also forgets those that are no longer used, costs each request a little.
 */
export class Pools {
  readonly #options: PoolsOptions
  /** Also those whose last requests are finishing. */
  readonly #all = new Set<Pool>()
  #current = new Map<string, Pool>()

  constructor(options: PoolsOptions) {
    this.#options = options
  }

  /** @throws what undici refuses to send, such as a header with a line break */
  dispatch(origin: string, request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    const pool = this.#current.get(origin) ?? this.#begin(origin)
    pool.dispatch(request, handler)
  }

  /** New requests get new connections; idle ones are closed, requests under way go on. */
  freshen(): void {
    const before = this.#current
    this.#current = new Map()
    for (const pool of before.values()) void pool.close()
  }

  /** Ends all connections; requests under way break. */
  async close(): Promise<void> {
    await Promise.all([...this.#all].map((pool) => pool.destroy()))
  }

  #begin(origin: string): Pool {
    const { connect, pipelining } = this.#options
    const pool = new Pool(origin, {
      pipelining,
      connect,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MILLIS,
      maxHeaderSize: 65_536,
    })
    this.#current.set(origin, pool)
    this.#all.add(pool)
    pool.on('disconnect', () => this.#sweep())
    return pool
  }

  #sweep(): void {
    for (const pool of this.#all)
      if (pool.destroyed || (pool.closed && pool.stats.running + pool.stats.queued === 0)) this.#all.delete(pool)
  }
}
