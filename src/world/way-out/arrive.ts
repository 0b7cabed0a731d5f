import { isIP, type Socket } from 'node:net'
import { failureCodeOf, WayError, type FailureReading } from '../../core/failure-code.ts'
import { between, type Millis } from '../../core/time.ts'
import type { Clock } from '../clock.ts'
import type { Names, Proof } from '../names/names.ts'
import type { Credentials } from './credentials.ts'
import { Experience, type RacingSeen } from './experience.ts'
import type { Address, LookUp } from './look-up.ts'
import type { Pace } from './pace.ts'
import { dialTcp, reach, type Place, type Reached } from './reach.ts'
import { secure, TLS_LATE } from './secure.ts'

export type ArrivalOptions = {
  readonly clock: Clock
  readonly names: Names
  readonly credentials: Credentials
  /** Names the network that the machine is in. */
  readonly network: () => string
  /** For look-up and TCP together, however short the limit of each has become. */
  readonly connectWithin: Millis
}

/** Somewhere with TLS, or without. */
export type Secured = Place & { readonly protocol: string }

/** Arriving at one place, which may be a proxy: looked up, reached, secured; what comes of it is told to who knows the addresses. */
export class Arrival {
  readonly #options: ArrivalOptions
  readonly #experience: Experience
  /** Connections that are open, to find those whose own address is gone. */
  readonly #connections = new Set<Socket>()
  #pace: Pace

  constructor(options: ArrivalOptions, pace: Pace) {
    this.#options = options
    this.#pace = pace
    this.#experience = new Experience(options.clock, options.network)
  }

  /** What the racing of addresses was good for. */
  get racing(): RacingSeen {
    return this.#experience.seen
  }

  /** Goes by these limits from now on, and tells them how long things took. */
  keepPace(pace: Pace): void {
    this.#pace = pace
  }

  /** Nothing reaches a connection any more whose own address the machine has lost, and nobody says so. @param own addresses that it has now */
  dropOrphans(own: ReadonlySet<string>): void {
    for (const socket of this.#connections) {
      const from = socket.localAddress?.replace(/^::ffff:(?=[\d.]+$)/, '')
      if (from === undefined || from.startsWith('127.') || own.has(from)) continue
      socket.destroy(Object.assign(new Error('its own address is gone'), { code: 'ECONNRESET', syscall: 'read' }))
    }
  }

  /** Its name is looked up ahead of the first connection; what comes of that, the connection will find out. */
  expect(place: Omit<Secured, 'port'>): void {
    if (isIP(place.host) === 0) this.#lookUpFor(place)(place.host).catch(() => undefined)
  }

  /** Without TLS. */
  async plain(place: Secured, era: AbortSignal): Promise<Socket> {
    return (await this.#reach(place, this.#lookUpFor(place), era)).won
  }

  /** The connection and, where the place has it, TLS. */
  async whole(place: Secured, era: AbortSignal): Promise<Socket> {
    const { names, credentials } = this.#options
    const before = credentials.breadth
    const { won, address } = await this.#reach(place, this.#lookUpFor(place), era)
    try {
      return await this.#vouched(won, { ...place, address }, era)
    } catch (error) {
      const { code, phase } = failureCodeOf(error)
      if (era.aborted || phase !== 'tls') throw error
      if (isIP(place.host) === 0) this.#experience.avoid(address.address)
      // with all that the system believes it is tried once more, see believing() in way-out.ts
      const isStranger = STRANGERS.has(code) && !(UNTRUSTED.has(code) && credentials.widen() !== before)
      const instead = isStranger ? names.disproved(place.host, address.address) : []
      if (instead.length === 0) throw error
      return await this.#lastGood(place, instead, era).catch(() => Promise.reject(error as Error))
    }
  }

  /** TLS on a connection that is open, where the place has it. */
  async secured(socket: Socket, { host, protocol }: Pick<Secured, 'host' | 'protocol'>, era: AbortSignal): Promise<Socket> {
    if (protocol !== 'https:') return socket
    const { clock, credentials } = this.#options
    const began = clock.now()
    try {
      const secured = await secure(socket, { host, credentials, clock, within: this.#pace.within('secure', host) }, era)
      this.#pace.took('secure', host, between(began, clock.now()))
      return secured
    } catch (error) {
      if (error instanceof WayError && error.reading.raw === TLS_LATE.raw) this.#pace.late('secure', host)
      socket.destroy()
      throw error
    }
  }

  /** Those that were good before, when the system names a stranger. */
  async #lastGood(place: Secured, addresses: readonly Address[], era: AbortSignal): Promise<Socket> {
    const { won, address } = await this.#reach(place, () => Promise.resolve(addresses), era)
    return await this.#vouched(won, { ...place, address }, era)
  }

  async #vouched(socket: Socket, place: Secured & { readonly address: Address }, era: AbortSignal): Promise<Socket> {
    const secured = await this.secured(socket, place, era)
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
    const reaching = { clock, lookUp, experience: this.#experience, within, pace: this.#pace, dial: dialTcp }
    const reached = await reach({ host, port }, reaching, era).catch((error: unknown) => {
      if (!era.aborted) names.unreached(host)
      throw error
    })
    this.#connections.add(reached.won)
    reached.won.once('close', () => this.#connections.delete(reached.won))
    return reached
  }
}

export const UNTRUSTED: ReadonlySet<FailureReading['code']> = new Set<FailureReading['code']>([
  'path.tls-cert-unknown-issuer',
  'path.tls-cert-self-signed',
])

/** What somebody shows who is not the one that was looked for. A clock that is wrong would accuse the right one. */
const STRANGERS: ReadonlySet<FailureReading['code']> = new Set<FailureReading['code']>([
  ...UNTRUSTED,
  'path.tls-cert-wrong-name',
  'path.tls-cert-invalid',
])
