import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** A port of loopback on which nobody listens; another may take it before it is used. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Below those from which systems give when they are asked for any: Linux begins at 32768, others later. */
const NEVER_GIVEN = { from: 15_000, to: 32_000 } as const

/** A port that nobody gets by accident, so that it can be shut for a while and opened again. */
export async function keptPort(): Promise<number> {
  for (;;) {
    const port = NEVER_GIVEN.from + Math.floor(Math.random() * (NEVER_GIVEN.to - NEVER_GIVEN.from))
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
