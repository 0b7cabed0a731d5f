import { certificatesIn } from './credentials.ts'
import { routeFor, type Env, type ProxyFault } from './route.ts'

/** What the environment says of the way to a URL, looked at before anything goes out. */
export type WaySettings = {
  /** It cannot be used at all. */
  readonly fault: ProxyFault | undefined
  /** It can, and is said once. */
  readonly odd: readonly ('proxy-without-scheme' | 'certificates-unreadable' | 'certificates-unchecked')[]
}

/** @param target an absolute http or https URL */
export function waySettings(env: Env, target: string): WaySettings {
  const route = routeFor(env, target)
  const odd: WaySettings['odd'][number][] = []
  if (route.kind === 'proxy' && route.written === 'without-scheme') odd.push('proxy-without-scheme')
  const extra = env['NODE_EXTRA_CA_CERTS']
  if (extra && certificatesIn(extra) === undefined) odd.push('certificates-unreadable')
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') odd.push('certificates-unchecked')
  return { fault: route.kind === 'unusable' ? route.fault : undefined, odd }
}
