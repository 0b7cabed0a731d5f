import { BlockList, isIP } from 'node:net'

/** Networks whose addresses mean another machine elsewhere, or nobody: this machine, private networks, carriers' own, links. */
const INSIDE: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
]

const inside = new BlockList()
for (const [network, bits] of INSIDE) inside.addSubnet(network, bits, network.includes(':') ? 'ipv6' : 'ipv4')

/** Is it the same machine from every network? */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && !inside.check(address, family === 4 ? 'ipv4' : 'ipv6')
}
