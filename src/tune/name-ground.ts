import { isIP } from 'node:net'
import type { DnsManager } from '../i18n/tune-dns-text.ts'
import type { Interface } from '../probes/system-tables.ts'
import { domainsInScutil, type Configured } from '../world/names/name-settings.ts'
import type { SplitSign } from './dns.ts'
import type { NeededName } from './measure-dns.ts'

// What is known of this machine's names before anybody is asked. Pure: texts of files and programs are arguments.

export type NameGround = {
  readonly platform: NodeJS.Platform
  readonly configured: Configured
  readonly interfaces: readonly Interface[]
  /** Of `resolvectl domain` or `scutil --dns`; empty where there is none. */
  readonly domains: string
  /** /etc/resolv.conf, and the file that it leads to. */
  readonly resolvConf: { readonly text: string; readonly target: string }
}

/** Signs that this machine's names are a company's or a VPN's business. */
export function splitSigns({ platform, configured, interfaces, domains }: NameGround): readonly SplitSign[] {
  const routed = platform === 'darwin' ? domainsInScutil(domains).filter(isOfSomebody) : domainsInResolvectl(domains)
  const tunnels = interfaces.filter(
    // macOS has tunnels of its own that lead nowhere
    ({ kind, up, addresses }) =>
      kind === 'tunnel' && up && addresses.some(({ reach }) => reach !== 'link' && reach !== 'loopback'),
  )
  return [
    ...tunnels.map(({ name }): SplitSign => ({ sign: 'vpn', name })),
    ...configured.search.map((domain): SplitSign => ({ sign: 'search-domain', domain })),
    ...routed
      .filter((domain) => !configured.search.includes(domain))
      .map((domain): SplitSign => ({ sign: 'routed-domain', domain })),
  ]
}

/** mDNS and its reverse zones are every Mac's. */
const isOfSomebody = (domain: string): boolean => domain !== 'local' && !domain.endsWith('.arpa')

/** Lines such as `Link 3 (tun0): ~corp.example lan`; a single dot means every name. */
function domainsInResolvectl(text: string): readonly string[] {
  const words = text.split('\n').flatMap((line) => (/^(?:Global|Link [^:]*):(.*)$/.exec(line.trim())?.[1] ?? '').split(/\s+/))
  return [...new Set(words.map((word) => word.replace(/^~/, '').replace(/\.$/, '')).filter((word) => word !== ''))]
}

/** Who writes down the system's name servers. */
export function managerOf({ platform, configured, resolvConf }: NameGround): DnsManager {
  if (platform === 'darwin') return 'macos'
  if (platform === 'win32') return 'windows'
  if (configured.wsl) return 'wsl'
  const { text, target } = resolvConf
  if (configured.servers.some((server) => /^127\.0\.0\.5[34]$/.test(server)) || target.includes('/systemd/resolve/'))
    return 'systemd-resolved'
  return text.includes('NetworkManager') || target.includes('/NetworkManager/') ? 'network-manager' : 'resolv-conf'
}

/** Logins of Claude are renewed there. */
const LOGIN: NeededName = { host: 'platform.claude.com', port: 443, security: 'tls' }

/** Names that the gateway and its client need. None where the upstream needs no name server. */
export function neededNames(upstream: string): readonly NeededName[] {
  const url = new URL(upstream)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIP(host) !== 0 || !host.includes('.') || /(?:^|\.)localhost\.?$/i.test(host)) return []
  const security = url.protocol === 'https:' ? 'tls' : 'none'
  const own: NeededName = { host, port: Number(url.port || (security === 'tls' ? 443 : 80)), security }
  return /(?:^|\.)anthropic\.com$/i.test(host) ? [own, LOGIN] : [own]
}
