import type { NetworkInterfaceInfo } from 'node:os'

/** As node:os gives them: one list of addresses for each interface that is up and has its carrier. */
export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

/** Bridges that containers and virtual machines hang on: they stay when the last way out is gone. */
const INWARD = /^(?:docker|podman|lxcbr|lxdbr|virbr|vboxnet|vmnet|cni|flannel|cali)\d|^(?:br-[0-9a-f]{12}$|veth|vEthernet)/
/** Given by a machine to itself when nobody gave it one: leads to neighbours at best. */
const LINK_LOCAL = /^(?:169\.254\.|fe[89ab])/i

/**
 * The addresses by which this machine can reach others, sorted: `eth0 192.0.2.7`, `eth0 2001:db8:1:2::/64`. Of IPv6 the
 * network alone: its temporary addresses come and go every day, and break nothing.
 * @param interfaces throws on machines that do not let programs look (Android)
 * @returns undefined when it cannot be told
 */
export function outsideAddresses(interfaces: () => Interfaces): readonly string[] | undefined {
  try {
    const found = Object.entries(interfaces())
      .filter(([name]) => !INWARD.test(name))
      .flatMap(([name, addresses = []]) => addresses.filter(isOutside).map((one) => `${name} ${placeOf(one)}`))
    return [...new Set(found)].toSorted()
  } catch {
    return undefined
  }
}

/** Every address that this machine has now; undefined when it cannot be told. */
export function ownAddresses(interfaces: () => Interfaces): ReadonlySet<string> | undefined {
  try {
    return new Set(Object.values(interfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address)))
  } catch {
    return undefined
  }
}

const isOutside = ({ internal, address }: NetworkInterfaceInfo): boolean => !internal && !LINK_LOCAL.test(address)

function placeOf({ family, address }: NetworkInterfaceInfo): string {
  if (family !== 'IPv6') return address
  const [left = '', right] = address.split('::', 2)
  const before = left.split(':').filter((part) => part !== '')
  const after = right === undefined ? [] : right.split(':').filter((part) => part !== '')
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`
}
