import { linuxRoutes } from './routes-linux.ts'
import { macRoutes } from './routes-macos.ts'
import { windowsRoutes } from './routes-windows.ts'
import type { Ask } from '../world/ask-system.ts'
import type { Route } from './system-tables.ts'

/** Routes that lead to everything or to half of it, the preferred one first. Empty too where nobody could be asked. */
export async function readRoutes(platform: NodeJS.Platform, ask: Ask): Promise<readonly Route[]> {
  const routes = await tables(platform, ask)
  return routes.filter(({ to }) => WIDE.has(to)).toSorted((one, other) => one.metric - other.metric)
}

function tables(platform: NodeJS.Platform, ask: Ask): Promise<readonly Route[]> | readonly Route[] {
  if (platform === 'linux') return linuxRoutes(ask)
  if (platform === 'darwin') return macRoutes(ask)
  return platform === 'win32' ? windowsRoutes(ask) : []
}

/** Everything; its halves, as VPNs set them so that the default route can stay; all of IPv6 that is in use. */
const WIDE: ReadonlySet<string> = new Set(['0.0.0.0/0', '::/0', '0.0.0.0/1', '128.0.0.0/1', '::/1', '8000::/1', '2000::/3'])
