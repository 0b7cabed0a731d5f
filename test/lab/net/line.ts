import { fileURLToPath } from 'node:url'
import type { Machine } from './machine.ts'

/** How one end of a line is plugged in. Addresses carry their prefix: `10.86.1.2/24`. */
export type Plug = { readonly machine: Machine; readonly device: string; readonly addresses: readonly string[] }

/** What a line does to packets. */
export type Trouble = {
  /** One way, in milliseconds. */
  readonly delay?: number
  /** Each way, per cent. */
  readonly loss?: number
  /** Larger packets vanish. Bytes, IP header included. */
  readonly longest?: number
}

const TUNLINK = fileURLToPath(new URL('tunlink.py', import.meta.url))

/** A cable without fault. */
export async function cable(one: Plug, other: Plug): Promise<void> {
  const { machine, device } = one
  const far = ['peer', 'name', other.device, 'netns', String(other.machine.pid)]
  await machine.join('ip', 'link', 'add', device, 'type', 'veth', ...far)
  await Promise.all([raise(one), raise(other)])
}

/** A line with delay, loss or a size limit: its devices are called `wan0` on both sides. Ends with the machines. */
export async function badLine(one: Plug, other: Plug, { delay = 0, loss = 0, longest = 65_535 }: Trouble): Promise<void> {
  const numbers = [one.machine.pid, other.machine.pid, delay, loss, longest].map(String)
  // on the host: it finds both networks by the number of a process
  await one.machine.startOutside(['python3', TUNLINK, ...numbers]).says(/^ready$/)
  await Promise.all([raise({ ...one, device: 'wan0' }), raise({ ...other, device: 'wan0' })])
}

/** Up, with its addresses; usable at once, since nobody else can have the same. */
export async function raise({ machine, device, addresses }: Plug): Promise<void> {
  const lines = addresses.map((address) => `ip addr add ${address} dev ${device}${address.includes(':') ? ' nodad' : ''}`)
  // its own link-local address, with which it asks for its neighbours, would be on probation for two seconds
  const atOnce = `echo 0 > /proc/sys/net/ipv6/conf/${device}/accept_dad`
  await machine.shell([atOnce, `ip link set ${device} up`, ...lines].join('\n'))
}
