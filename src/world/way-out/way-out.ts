import { setMaxListeners } from 'node:events'
import type { Socket } from 'node:net'
import type { buildConnector } from 'undici'
import { failureCodeOf, WayError } from '../../core/failure-code.ts'
import type { Millis } from '../../core/time.ts'
import { Arrival, UNTRUSTED, type ArrivalOptions, type Secured } from './arrive.ts'
import type { RacingSeen } from './experience.ts'
import { ofProxy } from './of-proxy.ts'
import { fixedPace, type Pace } from './pace.ts'
import type { Place } from './reach.ts'
import { routeFor, type Env, type Proxy, type Route } from './route.ts'
import { tunnel } from './tunnel.ts'

export type WayOutOptions = ArrivalOptions & {
  readonly env: Env
  readonly tunnelWithin: Millis
  /** While no pace is kept. */
  readonly secureWithin: Millis
}

type Addressed = { readonly origin: string; readonly path: string; readonly headers: readonly string[] }

/** Where a connection ends. */
type Target = Secured & { readonly origin: string }

const CLOSED = new Error('the network is closed')

/** Makes connections: which way, then reaching it, then through a proxy, then TLS. Each part has its own file and its own limit. */
export class WayOut {
  readonly #options: WayOutOptions
  readonly #arrival: Arrival
  readonly #routes = new Map<string, Route>()
  readonly #closed = new AbortController()
  /** Aborts when connections under way would go out on a network that is gone. */
  #era = newEra()

  constructor(options: WayOutOptions) {
    this.#options = options
    this.#arrival = new Arrival(options, fixedPace(options))
  }

  /** What the racing of addresses was good for. */
  get racing(): RacingSeen {
    return this.#arrival.racing
  }

  /** See Arrival. */
  keepPace(pace: Pace): void {
    this.#arrival.keepPace(pace)
  }

  /** @param origin as of a URL */
  route(origin: string): Route {
    const known = this.#routes.get(origin)
    if (known !== undefined) return known
    const route = routeFor(this.#options.env, origin)
    this.#routes.set(origin, route)
    return route
  }

  /** Plain http goes to a proxy with its whole URL, and with the login; all else goes as it is. */
  addressed<Request extends Addressed>(request: Request): Request {
    const { origin, path, headers } = request
    if (!origin.startsWith('http:')) return request
    const route = this.route(origin)
    if (route.kind !== 'proxy') return request
    const { authorization } = route.proxy
    const login = authorization === undefined ? [] : ['proxy-authorization', authorization]
    return { ...request, path: origin + path, headers: [...headers, ...login] }
  }

  /** For undici. What it gives back as an error, failureCodeOf() reads. */
  readonly connect: buildConnector.connector = ({ protocol, hostname, port }, callback) => {
    const secured = protocol === 'https:'
    const host = hostname.replace(/^\[(.*)\]$/, '$1')
    const shown = host.includes(':') ? `[${host}]` : host
    const target: Target = {
      protocol,
      host,
      port: Number(port || (secured ? 443 : 80)),
      origin: `${protocol}//${shown}${port ? `:${port}` : ''}`,
    }
    void this.#answer(target, callback)
  }

  /** Its name is looked up ahead of the first connection; what comes of that, the connection will find out. */
  expect(origin: string): void {
    if (this.route(origin).kind !== 'direct') return
    const { hostname, protocol } = new URL(origin)
    this.#arrival.expect({ host: hostname.replace(/^\[(.*)\]$/, '$1'), protocol })
  }

  /** Names are looked up anew, and connections that are being made begin anew; nothing has gone out on them yet. */
  freshen(): void {
    this.#options.names.freshen()
    const before = this.#era
    this.#era = newEra()
    before.abort()
  }

  /** See Arrival. */
  dropOrphans(own: ReadonlySet<string>): void {
    this.#arrival.dropOrphans(own)
  }

  close(): void {
    this.#closed.abort(CLOSED)
    this.#era.abort(CLOSED)
  }

  async #answer(target: Target, callback: buildConnector.Callback): Promise<void> {
    let socket: Socket
    try {
      socket = await this.#connect(target)
    } catch (error) {
      callback(asWayError(error), null)
      return
    }
    callback(null, socket)
  }

  async #connect(target: Target): Promise<Socket> {
    for (;;) {
      const era = this.#era.signal
      try {
        return await this.#believing(() => this.#make(target, era))
      } catch (error) {
        if (this.#closed.signal.aborted) throw CLOSED
        if (!era.aborted) throw error
      }
    }
  }

  /** The system may know an issuer that Node does not: then once more. */
  async #believing(make: () => Promise<Socket>): Promise<Socket> {
    const { credentials } = this.#options
    const before = credentials.breadth
    try {
      return await make()
    } catch (error) {
      const untrusted = error instanceof WayError && UNTRUSTED.has(error.reading.code)
      if (!untrusted || credentials.widen() === before) throw error
      return await make()
    }
  }

  /**
   * The connection as it is before TLS to the target: direct, or through the tunnel of a proxy. For who wants to see a
   * handshake that fails. Limits and close() hold as for connect.
   * @throws WayError
   */
  async bare(place: Place): Promise<Socket> {
    const shown = place.host.includes(':') ? `[${place.host}]` : place.host
    try {
      return await this.#open({ ...place, protocol: 'https:', origin: `https://${shown}:${place.port}` }, this.#era.signal)
    } catch (error) {
      throw asWayError(error)
    }
  }

  async #make(target: Target, era: AbortSignal): Promise<Socket> {
    // of what comes through a proxy, nobody here has looked up the name
    if (this.route(target.origin).kind !== 'direct')
      return await this.#arrival.secured(await this.#open(target, era), target, era)
    return await this.#arrival.whole(target, era)
  }

  /** Without TLS to the target. */
  async #open(target: Target, era: AbortSignal): Promise<Socket> {
    const route = this.route(target.origin)
    switch (route.kind) {
      case 'direct':
        return await this.#arrival.plain(target, era)
      case 'proxy': {
        const toProxy = await this.#proxied(route.proxy, era)
        // Plain http is asked of the proxy itself, in absolute form.
        if (target.protocol !== 'https:') return toProxy
        const { clock, tunnelWithin } = this.#options
        const shown = target.host.includes(':') ? `[${target.host}]` : target.host
        const through = { proxy: route.proxy, target: `${shown}:${target.port}`, clock, within: tunnelWithin }
        await tunnel(toProxy, through, era)
        return toProxy
      }
      case 'unusable':
        throw new WayError({
          phase: 'connect',
          code: 'path.proxy-setting',
          raw: 'PROXY_SETTING',
          met: { kind: 'proxy', proxy: route.fault.shown, variable: route.fault.variable },
        })
    }
  }

  async #proxied(proxy: Proxy, era: AbortSignal): Promise<Socket> {
    const place = { ...proxy, protocol: `${proxy.scheme}:` }
    try {
      return await this.#believing(async () => await this.#arrival.whole(place, era))
    } catch (error) {
      throw era.aborted ? error : new WayError(ofProxy(failureCodeOf(error), proxy))
    }
  }
}

/** Thousands of connections may be under way, each with a listener. */
function newEra(): AbortController {
  const era = new AbortController()
  setMaxListeners(0, era.signal)
  return era
}

const asWayError = (error: unknown): WayError => (error instanceof WayError ? error : new WayError(failureCodeOf(error)))
