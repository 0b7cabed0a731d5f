import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Instant } from '../../src/core/time.ts'
import { realClock, type Clock } from '../../src/world/clock.ts'

/** One request as the upstream got it. */
export type Call = {
  readonly method: string
  /** With query. */
  readonly target: string
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Name, value, name, value: as they came. */
  readonly raw: readonly string[]
  /** All of it, unless bodies are left alone. */
  readonly body: Buffer
  readonly at: Instant
  /** Which connection, counted from 1, and which request on it. */
  readonly connection: number
  readonly turn: number
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Fulfilled when its connection or its answer is over. */
  readonly closed: Promise<void>
}

/** What the upstream does with a request; doing nothing leaves the client waiting. */
export type Script = (call: Call) => void | Promise<void>

export type UpstreamOptions = {
  readonly clock?: Clock
  /** `left`: the script reads the body itself, or does not. */
  readonly bodies?: 'collected' | 'left'
  readonly tls?: { readonly cert: string; readonly key: string }
}

/**
 * An upstream on loopback that does exactly what it is told: status, headers as they are written, bytes, cuts, silence.
 * Behaves as a healthy API towards a sounding, unless its edge says otherwise.
 */
export class Upstream {
  readonly calls: Call[] = []
  /** For what reaches the API. */
  script: Script
  /** For everything, soundings included, when set. */
  edge: Script | undefined
  port = 0
  readonly #options: UpstreamOptions
  readonly #server: Server
  readonly #sockets = new Map<Socket, { readonly number: number; requests: number }>()
  #connections = 0

  constructor(script: Script, options: UpstreamOptions = {}) {
    this.script = script
    this.#options = options
    const serve = (request: IncomingMessage, response: ServerResponse): void => void this.#serve(request, response)
    const limits = { keepAliveTimeout: 600_000, requestTimeout: 0, headersTimeout: 0, noDelay: true }
    this.#server = options.tls === undefined ? createServer(limits, serve) : createTlsServer({ ...limits, ...options.tls }, serve)
    this.#server.on(options.tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
      this.#sockets.set(socket, { number: ++this.#connections, requests: 0 })
      socket.once('close', () => this.#sockets.delete(socket))
      socket.on('error', () => undefined)
    })
    // A scripted cut is no error of the server's.
    this.#server.on('clientError', (_error, socket) => socket.destroy())
  }

  get url(): string {
    return `${this.#options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.port}`
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#sockets.size
  }

  /** All connections there have ever been. */
  get connected(): number {
    return this.#connections
  }

  /** Requests for a message with a credential. */
  get starts(): readonly Call[] {
    return this.calls.filter((call) => call.path === '/v1/messages' && hasCredential(call))
  }

  get soundings(): readonly Call[] {
    return this.calls.filter((call) => call.path === '/v1/messages' && !hasCredential(call))
  }

  /** From now on as if nobody had asked anything: for tests that share an upstream. */
  begin(script: Script): void {
    this.script = script
    this.edge = undefined
    this.calls.length = 0
  }

  /** Also after shut(): on the same port again. */
  async open(): Promise<this> {
    this.#server.listen(this.port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.port = (this.#server.address() as AddressInfo).port
    return this
  }

  /** Nobody listens from now on, and what was open is gone. */
  async shut(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    for (const socket of this.#sockets.keys()) socket.destroy()
    await closed
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const connection = this.#sockets.get(request.socket) ?? { number: 0, requests: 0 }
    connection.requests += 1
    const closed = once(response, 'close').then(() => undefined)
    response.on('error', () => undefined)
    const at = (this.#options.clock ?? realClock).now()
    const chunks: Buffer[] = []
    try {
      if (this.#options.bodies !== 'left') for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      return
    }
    const target = request.url ?? ''
    const call: Call = {
      method: request.method ?? '',
      target,
      path: target.split('?', 1)[0] ?? '',
      headers: joined(request),
      raw: request.rawHeaders,
      body: Buffer.concat(chunks),
      at,
      connection: connection.number,
      turn: connection.requests,
      request,
      response,
      closed,
    }
    this.calls.push(call)
    await (this.edge ?? (isSounding(call) ? asking : this.script))(call)
  }
}

const hasCredential = ({ headers }: Call): boolean => headers['x-api-key'] !== undefined || headers['authorization'] !== undefined

const isSounding = (call: Call): boolean => call.path === '/v1/messages' && !hasCredential(call)

/** What the API says to one who shows no credential. */
const asking: Script = ({ response }) => {
  const body =
    '{"type":"error","error":{"type":"authentication_error","message":"x-api-key header is required"},"request_id":"req_sounding"}'
  response.writeHead(401, { 'content-type': 'application/json', 'request-id': 'req_sounding' }).end(body)
}

function joined(request: IncomingMessage): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(request.headersDistinct).map(([name, values]) => [name, values?.join(', ')]))
}
