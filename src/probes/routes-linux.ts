import { readFile } from 'node:fs/promises'
import type { Family } from './facts.ts'
import type { Ask } from '../world/ask-system.ts'
import { jsonList, shortest, type Route } from './system-tables.ts'

type Hop = { readonly gateway?: string; readonly via?: { readonly host: string }; readonly dev?: string }

/** A line of `ip -json route show table all`; a table that is not named is the main one. */
type IpRoute = Hop & {
  readonly dst: string
  readonly type?: string
  readonly metric?: number
  readonly table?: string
  readonly nexthops?: readonly Hop[]
}

/** A line of `ip -json rule`. */
type IpRule = {
  readonly src?: string
  readonly not?: unknown
  readonly fwmark?: string
  readonly iif?: string
  readonly oif?: string
  readonly table?: string
}

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

/** From iproute2, which alone knows other tables than the main one; where it is missing or too small (BusyBox), from /proc. */
export async function linuxRoutes(ask: Ask): Promise<readonly Route[]> {
  const [v4, v6] = await Promise.all([ipRoutes(ask, 4), ipRoutes(ask, 6)])
  return [...(v4 ?? routesInProc(await read('/proc/net/route'))), ...(v6 ?? routesInProc6(await read('/proc/net/ipv6_route')))]
}

async function ipRoutes(ask: Ask, family: Family): Promise<readonly Route[] | undefined> {
  const routes = jsonList(await ask('ip', '-json', `-${family}`, 'route', 'show', 'table', 'all')) as
    | readonly IpRoute[]
    | undefined
  if (routes === undefined) return undefined
  const isElsewhere = routes.some(({ dst, table }) => dst === 'default' && table !== undefined)
  const rules = isElsewhere ? jsonList(await ask('ip', '-json', `-${family}`, 'rule')) : []
  return routesIn(routes, (rules ?? []) as readonly IpRule[], family)
}

/**
 * Routes of the main table, and of those that rules send everybody to before it, as WireGuard has it: their routes win
 * whatever their metric. Tables for certain senders alone are nobody's way by default.
 */
export function routesIn(routes: readonly IpRoute[], rules: readonly IpRule[], family: Family): readonly Route[] {
  const first = new Set(rules.filter(isForEverybody).map(({ table }) => table))
  return routes
    .filter(({ type, table }) => (type ?? 'unicast') === 'unicast' && (table === undefined || first.has(table)))
    .flatMap((route) => (route.nexthops ?? [route]).map((hop) => ({ route, hop })))
    .flatMap(({ route: { dst, metric = 0, table }, hop }) => {
      const via = hop.gateway ?? hop.via?.host
      const to = dst === 'default' ? EVERYTHING[family] : dst
      return hop.dev === undefined ? [] : [{ family, to, via, device: hop.dev, metric: table === undefined ? metric : -1 }]
    })
}

const isForEverybody = ({ src = 'all', not, fwmark, iif, oif, table = 'main' }: IpRule): boolean =>
  src === 'all' &&
  iif === undefined &&
  oif === undefined &&
  // a mark is set on few packets: `not from all fwmark` means all others
  (fwmark === undefined || not !== undefined) &&
  !['local', 'main', 'default'].includes(table)

const EVERYTHING: Readonly<Record<Family, string>> = { 4: '0.0.0.0/0', 6: '::/0' }
const UP = 0x1
const REJECT = 0x200
const NOWHERE = /^0+$/

/** @param table the text of /proc/net/route: addresses in hexadecimal, as the machine's bytes lie */
export function routesInProc(table: string): readonly Route[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , flags = '0']) => isUsable(flags))
    .map(([device = '', to = '', via = '', , , , metric = '', mask = '']) => ({
      family: 4,
      to: `${addressIn(to)}/${bitsIn(mask)}`,
      via: NOWHERE.test(via) ? undefined : addressIn(via),
      device,
      metric: Number(metric),
    }))
}

/** @param table the text of /proc/net/ipv6_route */
export function routesInProc6(table: string): readonly Route[] {
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , , , , , , flags = '0', device = 'lo']) => isUsable(flags) && device !== 'lo')
    .map(([to = '', bits = '', , , via = '', metric = '', , , , device = '']) => ({
      family: 6,
      to: `${addressIn6(to)}/${Number.parseInt(bits, 16)}`,
      via: NOWHERE.test(via) ? undefined : addressIn6(via),
      device,
      metric: Number.parseInt(metric, 16),
    }))
}

const isUsable = (flags: string): boolean => {
  const bits = Number.parseInt(flags, 16)
  return (bits & UP) !== 0 && (bits & REJECT) === 0
}

const bytesIn = (hex: string): readonly number[] => (hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).toReversed()
const addressIn = (hex: string): string => bytesIn(hex).join('.')
const bitsIn = (mask: string): number =>
  bytesIn(mask)
    .map((byte) => byte.toString(2).replaceAll('0', '').length)
    .reduce((sum, bits) => sum + bits, 0)
const addressIn6 = (hex: string): string => shortest((hex.match(/.{4}/g) ?? []).join(':'))
