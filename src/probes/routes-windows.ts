import { isIP } from 'node:net'
import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os'
import type { Interfaces } from '../world/outside.ts'
import type { Ask } from '../world/ask-system.ts'
import { shortest, type Route } from './system-tables.ts'

/** From `route print`. */
export async function windowsRoutes(ask: Ask): Promise<readonly Route[]> {
  return routesInPrint(await ask('route', 'print'), networkInterfaces())
}

/**
 * Headings and the word for "nobody stands between" are in the language of the system: lines are known by their form.
 * IPv4 names an interface by its address, IPv6 by its number, which link-local addresses carry too.
 */
export function routesInPrint(text: string, interfaces: Interfaces): readonly Route[] {
  const all = Object.entries(interfaces).flatMap(([name, list = []]) => list.map((one) => ({ name, ...one })))
  // a long destination pushes its gateway into the next line
  const lines = text.replaceAll(/(\/\d+)\s*\r?\n\s+(?=\S+\s*$)/gm, '$1 ').split(/\r?\n/)
  return lines.flatMap((line) => {
    const fields = line.trim().split(/\s+/)
    return isIP(fields[0] ?? '') === 4 ? routeV4(fields, all) : routeV6(fields, all)
  })
}

type Own = { readonly name: string } & NetworkInterfaceInfo

function routeV4(fields: readonly string[], all: readonly Own[]): readonly Route[] {
  const [to = '', mask = '', via = ''] = fields
  const [own = '', metric = ''] = fields.slice(-2)
  if (isIP(mask) !== 4 || isIP(own) !== 4 || !isNumber(metric)) return []
  const next = isIP(via) === 4 && via !== own ? via : undefined
  return [{ family: 4, to: `${to}/${bitsIn(mask)}`, via: next, device: nameOf(own, all), metric: Number(metric) }]
}

function routeV6(fields: readonly string[], all: readonly Own[]): readonly Route[] {
  const [number = '', metric = '', to = '', via = ''] = fields
  const [address = '', bits = ''] = to.split('/')
  if (!isNumber(number) || !isNumber(metric) || isIP(address) !== 6) return []
  const next = isIP(via) === 6 ? scoped(via, number) : undefined
  return [{ family: 6, to: `${shortest(address)}/${bits}`, via: next, device: nameOf(number, all), metric: Number(metric) }]
}

/** @param own an address of it, or its number; both stand for themselves where nobody has them */
const nameOf = (own: string, all: readonly Own[]): string =>
  all.find((one) => one.address === own || (one.family === 'IPv6' && String(one.scopeid) === own))?.name ?? own

const scoped = (via: string, number: string): string => (via.startsWith('fe80:') ? `${via}%${number}` : via)

const isNumber = (text: string): boolean => /^\d+$/.test(text)

const bitsIn = (mask: string): number =>
  mask
    .split('.')
    .map((byte) => Number(byte).toString(2).replaceAll('0', '').length)
    .reduce((sum, bits) => sum + bits, 0)
