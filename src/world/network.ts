import { subscribe } from 'node:diagnostics_channel'
import type { Readable } from 'node:stream'
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici'
import { failureCodeOf } from '../core/failure-code.ts'
import type { FailureCode } from '../core/catalogue.ts'
import type { Phase, Sent } from '../core/signal.ts'
import type { Millis } from '../core/time.ts'

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
}

export type Network = {
  readonly send: (request: Outgoing, listener: Listener) => Sending
  /** Ends all connections; requests under way break. */
  readonly close: () => Promise<void>
}

type NetworkOptions = {
  readonly env: Readonly<Record<string, string | undefined>>
  /** For TCP and TLS together. */
  readonly connectWithin: Millis
}

/** The edges in front of the API close idle connections after minutes; half a minute spares most stale ones. */
const KEEP_ALIVE_MILLIS = 30_000
/** Node gives up on an address after 250 ms (500 on 26), which fails on every link with a longer round trip: docs/facts.md 9. */
const ATTEMPT_MILLIS = 2000
const LOOPBACK = 'localhost,127.0.0.1,::1'

/** The network through undici: HTTP/1.1, pools that grow as needed, proxies from the environment, time limits left to the caller. */
export function undiciNetwork(options: NetworkOptions): Network {
  const pooled = dispatcherFor(options, 1)
  // No pipelining means no keep-alive in undici: each request has a connection of its own.
  const fresh = dispatcherFor(options, 0)
  watchSockets()
  return {
    send: (request, listener) => start(request.connection === 'fresh' ? fresh : pooled, request, listener),
    close: async () => {
      await Promise.all([pooled.destroy(), fresh.destroy()])
    },
  }
}

function dispatcherFor(options: NetworkOptions, pipelining: 0 | 1): Dispatcher {
  const { env } = options
  const common: Agent.Options = {
    pipelining,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MILLIS,
    maxHeaderSize: 65_536,
    connect: { timeout: options.connectWithin, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: ATTEMPT_MILLIS },
  }
  const https = env['https_proxy'] ?? env['HTTPS_PROXY']
  const http = env['http_proxy'] ?? env['HTTP_PROXY']
  if (!https && !http) return new Agent(common)
  const noProxy = [env['no_proxy'] ?? env['NO_PROXY'] ?? '', LOOPBACK].filter((part) => part !== '').join(',')
  const proxies = { httpsProxy: https ?? http, httpProxy: http } as { httpsProxy?: string; httpProxy?: string }
  return new EnvHttpProxyAgent({ ...common, ...proxies, noProxy })
}

function start(dispatcher: Dispatcher, request: Outgoing, listener: Listener): Sending {
  const handler = new Handler(listener, request.body === undefined)
  const { origin, path, method, body } = request
  try {
    dispatcher.dispatch({ origin, path, method, headers: request.headers as string[], body: body ?? null }, handler)
  } catch (error) {
    // undici throws for what it refuses to send, such as a header with a line break.
    queueMicrotask(() => handler.onResponseError(undefined, error as Error))
  }
  return handler
}

/** Requests served per socket, to tell a stale connection from a refused one. */
const SERVED = Symbol('requests served')
type Served = { [SERVED]?: number }
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
    if (starting !== undefined) starting.reused = before > 0
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
    this.#listener.head({ status, raw: rawHeaders(controller, headers), headers: joinedHeaders(headers) })
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
    const { phase, code, raw } = failureCodeOf(error)
    const sent = this.#sent
    // undici starts a request only on a finished connection: what fails before has sent nothing.
    const reached = sent === 'nothing' ? phase : 'headers'
    this.#listener.broken({ phase: reached, code, raw, sent, stale: this.reused && !answered && sent !== 'nothing' })
  }
}

function rawHeaders(
  controller: Dispatcher.DispatchController,
  parsed: Record<string, string | string[] | undefined>,
): readonly string[] {
  const raw = controller.rawHeaders
  if (Array.isArray(raw)) return raw.map((part: Buffer | string) => (typeof part === 'string' ? part : part.toString('latin1')))
  return Object.entries(parsed).flatMap(([name, value]) => [value ?? []].flat().flatMap((one) => [name, one]))
}

function joinedHeaders(headers: Record<string, string | string[] | undefined>): Readonly<Record<string, string | undefined>> {
  if (!Object.values(headers).some(Array.isArray)) return headers as Readonly<Record<string, string | undefined>>
  const joined: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(headers)) joined[name] = Array.isArray(value) ? value.join(', ') : value
  return joined
}
