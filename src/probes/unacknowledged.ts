import type { Ask } from '../world/ask-system.ts'
import { sendQueueIn, tcpTables, type Connection } from '../world/delivery.ts'

/** How many bytes of a connection the other side has not acknowledged; undefined when the kernel has none like it. */
export type Unacknowledged = (connection: Connection) => Promise<number | undefined>

/** @returns undefined where nobody can tell without privilege */
export function unacknowledgedOn(platform: NodeJS.Platform, ask: Ask): Unacknowledged | undefined {
  if (platform === 'darwin') {
    return async (connection) => unacknowledgedInNetstat(await ask('netstat', '-an', '-p', 'tcp'), connection)
  }
  if (platform !== 'linux') return undefined
  return async (connection) => sendQueueIn(await tcpTables(), connection)?.unconfirmed
}

/** @param table the output of `netstat -an -p tcp` on macOS, where ports follow a dot, and Send-Q is what is not acknowledged */
export function unacknowledgedInNetstat(table: string, { localPort, remotePort }: Connection): number | undefined {
  for (const line of table.split('\n')) {
    const [protocol = '', , queue = '', from = '', to = ''] = line.trim().split(/\s+/)
    if (protocol.startsWith('tcp') && from.endsWith(`.${localPort}`) && to.endsWith(`.${remotePort}`)) return Number(queue)
  }
  return undefined
}
