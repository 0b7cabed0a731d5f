import { setMaxListeners } from 'node:events'
import { isIP, type Socket } from 'node:net'
import type { buildConnector } from 'undici'
import { failureCodeOf, WayError, type FailureReading } from '../../core/failure-code.ts'
import type { Millis } from '../../core/time.ts'
import type { Clock } from '../clock.ts'
import type { Credentials } from './credentials.ts'
import type { Names, Proof } from '../names/names.ts'
import { Experience, type RacingSeen } from './experience.ts'
import type { Address, LookUp } from './look-up.ts'
import { ofProxy } from './of-proxy.ts'
import { dialTcp, reach, type Place, type Reached } from './reach.ts'
import { routeFor, type Env, type Proxy, type Route } from './route.ts'
import { secure } from './secure.ts'
import { tunnel } from './tunnel.ts'

export type WayOutOptions = {
  readonly env: Env
  readonly clock: Clock
  readonly names: Names
  readonly credentials: Credentials
  /** Names the network that the machine is in. */
  readonly network: () => string
  /** For look-up and TCP. */
  readonly connectWithin: Millis
  readonly tunnelWithin: Millis
  readonly secureWithin: Millis
}

type Addressed = { readonly origin: string; readonly path: string; readonly headers: readonly string[] }

/** Where a connection ends. */
type Target = Place & { readonly protocol: string; readonly origin: string }

/** Somewhere with TLS, or without. */
type Secured = Place & { readonly protocol: string }

const CLOSED = new Error('the network is closed')

/** Makes connections: which way, then reaching it, then through a proxy, then TLS. Each part has its own file and its own limit. */
export class WayOut {
  readonly #options: WayOutOptions
  readonly #experience: Experience
  readonly #routes = new Map<string, Route>()
  /** Connections that are open, to find those whose own address is gone. */
  readonly #connections = new Set<Socket>()
  readonly #closed = new AbortController()
  /** Aborts when connections under way would go out on a network that is gone. */
  #era = newEra()

  constructor(options: WayOutOptions) {
    this.#options = options
    this.#experience = new Experience(options.clock, options.network)
  }

  /** What the racing of addresses was good for. */
  get racing(): RacingSeen {
    return this.#experience.seen
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
    const host = hostname.replace(/^\[(.*)\]$/, '$1')
    if (isIP(host) === 0) this.#lookUpFor({ host, protocol })(host).catch(() => undefined)
  }

  /** Names are looked up anew, and connections that are being made begin anew; nothing has gone out on them yet. */
  freshen(): void {
    this.#options.names.freshen()
    const before = this.#era
    this.#era = newEra()
    before.abort()
  }

  /** Nothing reaches a connection any more whose own address the machine has lost, and nobody says so. @param own addresses that it has now */
  dropOrphans(own: ReadonlySet<string>): void {
    for (const socket of this.#connections) {
      const from = socket.localAddress?.replace(/^::ffff:(?=[\d.]+$)/, '')
      if (from === undefined || from.startsWith('127.') || own.has(from)) continue
      socket.destroy(Object.assign(new Error('its own address is gone'), { code: 'ECONNRESET', syscall: 'read' }))
    }
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
    if (this.route(target.origin).kind !== 'direct') return await this.#secured(await this.#open(target, era), target, era)
    return await this.#reachSecured(target, era)
  }

  /** Without TLS to the target. */
  async #open(target: Target, era: AbortSignal): Promise<Socket> {
    const route = this.route(target.origin)
    switch (route.kind) {
      case 'direct':
        return (await this.#reach(target, this.#lookUpFor(target), era)).won
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
      return await this.#believing(async () => await this.#reachSecured(place, era))
    } catch (error) {
      throw era.aborted ? error : new WayError(ofProxy(failureCodeOf(error), proxy))
    }
  }

  /** The connection and, where the place has it, TLS; what comes of it is told to who knows the addresses. */
  async #reachSecured(place: Secured, era: AbortSignal): Promise<Socket> {
    const { names, credentials } = this.#options
    const before = credentials.breadth
    const { won, address } = await this.#reach(place, this.#lookUpFor(place), era)
    try {
      return await this.#vouched(won, { ...place, address }, era)
    } catch (error) {
      const { code, phase } = failureCodeOf(error)
      if (era.aborted || phase !== 'tls') throw error
      if (isIP(place.host) === 0) this.#experience.avoid(address.address)
      // with all that the system believes it is tried once more, see #believing
      const isStranger = STRANGERS.has(code) && !(UNTRUSTED.has(code) && credentials.widen() !== before)
      const instead = isStranger ? names.disproved(place.host, address.address) : []
      if (instead.length === 0) throw error
      return await this.#lastGood(place, instead, era).catch(() => Promise.reject(error as Error))
    }
  }

  /** Those that were good before, when the system names a stranger. */
  async #lastGood(place: Secured, addresses: readonly Address[], era: AbortSignal): Promise<Socket> {
    const { won, address } = await this.#reach(place, () => Promise.resolve(addresses), era)
    return await this.#vouched(won, { ...place, address }, era)
  }

  async #vouched(socket: Socket, place: Secured & { readonly address: Address }, era: AbortSignal): Promise<Socket> {
    const secured = await this.#secured(socket, place, era)
    if (this.#proofOf(place) === 'certificate') this.#options.names.proved(place.host, place.address.address)
    return secured
  }

  #lookUpFor(place: Omit<Secured, 'port'>): LookUp {
    return (name) => this.#options.names.lookUp(name, this.#proofOf(place))
  }

  #proofOf({ protocol }: Pick<Secured, 'protocol'>): Proof {
    return protocol === 'https:' && this.#options.credentials.checks === 'on' ? 'certificate' : 'none'
  }

  async #reach({ host, port }: Place, lookUp: LookUp, era: AbortSignal): Promise<Reached<Socket>> {
    const { clock, connectWithin: within, names } = this.#options
    const reaching = { clock, lookUp, experience: this.#experience, within, dial: dialTcp }
    const reached = await reach({ host, port }, reaching, era).catch((error: unknown) => {
      if (!era.aborted) names.unreached(host)
      throw error
    })
    this.#connections.add(reached.won)
    reached.won.once('close', () => this.#connections.delete(reached.won))
    return reached
  }

  async #secured(socket: Socket, { host, protocol }: Pick<Secured, 'host' | 'protocol'>, era: AbortSignal): Promise<Socket> {
    if (protocol !== 'https:') return socket
    const { clock, credentials, secureWithin } = this.#options
    try {
      return await secure(socket, { host, credentials, clock, within: secureWithin }, era)
    } catch (error) {
      socket.destroy()
      throw error
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

const UNTRUSTED: ReadonlySet<FailureReading['code']> = new Set<FailureReading['code']>([
  'path.tls-cert-unknown-issuer',
  'path.tls-cert-self-signed',
])

/** What somebody shows who is not the one that was looked for. A clock that is wrong would accuse the right one. */
const STRANGERS: ReadonlySet<FailureReading['code']> = new Set<FailureReading['code']>([
  ...UNTRUSTED,
  'path.tls-cert-wrong-name',
  'path.tls-cert-invalid',
])
