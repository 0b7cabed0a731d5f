import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { Ending } from './rig.ts'
import type { Identity } from './self-signed.ts'

/** What a proxy does with a CONNECT. */
export type Way = 'through' | 'silent' | 'hangs-up' | { readonly raw: string }

/** One request to a proxy. */
export type Asked = {
  readonly method: string
  /** Of a CONNECT `host:port`, else the whole URL. */
  readonly target: string
  readonly authorization: string | undefined
}

/** A proxy on loopback, as companies have it. */
export class ForwardProxy {
  readonly asked: Asked[] = []
  way: Way = 'through'
  /** `user:password` that it insists on. */
  login: string | undefined
  readonly #server: Server
  readonly #tls: Identity | undefined
  readonly #sockets = new Set<Socket>()
  port = 0

  constructor(tls?: Identity) {
    this.#tls = tls
    this.#server = tls === undefined ? createServer() : createTlsServer({ ...tls })
    this.#server
      .on('connection', (socket: Socket) => this.#keep(socket))
      .on('connect', (request: IncomingMessage, socket: Socket) => this.#connect(request, socket))
      .on('request', (request: IncomingMessage, response: ServerResponse) => this.#pass(request, response))
      .on('clientError', (_error, socket) => socket.destroy())
  }

  get host(): string {
    return `127.0.0.1:${this.port}`
  }

  get url(): string {
    return `${this.#tls === undefined ? 'http' : 'https'}://${this.host}`
  }

  async open(t: Ending): Promise<this> {
    this.#server.listen(this.port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.port = (this.#server.address() as AddressInfo).port
    t.after(() => this.shut())
    return this
  }

  shut(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined).once('close', () => this.#sockets.delete(socket))
  }

  #admits(request: IncomingMessage): boolean {
    const authorization = request.headers['proxy-authorization']
    this.asked.push({ method: request.method ?? '', target: request.url ?? '', authorization })
    return this.login === undefined || authorization === `Basic ${Buffer.from(this.login).toString('base64')}`
  }

  #connect(request: IncomingMessage, socket: Socket): void {
    socket.on('error', () => undefined)
    if (!this.#admits(request)) socket.end(LOGIN_WANTED)
    else if (this.way === 'hangs-up') socket.destroy()
    else if (typeof this.way === 'object') socket.end(this.way.raw)
    else if (this.way === 'through') this.#tunnel(request.url ?? '', socket)
  }

  #tunnel(target: string, socket: Socket): void {
    // Whatever the name: it is this machine.
    const other = connect(Number(target.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(other).pipe(socket)
    })
    this.#keep(other)
    other.once('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'))
    other.once('close', () => socket.destroy())
    socket.once('close', () => other.destroy())
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    if (!this.#admits(request)) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="test"' }).end()
      return
    }
    const { 'proxy-authorization': _, ...headers } = request.headers
    const { port, pathname, search } = new URL(request.url ?? '')
    const where = { host: '127.0.0.1', port, path: pathname + search, method: request.method, headers }
    const sent = httpRequest(where, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    sent.on('error', () => response.destroy())
    request.pipe(sent)
  }
}

const LOGIN_WANTED = [
  'HTTP/1.1 407 Proxy Authentication Required',
  'Proxy-Authenticate: Basic realm="company"',
  'Content-Type: text/html',
  'Content-Length: 68',
  '',
  '<html><head><title>x</title></head><body>Please log in.</body></html>',
].join('\r\n')

/** A refusal with a page, byte for byte. */
export const refusal = (status: string, page: string): Way => ({
  raw: `HTTP/1.1 ${status}\r\nContent-Type: text/html\r\nContent-Length: ${Buffer.byteLength(page)}\r\n\r\n${page}`,
})
