import type { Family } from './facts.ts'
import type { Ask } from '../world/ask-system.ts'
import { shortest, type Route } from './system-tables.ts'

/** From netstat. */
export async function macRoutes(ask: Ask): Promise<readonly Route[]> {
  const [v4, v6] = await Promise.all([ask('netstat', '-rn', '-f', 'inet'), ask('netstat', '-rn', '-f', 'inet6')])
  return [...routesInNetstat(v4, 4), ...routesInNetstat(v6, 6)]
}

/**
 * The columns stand under their names, which differ between versions. There is no metric: routes that hold for one interface
 * alone (flag I) are nobody's way by default, and are told with metric 1 where somebody stands behind them: each interface
 * with a router has one.
 */
export function routesInNetstat(table: string, family: Family): readonly Route[] {
  const lines = table.split('\n').map((line) => line.trim().split(/\s+/))
  const names = lines.find(([first]) => first === 'Destination') ?? []
  const [viaAt, flagsAt, deviceAt] = [names.indexOf('Gateway'), names.indexOf('Flags'), names.indexOf('Netif')]
  if (deviceAt < 0) return []
  return lines.slice(lines.indexOf(names) + 1).flatMap((fields) => {
    const [to = ''] = fields
    const [gateway, flags, device] = [fields[viaAt], fields[flagsAt], fields[deviceAt]]
    if (gateway === undefined || flags === undefined || device === undefined) return []
    const via = gatewayIn(gateway, device)
    const isScoped = flags.includes('I')
    if (flags.includes('R') || (isScoped && via === undefined)) return []
    return [{ family, to: destinationIn(to, family), via, device, metric: isScoped ? 1 : 0 }]
  })
}

/** `192.168.1.1`; `fe80::1%en0`; `link#12` and a device's own name mean that nobody stands between, as `fe80::%utun0` does. */
function gatewayIn(gateway: string, device: string): string | undefined {
  if (gateway === device || gateway === `fe80::%${device}` || gateway.startsWith('link#')) return undefined
  return gateway.includes('.') || gateway.includes(':') ? gateway : undefined
}

/** Zeros at the end are left out: `0/1`, `128.0/1`, `192.168.4`. */
function destinationIn(to: string, family: Family): string {
  if (to === 'default') return family === 4 ? '0.0.0.0/0' : '::/0'
  const [address = '', bits] = to.split('/')
  if (family === 6) return `${shortest(address)}/${bits ?? '128'}`
  const parts = address.split('.')
  return `${[...parts, '0', '0', '0'].slice(0, 4).join('.')}/${bits ?? parts.length * 8}`
}
