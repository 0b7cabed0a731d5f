import { readFile } from 'node:fs/promises'
import type { Ask } from '../world/ask-system.ts'

/** One end of a connection of this machine. */
export type Connection = { readonly localPort: number; readonly remotePort: number }

/** How many bytes of a connection the other side has not acknowledged; undefined when the kernel has none like it. */
export type Unacknowledged = (connection: Connection) => Promise<number | undefined>

/** @returns undefined where nobody can tell without privilege */
export function unacknowledgedOn(platform: NodeJS.Platform, ask: Ask): Unacknowledged | undefined {
  if (platform === 'darwin') {
    return async (connection) => unacknowledgedInNetstat(await ask('netstat', '-an', '-p', 'tcp'), connection)
  }
  if (platform !== 'linux') return undefined
  return async (connection) => {
    const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'latin1').catch(() => '')))
    return unacknowledgedInProc(tables.join('\n'), connection)
  }
}

/** @param table the text of /proc/net/tcp or tcp6: ports and queues in hexadecimal */
export function unacknowledgedInProc(table: string, { localPort, remotePort }: Connection): number | undefined {
  const hex = (port: number): string => `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const [local, remote] = [hex(localPort), hex(remotePort)]
  for (const line of table.split('\n')) {
    const [, from = '', to = '', , queues = ''] = line.trim().split(/\s+/)
    if (from.endsWith(local) && to.endsWith(remote)) return Number.parseInt(queues.split(':')[0] ?? '', 16)
  }
  return undefined
}

/** @param table the output of `netstat -an -p tcp` on macOS, where ports follow a dot, and Send-Q is what is not acknowledged */
export function unacknowledgedInNetstat(table: string, { localPort, remotePort }: Connection): number | undefined {
  for (const line of table.split('\n')) {
    const [protocol = '', , queue = '', from = '', to = ''] = line.trim().split(/\s+/)
    if (protocol.startsWith('tcp') && from.endsWith(`.${localPort}`) && to.endsWith(`.${remotePort}`)) return Number(queue)
  }
  return undefined
}
