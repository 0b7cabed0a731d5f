import { subscribe } from 'node:diagnostics_channel'
import { networkInterfaces } from 'node:os'
import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { failureCodeOf } from '../core/failure-code.ts'
import type { FailureCode } from '../core/catalogue.ts'
import { defaultPolicy } from '../core/policy.ts'
import type { Met, Phase, Sent } from '../core/signal.ts'
import type { Millis } from '../core/time.ts'
import { joinedHeaders, rawHeaders } from './answer-headers.ts'
import { realClock, type Clock } from './clock.ts'
import { kernelDelivery, type Connection, type Delivery } from './delivery.ts'
import { plainNames, type Names, type NamesNews, type NamesSeen } from './names/names.ts'
import { outsideAddresses } from './outside.ts'
import { Credentials, type SystemCertificates } from './way-out/credentials.ts'
import type { RacingSeen } from './way-out/experience.ts'
import { systemLookUp } from './way-out/look-up.ts'
import type { Pace } from './way-out/pace.ts'
import { Pools } from './way-out/pools.ts'
import { WayOut } from './way-out/way-out.ts'

/** One request to an upstream. */
export type Outgoing = {
  readonly origin: string
  readonly path: string
  readonly method: string
  /** Name, value, name, value: as they go out, case and order kept. */
  readonly headers: readonly string[]
  readonly body: Uint8Array | Readable | undefined
  /** A fresh connection serves this request alone. */
  readonly connection: 'pooled' | 'fresh'
}

/** The first lines of an answer. */
export type Head = {
  readonly status: number
  /** Name, value, name, value: as they came. */
  readonly raw: readonly string[]
  /** Names in lower case; of several of one name, the values joined by a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** A request that got no answer, or only part of one. */
export type Broken = {
  readonly phase: Exclude<Phase, 'first-event'>
  readonly code: FailureCode
  /** The system's own word for it. */
  readonly raw: string
  readonly sent: Sent
  /** The connection had served before, and died before a byte came. */
  readonly stale: boolean
  /** Whom the connection met instead. */
  readonly met?: Met
}

/** What is told about a request under way. Exactly one of end and broken comes last, none after abort(). */
export type Listener = {
  readonly head: (head: Head) => void
  readonly data: (chunk: Uint8Array) => void
  readonly end: () => void
  readonly broken: (broken: Broken) => void
}

/** A request under way. */
export type Sending = {
  /** Ends it; nothing more is told. */
  readonly abort: () => void
  /** For backpressure: stops and restarts the flow of data. */
  readonly pause: () => void
  readonly resume: () => void
  /** Has what was sent arrived? Undefined where nobody can say. */
  readonly delivery?: () => Promise<Delivery>
  /** Its connection has served before. */
  readonly reused?: boolean
}

export type Network = {
  readonly send: (request: Outgoing, listener: Listener) => Sending
  /** After a sleep, or on another network: new requests get new connections, idle ones are closed, requests under way go on. */
  readonly freshen: () => void
  /** The system asks others for names: all are looked up anew. Connections that stand go on. */
  readonly freshenNames: () => void
  /** Ends connections whose own address is not among `own`, those that this machine has: requests on them break. */
  readonly dropOrphans: (own: ReadonlySet<string>) => void
  /** Somebody will connect there soon: its name is looked up now, where we are the ones to do so. */
  readonly expect: (origin: string) => void
  /** What is known of names and addresses. */
  readonly seen: () => NetworkSeen
  /** Is told from now on what has become of the name servers. */
  readonly onNames: (onNews: (news: NamesNews) => void) => void
  /** Goes by these limits of time from now on, and tells them how long things took. */
  readonly keepPace: (pace: Pace) => void
  /** Ends all connections; requests under way break. */
  readonly close: () => Promise<void>
}

export type NetworkSeen = { readonly names: NamesSeen; readonly racing: RacingSeen }

export type NetworkOptions = {
  readonly env: Readonly<Record<string, string | undefined>>
  /** For look-up and TCP. */
  readonly connectWithin: Millis
  /** For a proxy's answer to CONNECT. */
  readonly tunnelWithin?: Millis
  /** For TLS. */
  readonly secureWithin?: Millis
  readonly clock?: Clock
  /** Those of the system, without any memory, unless given. They end with the network. */
  readonly names?: Names
  /** Names the network that the machine is in: what is learnt of addresses holds for one. */
  readonly place?: () => string
  readonly systemCertificates?: SystemCertificates
}

/** Names the network that the machine is in. */
export const whereWeAre = (): string => outsideAddresses(networkInterfaces)?.join(', ') ?? ''

/** The network through undici, over connections of our own making: proxies and certificates as the environment says. */
export function undiciNetwork(options: NetworkOptions): Network {
  const { env, connectWithin, tunnelWithin, secureWithin, clock, place, systemCertificates } = options
  const names = options.names ?? plainNames(systemLookUp, clock)
  const credentials = new Credentials(env, systemCertificates)
  const wayOut = new WayOut({
    env,
    clock: clock ?? realClock,
    names,
    credentials,
    network: place ?? whereWeAre,
    connectWithin,
    tunnelWithin: tunnelWithin ?? defaultPolicy.tunnelWithin,
    secureWithin: secureWithin ?? defaultPolicy.secureWithin,
  })
  const { connect } = wayOut
  const pooled = new Pools({ connect, pipelining: 1 })
  const fresh = new Pools({ connect, pipelining: 0 })
  watchSockets()
  return {
    send: (request, listener) => start(request.connection === 'fresh' ? fresh : pooled, wayOut.addressed(request), listener),
    freshen: () => {
      pooled.freshen()
      fresh.freshen()
      credentials.forget()
      wayOut.freshen()
    },
    freshenNames: () => wayOut.freshen(),
    dropOrphans: (own) => wayOut.dropOrphans(own),
    expect: (origin) => wayOut.expect(origin),
    seen: () => ({ names: names.seen(), racing: wayOut.racing }),
    onNames: (onNews) => names.listen(onNews),
    keepPace: (pace) => {
      wayOut.keepPace(pace)
      names.onTook((name, length) => pace.took('look-up', name, length))
    },
    close: async () => {
      wayOut.close()
      await Promise.all([names.close(), pooled.close(), fresh.close()])
    },
  }
}

function start(pools: Pools, request: Outgoing, listener: Listener): Sending {
  const handler = new Handler(listener, request.body === undefined)
  const { origin, path, method, body } = request
  try {
    pools.dispatch(origin, { path, method, headers: request.headers as string[], body: body ?? null }, handler)
  } catch (error) {
    // undici throws for what it refuses to send, such as a header with a line break.
    queueMicrotask(() => handler.onResponseError(undefined, error as Error))
  }
  return handler
}

/** Requests served per socket, to tell a stale connection from a refused one. */
const SERVED = Symbol('requests served')
type Served = Partial<Connection> & { [SERVED]?: number }
/** The request that undici is starting in this very call: its hooks do not say on which socket. */
let starting: Handler | undefined
let watching = false

function startingNow(handler: Handler): void {
  starting = handler
}

function watchSockets(): void {
  if (watching) return
  watching = true
  // undici publishes this in the same call as onRequestStart, right after it.
  subscribe('undici:client:sendHeaders', (message) => {
    const { socket } = message as { socket: Served }
    const before = socket[SERVED] ?? 0
    socket[SERVED] = before + 1
    starting?.startOn(socket, before > 0)
    starting = undefined
  })
}

/** One request under way, as undici sees it. */
class Handler implements Dispatcher.DispatchHandler, Sending {
  reused = false
  readonly #listener: Listener
  #controller: Dispatcher.DispatchController | undefined
  #state: 'waiting' | 'answered' | 'over' = 'waiting'
  #sent: Sent = 'nothing'
  readonly #bodyless: boolean
  #socket: Served | undefined
  #paused = false

  constructor(listener: Listener, bodyless: boolean) {
    this.#listener = listener
    this.#bodyless = bodyless
  }

  abort(): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#controller?.abort(new Error('no longer wanted'))
  }

  pause(): void {
    this.#paused = true
    this.#controller?.pause()
  }

  resume(): void {
    this.#paused = false
    this.#controller?.resume()
  }

  startOn(socket: Served, reused: boolean): void {
    this.#socket = socket
    this.reused = reused
  }

  async delivery(): Promise<Delivery> {
    if (this.#socket === undefined) return 'under-way'
    const { localPort, remotePort } = this.#socket
    return localPort === undefined || remotePort === undefined ? 'unknown' : await kernelDelivery({ localPort, remotePort })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#state === 'over') {
      controller.abort(new Error('no longer wanted'))
      return
    }
    this.#sent = this.#bodyless ? 'all' : 'maybe'
    startingNow(this)
  }

  onRequestSent(): void {
    this.#sent = 'all'
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (this.#state === 'over' || status < 200) return
    this.#state = 'answered'
    this.#listener.head({ status, raw: rawHeaders(controller.rawHeaders, headers), headers: joinedHeaders(headers) })
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#state !== 'over') this.#listener.data(chunk)
    // A pause asked for before undici had a controller to take it.
    if (this.#paused) this.#controller?.pause()
  }

  onResponseEnd(): void {
    if (this.#state === 'over') return
    this.#state = 'over'
    this.#listener.end()
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#state === 'over') return
    const answered = this.#state === 'answered'
    this.#state = 'over'
    const { phase, code, raw, met } = failureCodeOf(error)
    const sent = this.#sent
    // undici starts a request only on a finished connection: what fails before has sent nothing.
    const reached = sent === 'nothing' ? phase : 'headers'
    const stale = this.reused && !answered && sent !== 'nothing'
    this.#listener.broken({ phase: reached, code, raw, sent, stale, ...(met === undefined ? {} : { met }) })
  }
}
