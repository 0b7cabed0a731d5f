import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { GatewayCode } from '../core/catalogue.ts'
import { accept } from './accept.ts'
import type { Admin } from './admin.ts'
import { Exchange } from './exchange.ts'
import { refusedAtDoor, type Door } from './guard.ts'
import { HOP_HEADER } from './headers.ts'
import type { InFlight } from './in-flight.ts'
import { HEADERS_AT_MOST, HEADERS_WITHIN, KEEP_ALIVE } from './limits.ts'
import { ownAnswer } from './own-answer.ts'
import type { Shared } from './shared.ts'

export type ServerParts = {
  readonly shared: Shared
  readonly admin: Admin
  /** Known once the port is. */
  readonly door: () => Door
  readonly exchanges: InFlight<Exchange>
}

/** The answer that is being given on a socket: another word on it would get into that answer. On the socket, since a map costs more. */
const ANSWER = Symbol('answer')
type Answering = Duplex & { [ANSWER]?: ServerResponse }

/** The HTTP surface: who may come in, what is answered here, and what goes on to the upstream. */
export function gatewayServer(parts: ServerParts): Server {
  const server = createServer(
    {
      maxHeaderSize: HEADERS_AT_MOST,
      headersTimeout: HEADERS_WITHIN,
      requestTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE,
      noDelay: true,
    },
    (request, response) => {
      const socket: Answering = request.socket
      socket[ANSWER] = response
      serve(parts, request, response).catch((error: unknown) => crashed(parts, response, error))
    },
  )
  const refuseUpgrade = (_request: IncomingMessage, socket: Duplex): void => refuse(parts, socket, 'gateway.upgrade-refused')
  server.on('upgrade', refuseUpgrade)
  server.on('connect', refuseUpgrade)
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const answering = (socket as Answering)[ANSWER]
    const begun = answering?.headersSent === true && !answering.writableFinished
    if (error.code === 'ECONNRESET' || !socket.writable || begun) socket.destroy()
    else refuse(parts, socket, CLIENT_ERRORS[error.code ?? ''] ?? 'gateway.unreadable-body')
  })
  return server
}

const CLIENT_ERRORS: Readonly<Record<string, GatewayCode>> = {
  HPE_HEADER_OVERFLOW: 'gateway.headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'gateway.slow-sender',
}

async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { shared, admin } = parts
  const door = parts.door()
  const refused = refusedAtDoor(request, door)
  if (refused !== undefined) {
    answer(parts, response, refused)
    return
  }
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
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
  await exchange(parts, request, response)
}

/** Clients warm their connection up with these; there is nothing to ask the upstream. */
const isWarmUp = (method: string | undefined, path: string): boolean =>
  method === 'HEAD' && (path === '/' || path === '/api/hello')

async function exchange(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { shared, exchanges } = parts
  const accepted = await accept(shared, request, response)
  if (accepted === 'left') return
  if (typeof accepted === 'string') {
    answer(parts, response, accepted)
    // What is still being sent is not read to its end.
    if (!request.complete) request.socket.destroySoon()
    return
  }
  const begun = new Exchange(shared, accepted)
  const seat = exchanges.enter(begun)
  try {
    await begun.run()
  } finally {
    exchanges.leave(seat)
    // A kept connection would keep a gateway that stops.
    if (shared.stopping.aborted) request.socket.destroySoon()
  }
}

function answer(parts: ServerParts, response: ServerResponse, code: GatewayCode): void {
  const { status, headers, body } = ownAnswer(code, parts.shared.texts, RETRIED.has(code) ? { retryAfter: 5 } : {})
  response.writeHead(status, [...headers, ...(status === 413 || status === 408 ? ['connection', 'close'] : [])])
  response.end(body)
}

const RETRIED: ReadonlySet<GatewayCode> = new Set<GatewayCode>(['gateway.memory-full'])

/** On a bare socket, for what is no request. */
function refuse(parts: ServerParts, socket: Duplex, code: GatewayCode): void {
  const { status, headers, body } = ownAnswer(code, parts.shared.texts)
  const lines = [`HTTP/1.1 ${status} Refused`, 'connection: close']
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at] ?? ''}: ${headers[at + 1] ?? ''}`)
  // Nobody listens on a socket that was upgraded: an unheard error would end the process.
  socket.on('error', () => socket.destroy())
  socket.end(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]))
}

/** A bug of ours ends one exchange, and says so; it must not end the others. */
function crashed(parts: ServerParts, response: ServerResponse, error: unknown): void {
  parts.shared.log({ event: 'trouble', code: error instanceof Error ? `bug: ${error.stack ?? error.message}` : 'bug' })
  if (response.headersSent) response.destroy()
  else answer(parts, response, 'gateway.bug')
}
