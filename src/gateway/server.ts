import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { GatewayCode } from '../core/catalogue.ts'
import { accept, pathOf, type Acceptance } from './accept.ts'
import type { Admin } from './admin.ts'
import { Exchange, type Accepted } from './exchange.ts'
import { misshapen, refusedAtDoor, type Door } from './guard.ts'
import { HOP_HEADER } from './headers.ts'
import type { InFlight } from './in-flight.ts'
import { IdleConnections } from './idle-connections.ts'
import { HEADERS_AT_MOST, HEADERS_WITHIN } from './limits.ts'
import { ownAnswer } from './own-answer.ts'
import { afterEnd, part, partGently, partUnlessSent } from './parting.ts'
import type { Shared } from './shared.ts'
import { inTurn, mustWait } from './turn.ts'

export type ServerParts = {
  readonly shared: Shared
  readonly admin: Admin
  /** Known once the port is. */
  readonly door: () => Door
  readonly exchanges: InFlight<Exchange>
}

/** The answer that is being given on a socket: another word on it would get into that answer. On the socket, since a map costs more. */
const ANSWER = Symbol('answer')
type Answering = Socket & { [ANSWER]?: ServerResponse }

/** The HTTP surface: who may come in, what is answered here, and what goes on to the upstream. */
export function gatewayServer(parts: ServerParts): Server {
  const server = createServer(
    {
      maxHeaderSize: HEADERS_AT_MOST,
      headersTimeout: HEADERS_WITHIN,
      requestTimeout: 0,
      // see idle-connections.ts
      keepAliveTimeout: 0,
      noDelay: true,
    },
    (request, response) => {
      const socket: Answering = request.socket
      const begin = (): void => {
        socket[ANSWER] = response
        serve(parts, request, response)
      }
      if (mustWait(response)) inTurn(socket, response, begin)
      else begin()
    },
  )
  const { clock } = parts.shared
  // HEADERS_AT_MOST is the limit; Node's own on their number drops what is beyond it, or refuses it.
  server.maxHeadersCount = 0
  // A client that has said all it has to say is still to be answered. Node's types do not know this.
  ;(server as Server & { httpAllowHalfOpen: boolean }).httpAllowHalfOpen = true
  const idle = new IdleConnections<Answering>({ clock, isAnswering: (socket) => socket[ANSWER]?.writableFinished === false })
  server.on('connection', (socket: Answering) => {
    idle.add(socket)
    socket.on('end', () => {
      if (socket[ANSWER] !== undefined) afterEnd(socket[ANSWER], clock)
    })
  })
  const refuseUpgrade = (_request: IncomingMessage, socket: Duplex): void => refuse(parts, socket, 'gateway.upgrade-refused')
  server.on('upgrade', refuseUpgrade)
  server.on('connect', refuseUpgrade)
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // Said behind the last request of a connection: that one is still answered, and its answer closes.
    if (error.code === 'HPE_CLOSED_CONNECTION') return
    const answering = (socket as Answering)[ANSWER]
    const begun = answering !== undefined && !answering.writableFinished && isAnswering(answering)
    if (error.code === 'ECONNRESET' || !socket.writable || begun) socket.destroy()
    else refuse(parts, socket, CLIENT_ERRORS[error.code ?? ''] ?? 'gateway.unreadable-body')
  })
  return server
}

/** Would a word of ours get into its answer, or be taken for it? */
const isAnswering = (response: ServerResponse): boolean => response.headersSent || response.req.complete

const CLIENT_ERRORS: Readonly<Record<string, GatewayCode>> = {
  HPE_HEADER_OVERFLOW: 'gateway.headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'gateway.slow-sender',
}

function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): void {
  const { shared, admin } = parts
  const door = parts.door()
  const refused = misshapen(request) ?? refusedAtDoor(request, door)
  if (refused !== undefined) {
    answer(parts, response, refused)
    return
  }
  const path = pathOf(request.url)
  if (isWarmUp(request.method, path)) {
    response.writeHead(200, { 'content-length': '0' }).end()
    return
  }
  if (path === '/healthz' || path === '/readyz' || path.startsWith('/_holdfast/')) {
    admin.serve(request, response, door)
    return
  }
  if (!path.startsWith('/')) {
    answer(parts, response, 'gateway.not-found')
    return
  }
  if (request.headers[HOP_HEADER]?.includes(shared.id) === true) {
    answer(parts, response, 'gateway.loop')
    return
  }
  accept(shared, request, response, (acceptance) => {
    try {
      enter(parts, request, response, acceptance)
    } catch (bug) {
      crashed(parts, response, bug)
    }
  })
}

/** Clients warm their connection up with these; there is nothing to ask the upstream. */
const isWarmUp = (method: string | undefined, path: string): boolean =>
  method === 'HEAD' && (path === '/' || path === '/api/hello')

function enter(parts: ServerParts, request: IncomingMessage, response: ServerResponse, acceptance: Acceptance): void {
  if (acceptance === 'left') return
  if (typeof acceptance === 'string') answer(parts, response, acceptance)
  else if (acceptance instanceof Error) crashed(parts, response, acceptance)
  else run(parts, request, response, acceptance)
}

function run(parts: ServerParts, request: IncomingMessage, response: ServerResponse, accepted: Accepted): void {
  const { shared, exchanges } = parts
  const begun = new Exchange(shared, accepted)
  const seat = exchanges.enter(begun)
  // After a pause: a connection that died meanwhile is found out before it is used.
  if (exchanges.size === 1) shared.watch.hurry()
  begun.run((bug) => {
    exchanges.leave(seat)
    if (bug !== undefined) crashed(parts, response, bug)
    // A kept connection would keep a gateway that stops.
    if (shared.stopping.aborted) request.socket.destroySoon()
    else if (!request.complete) partUnlessSent(request, response, shared.clock)
  })
}

function answer(parts: ServerParts, response: ServerResponse, code: GatewayCode): void {
  const { status, headers, body } = ownAnswer(code, parts.shared.texts, RETRIED.has(code) ? { retryAfter: 5 } : {})
  const { req: request } = response
  const closes = isMuchToCome(request) || CLOSED.has(status)
  if (closes && !request.complete) partGently(request, parts.shared.clock)
  response.writeHead(status, closes ? [...headers, 'connection', 'close'] : [...headers])
  response.end(body)
}

/** Of a request that is refused this much is read to its end, so that its connection can be kept. */
const READ_FOR_NOTHING = 65_536

const isMuchToCome = ({ complete, headers }: IncomingMessage): boolean =>
  !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > READ_FOR_NOTHING)

/** What is wrong with these is how they were sent. */
const CLOSED: ReadonlySet<number> = new Set([400, 408, 413])

const RETRIED: ReadonlySet<GatewayCode> = new Set<GatewayCode>(['gateway.memory-full'])

/** On a bare socket, for what is no request. */
function refuse(parts: ServerParts, socket: Duplex, code: GatewayCode): void {
  const { status, headers, body } = ownAnswer(code, parts.shared.texts)
  const lines = [`HTTP/1.1 ${status} Refused`, 'connection: close']
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at] ?? ''}: ${headers[at + 1] ?? ''}`)
  part(socket, parts.shared.clock)
  socket.end(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]))
}

/** A bug of ours ends one exchange, and says so; it must not end the others. */
function crashed(parts: ServerParts, response: ServerResponse, error: unknown): void {
  parts.shared.log({ event: 'trouble', code: error instanceof Error ? `bug: ${error.stack ?? error.message}` : 'bug' })
  if (response.headersSent) response.destroy()
  else answer(parts, response, 'gateway.bug')
}
