import { BlockList, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Interfaces } from '../world/outside.ts'
import type { Ask } from '../world/ask-system.ts'
import { jsonList, type Interface } from './system-tables.ts'

/** An interface as the system's own program tells it. Node knows only those that have an address and carry something: no tunnel whose program has gone. */
export type Told = {
  readonly name: string
  readonly up: boolean
  readonly kind: Interface['kind']
  /** Undefined where the program was not asked for them. */
  readonly addresses?: readonly string[]
}

export async function readInterfaces(platform: NodeJS.Platform, ask: Ask): Promise<readonly Interface[]> {
  const told =
    platform === 'linux'
      ? interfacesInIp(await ask('ip', '-json', '-details', 'addr'))
      : platform === 'darwin'
        ? interfacesInIfconfig(await ask('ifconfig', '-a'))
        : []
  return interfacesOf(told, safely(networkInterfaces))
}

/** Android and some sandboxes do not let programs look. */
function safely(look: () => Interfaces): Interfaces {
  try {
    return look()
  } catch {
    return {}
  }
}

/** Both views together. */
export function interfacesOf(told: readonly Told[], known: Interfaces): readonly Interface[] {
  const others = Object.keys(known).filter((name) => !told.some((one) => one.name === name))
  const all: readonly Told[] = [...told, ...others.map((name) => ({ name, up: true, kind: kindByName(name, known[name]) }))]
  return all.map(({ name, up, kind, addresses = (known[name] ?? []).map(({ address }) => address) }) => ({
    name,
    kind,
    up,
    addresses: addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4, reach: reachOf(address) })),
  }))
}

type IpAddr = {
  readonly ifname: string
  readonly flags?: readonly string[]
  readonly link_type?: string
  readonly addr_info?: readonly { readonly local?: string }[]
  readonly linkinfo?: { readonly info_kind?: string }
}

/** Kinds of links that carry packets inside of others. */
const TUNNELS = new Set(['tun', 'wireguard', 'ppp', 'gre', 'ipip', 'sit', 'ip6tnl', 'vti', 'vti6', 'xfrm', 'l2tp', 'ovpn'])

/** @param json of `ip -json -details addr`. Those that every network has from the start and nobody uses (sit0) are down. */
export function interfacesInIp(json: string): readonly Told[] {
  return ((jsonList(json) ?? []) as readonly IpAddr[]).map(
    ({ ifname: name, flags = [], link_type: type, linkinfo, addr_info: own = [] }) => ({
      name,
      up: flags.includes('UP') && flags.includes('LOWER_UP'),
      kind: type === 'loopback' ? 'loopback' : TUNNELS.has(linkinfo?.info_kind ?? type ?? '') ? 'tunnel' : 'other',
      addresses: own.flatMap(({ local }) => local ?? []),
    }),
  )
}

/** @param text of `ifconfig -a`: a head for each interface, details below it. A cable that is not plugged in is `inactive`. */
export function interfacesInIfconfig(text: string): readonly Told[] {
  return text.split(/^(?=\S)/m).flatMap((part) => {
    const [, name, flags = ''] = /^([\w.-]+): flags=\w+<([^>]*)>/.exec(part) ?? []
    if (name === undefined) return []
    const up = flags.split(',').includes('UP') && !/^\s+status: (?!active)/m.test(part)
    const kind = flags.includes('LOOPBACK') ? 'loopback' : flags.includes('POINTOPOINT') ? 'tunnel' : 'other'
    return [{ name, up, kind }]
  })
}

/** As VPN programs call theirs, where no system tells the kind. */
const TUNNEL_NAME =
  /^(?:u?tun|wg|ppp|ipsec|gif|nordlynx|proton|tailscale|zt)\d*|wireguard|openvpn|\bvpn\b|tailscale|wintun|tap-windows/i

function kindByName(name: string, addresses: Interfaces[string]): Interface['kind'] {
  if (addresses?.some(({ internal }) => internal) === true) return 'loopback'
  return TUNNEL_NAME.test(name) ? 'tunnel' : 'other'
}

const ranges = (...given: readonly (readonly [string, number])[]): BlockList => {
  const list = new BlockList()
  for (const [network, bits] of given) list.addSubnet(network, bits, isIP(network) === 4 ? 'ipv4' : 'ipv6')
  return list
}

const REACHES: readonly (readonly [Interface['addresses'][number]['reach'], BlockList])[] = [
  ['loopback', ranges(['127.0.0.0', 8], ['::1', 128])],
  ['link', ranges(['169.254.0.0', 16], ['fe80::', 10])],
  // 100.64.0.0/10 is what providers and some VPNs give
  ['private', ranges(['10.0.0.0', 8], ['172.16.0.0', 12], ['192.168.0.0', 16], ['100.64.0.0', 10], ['fc00::', 7])],
]

/** How far an address leads. */
export function reachOf(address: string): Interface['addresses'][number]['reach'] {
  const bare = address.split('%')[0] ?? ''
  const family = isIP(bare) === 4 ? 'ipv4' : 'ipv6'
  return REACHES.find(([, list]) => list.check(bare, family))?.[0] ?? 'global'
}
