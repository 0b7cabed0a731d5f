import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Ending } from './rig.ts'

/** What a door does with each connection. */
export type Manner = 'silent' | 'hangs-up' | { readonly says: string } | ((socket: Socket) => void)

/** A TCP server on loopback that knows a single thing. */
export async function startDoor(
  t: Ending,
  manner: Manner,
): Promise<{ readonly port: number; readonly sockets: ReadonlySet<Socket> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    if (typeof manner === 'function') manner(socket)
    else if (manner === 'hangs-up') socket.resetAndDestroy()
    else {
      socket.resume()
      if (manner !== 'silent') socket.once('data', () => socket.end(manner.says))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { port: (server.address() as AddressInfo).port, sockets }
}
