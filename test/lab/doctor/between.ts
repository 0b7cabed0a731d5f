import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { connect as connectTls, createSecureContext, createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { HTTPS, type Deed } from './serving.ts'

// What stands on the way: filters, interceptors and proxies.

type DeedOf<Is extends Deed['is']> = Extract<Deed, { readonly is: Is }>

/** What one side does, the other sees. */
function join(one: Socket, other: Socket): void {
  one.pipe(other)
  other.pipe(one)
  for (const [side, far] of [
    [one, other],
    [other, one],
  ] as const) {
    side.on('error', () => far.destroy())
    side.on('close', () => far.destroy())
  }
}

/** The name stands readable in the first message of TLS. */
export function filterNames({ dislikes, to }: DeedOf<'name-filter'>): Server {
  return createServer((socket) => {
    socket.once('data', (first) => {
      if (first.includes(dislikes)) {
        socket.resetAndDestroy()
        return
      }
      const far = connect(HTTPS, to)
      far.write(first)
      join(socket, far)
    })
  })
}

/** @returns a server that shows its own certificate for every name and reads along */
export function openTls({ papers, to }: DeedOf<'opens-tls'>): Server {
  const contexts = new Map(Object.entries(papers).map(([name, own]) => [name, createSecureContext(own)]))
  const [first] = contexts.values()
  const server = createTlsServer({
    ...Object.values(papers)[0],
    SNICallback: (name, found) => found(null, contexts.get(name) ?? first),
  })
  return server.on('secureConnection', (socket: TLSSocket) => {
    const name = typeof socket.servername === 'string' ? socket.servername : ''
    const host = to[name] ?? Object.values(to)[0]
    if (host === undefined) socket.destroy()
    // it believes everybody, so that others need not
    else join(socket, connectTls({ host, port: HTTPS, servername: name, rejectUnauthorized: false }))
  })
}

export function proxyTunnels({ refuses = {}, hangs = false, to }: DeedOf<'proxy'>): Server {
  const server = createHttpServer((_request, response) => void response.writeHead(405).end())
  return server.on('connect', (request, socket: Socket) => {
    socket.on('error', () => undefined)
    if (hangs) return
    const [host = '', port = ''] = (request.url ?? '').split(':')
    const status = refuses[host] ?? refuses['*']
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    const far = connect(Number(port), to[host] ?? host)
    far.once('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'))
    far.once('connect', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      join(socket, far)
    })
  })
}
