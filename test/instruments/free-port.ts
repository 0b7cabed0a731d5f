import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import process from 'node:process'

/** A port of loopback on which nobody listens; another may take it before it is used. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/**
 * Below those from which systems give when they are asked for any: Linux begins at 32768, others later. Each process goes
 * through some of its own, so that two tests do not take the same one between looking and listening.
 */
const NEVER_GIVEN = { from: 15_000, processes: 170, each: 100 } as const
let taken = 0

/** A port that nobody gets by accident, so that it can be shut for a while and opened again. */
export async function keptPort(): Promise<number> {
  for (;;) {
    const { from, processes, each } = NEVER_GIVEN
    const port = from + (process.pid % processes) * each + (taken % each)
    taken += 1
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
