import { readFile } from 'node:fs/promises'
import process from 'node:process'

/** One end of a connection of this machine. */
export type Connection = { readonly localPort: number; readonly remotePort: number }

/**
 * What the kernel knows of the last bytes sent. `lost`: it has sent them again and again, and the other side has confirmed
 * nothing: a router has forgotten the connection, a VPN has moved, a packet size does not pass.
 */
export type Delivery = 'confirmed' | 'under-way' | 'lost' | 'unknown'

export type DeliveryOf = (connection: Connection) => Promise<Delivery>

/**
 * So many times in a row nothing came back. The kernel waits twice as long each time, beginning with what this connection's
 * round trip suggests: about 3 s in all on a usual line, 20 s on one of 600 ms. One confirmation begins anew.
 */
const LOST_FROM = 4

/** Linux tells it to everybody; elsewhere nobody does. */
export function deliveryOn(platform: NodeJS.Platform): DeliveryOf {
  if (platform !== 'linux') return () => Promise.resolve('unknown')
  // many connections of a team's gateway ask at the same time
  let reading: Promise<string> | undefined
  return async (connection) => {
    reading ??= tcpTables().finally(() => (reading = undefined))
    return deliveryIn(await reading, connection)
  }
}

export const kernelDelivery: DeliveryOf = deliveryOn(process.platform)

/** Of both families. */
export async function tcpTables(): Promise<string> {
  const texts = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'latin1').catch(() => '')))
  return texts.join('\n')
}

/** @param table the text of /proc/net/tcp, of tcp6, or of both */
export function deliveryIn(table: string, connection: Connection): Delivery {
  const queue = sendQueueIn(table, connection)
  if (queue === undefined) return 'unknown'
  if (queue.unconfirmed === 0) return 'confirmed'
  return queue.repeats >= LOST_FROM ? 'lost' : 'under-way'
}

/** Bytes that the other side has not confirmed, and how often in a row they were sent again in vain. */
type SendQueue = { readonly unconfirmed: number; readonly repeats: number }

/**
 * @param table lines of `sl local remote state tx:rx timer:when retransmits …`, in hexadecimal
 * @returns undefined when there is none like it, or several: one port may have connections to several addresses
 */
export function sendQueueIn(table: string, { localPort, remotePort }: Connection): SendQueue | undefined {
  const wanted = new RegExp(
    `^ *\\d+: [0-9A-F]+:${hex(localPort)} [0-9A-F]+:${hex(remotePort)} [0-9A-F]{2} ([0-9A-F]+):[0-9A-F]+ [0-9A-F]+:[0-9A-F]+ ([0-9A-F]+)`,
    'gm',
  )
  const [line, ...others] = table.matchAll(wanted)
  if (line === undefined || others.length > 0) return undefined
  return { unconfirmed: Number.parseInt(line[1] ?? '', 16), repeats: Number.parseInt(line[2] ?? '', 16) }
}

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0')
