import type { Machine } from './machine.ts'

// What an independent observer sees of the network, so that a row can show that its fault was really in force.

export type Pinged = {
  readonly sent: number
  readonly received: number
  /** Undefined without an answer. */
  readonly meanMillis: number | undefined
}

export type PingOptions = {
  readonly count?: number
  /** Bytes of the packet on the way, IP header included. */
  readonly size?: number
  /** How long the last answer is waited for, in seconds. */
  readonly wait?: number
}

const HEADERS = { v4: 28, v6: 48 } as const

/** Pings an address twenty times a second. Packets are never broken up on the way. */
export async function ping(
  from: Machine,
  address: string,
  { count = 5, size = 84, wait = 1 }: PingOptions = {},
): Promise<Pinged> {
  const headers = address.includes(':') ? HEADERS.v6 : HEADERS.v4
  const words = ['-n', '-q', '-M', 'do', '-i', '0.05', '-c', String(count), '-W', String(wait), '-s', String(size - headers)]
  const { out, err } = await from.attempt('ping', ...words, address)
  const [, sent, received] = /(\d+) packets transmitted, (\d+) received/.exec(out) ?? []
  // without any route it says so and sends nothing; it takes a route that forbids for a broadcast
  if (sent === undefined) {
    if (/unreachable|ping broadcast/i.test(err)) return { sent: count, received: 0, meanMillis: undefined }
    throw new Error(`ping said neither: ${out}${err}`)
  }
  const mean = /= [\d.]+\/([\d.]+)\//.exec(out)?.[1]
  return { sent: Number(sent), received: Number(received), meanMillis: mean === undefined ? undefined : Number(mean) }
}

/** Whether a resolver answers this machine within a second. */
export async function answersNames(from: Machine, name: string): Promise<boolean> {
  return (await from.attempt('timeout', '1', 'getent', 'ahosts', name)).code === 0
}

/** Established TCP connections of a machine to this port, as its kernel counts them; `unsent` in bytes not acknowledged. */
export async function connectionsTo(
  machine: Machine,
  port: number,
): Promise<readonly { readonly local: string; readonly unsent: number }[]> {
  const out = await machine.run('ss', '-Htn', 'state', 'established', `( dport = :${port} )`)
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, unsent = '0', local = ''] = line.trim().split(/\s+/)
      return { local, unsent: Number(unsent) }
    })
}
