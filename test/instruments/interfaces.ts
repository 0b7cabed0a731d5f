import type { NetworkInterfaceInfo } from 'node:os'
import type { Interfaces } from '../../src/world/outside.ts'

/** What node:os would say of these. */
export const addresses = (given: Readonly<Record<string, readonly string[]>>): Interfaces =>
  Object.fromEntries(Object.entries(given).map(([name, list]) => [name, list.map((address) => infoOf(name, address))]))

function infoOf(name: string, address: string): NetworkInterfaceInfo {
  const common = { address, mac: '02:00:00:00:00:01', internal: name === 'lo' }
  return address.includes(':')
    ? { ...common, family: 'IPv6', netmask: 'ffff:ffff:ffff:ffff::', cidr: `${address}/64`, scopeid: 0 }
    : { ...common, family: 'IPv4', netmask: '255.255.255.0', cidr: `${address}/24` }
}

/** A machine without a way out: its loopback, and an address that it gave itself. */
export const INSIDE: Interfaces = addresses({ lo: ['127.0.0.1', '::1'], wlan0: ['fe80::1'] })
export const WIFI: Interfaces = addresses({ lo: ['127.0.0.1', '::1'], wlan0: ['192.0.2.7', 'fe80::1'] })
