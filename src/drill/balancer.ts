type Server = { up: boolean; readonly exchanges: Set<AbortController> }

/** One exchange on one server: its signal aborts when that server dies. */
export type Lease = { readonly server: number; readonly died: AbortSignal; readonly release: () => void }

/** Chooses a server for each request, in turn, among those that are up. */
export class Balancer {
  readonly #servers: readonly Server[]
  #next = 0

  constructor(servers: number) {
    this.#servers = Array.from({ length: servers }, () => ({ up: true, exchanges: new Set() }))
  }

  /** @returns undefined when no server is up: no healthy upstream */
  lease(): Lease | undefined {
    for (let tried = 0; tried < this.#servers.length; tried++) {
      const index = (this.#next + tried) % this.#servers.length
      const server = this.#servers[index]
      if (server?.up !== true) continue
      this.#next = index + 1
      const exchange = new AbortController()
      server.exchanges.add(exchange)
      return { server: index, died: exchange.signal, release: () => server.exchanges.delete(exchange) }
    }
    return undefined
  }

  /** A server that goes down takes its open exchanges with it. @returns false when there is no such server */
  put(index: number, state: 'up' | 'down'): boolean {
    const server = this.#servers[index]
    if (server === undefined) return false
    server.up = state === 'up'
    if (!server.up) for (const exchange of server.exchanges) exchange.abort(new Error('the server went down'))
    return true
  }

  states(): readonly { readonly up: boolean; readonly exchanges: number }[] {
    return this.#servers.map((server) => ({ up: server.up, exchanges: server.exchanges.size }))
  }
}
