import type { Network, Outgoing } from '../../src/world/network.ts'
import type { Interfaces } from '../../src/world/outside.ts'
import { INSIDE, WIFI } from './interfaces.ts'

/** The upstream's name on a laptop: not on this machine, as far as the gateway can tell. */
export const AFAR = 'http://api.example.test'

const NO_ROUTE = { phase: 'connect', code: 'path.no-route', raw: 'ENETUNREACH' } as const
const NO_NAME = { phase: 'dns', code: 'path.dns-temporary', raw: 'EAI_AGAIN' } as const

/** A machine whose network can be taken away. What is sent to the upstream afar comes to one on loopback instead. */
export class Laptop {
  link: 'up' | 'down' = 'up'
  /** Whether names can be looked up. */
  dns: 'works' | 'fails' = 'works'
  nameSettings = 'nameserver 192.0.2.53'
  /** What the interfaces say; by itself as the link is. */
  shows: Interfaces | undefined
  /** Everything that was tried, with the link up or down. */
  tries = 0
  freshened = 0
  namesFreshened = 0
  readonly #upstream: string

  constructor(upstream: string) {
    this.#upstream = upstream
  }

  readonly interfaces = (): Interfaces => this.shows ?? (this.link === 'up' ? WIFI : INSIDE)

  readonly through = (network: Network): Network => ({
    ...network,
    send: (request, listener) => {
      this.tries += 1
      if (this.link === 'up' && this.dns === 'works') return network.send(this.#here(request), listener)
      const how = this.link === 'up' ? NO_NAME : NO_ROUTE
      setImmediate(() => listener.broken({ ...how, sent: 'nothing', stale: false }))
      return { abort: () => undefined, pause: () => undefined, resume: () => undefined }
    },
    freshen: () => {
      this.freshened += 1
    },
    freshenNames: () => {
      this.namesFreshened += 1
    },
  })

  #here(request: Outgoing): Outgoing {
    return request.origin === AFAR ? { ...request, origin: this.#upstream } : request
  }
}
