import { isBefore } from '../../clients/known-bad-versions.ts'
import type { SettingsFacts } from '../../probes/facts.ts'
import { isLoopbackHost } from '../../world/way-out/no-proxy.ts'
import { PROXY_VARIABLES } from '../../world/way-out/route.ts'
import { finding, type Rule } from '../diagnosis.ts'
import { factsOf } from '../seen.ts'
import { settingShown } from '../shown.ts'

// What the client reads of proxy settings, where that differs from what other programs do.

/** Entries of NO_PROXY in both spellings, as the client reads them. */
function exemptions(variables: SettingsFacts['variables']): readonly string[] {
  const list = `${variables['no_proxy']?.value ?? ''},${variables['NO_PROXY']?.value ?? ''}`
  return list.split(/[,\s]+/).filter((entry) => entry !== '')
}

/** Before, the client's release notes say, what NO_PROXY exempts by a range could go to the proxy. */
const READS_RANGES = '2.1.292'

/** Whether a host of this computer stands in the list by its own name, and whether in a range. */
function exemptedIn(list: readonly string[], { hostname, port }: URL): { readonly byName: boolean; readonly byRange: boolean } {
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const names = new Set(['*', host, `${host}:${port}`, `[${host}]`, `[${host}]:${port}`])
  return {
    byName: list.some((entry) => names.has(entry.toLowerCase()) || (entry.startsWith('.') && `.${host}`.endsWith(entry))),
    byRange: list.some((entry) => /^(?:127\.[\d.]*|\[?::1\]?)\/\d+$/.test(entry)),
  }
}

const isOnThisMachine = ({ hostname }: URL): boolean => isLoopbackHost(hostname.replace(/^\[(.*)\]$/, '$1'))

/** The variable of the proxy that the client would ask for a gateway on this computer; undefined where it asks none. */
function proxyInTheWay({ baseUrl, variables, client: { version } }: SettingsFacts): string | undefined {
  const url = URL.parse(baseUrl[0]?.value ?? '')
  if (url === null || !isOnThisMachine(url)) return undefined
  const { byName, byRange } = exemptedIn(exemptions(variables), url)
  const rangesCount = version !== undefined && !isBefore(version, READS_RANGES)
  return byName || (byRange && rangesCount) ? undefined : PROXY_VARIABLES.find((name) => variables[name] !== undefined)
}

/**
 * The client's own address is on this computer, a proxy is set, and NO_PROXY does not name it, or in a range alone, which
 * clients before 2.1.292 do not read: they ask the proxy for it.
 */
export const noProxyGap: Rule = (observations) => {
  const settings = factsOf(observations, 'settings')
  const proxy = settings === undefined ? undefined : proxyInTheWay(settings)
  if (settings === undefined || proxy === undefined) return undefined
  const { baseUrl, variables, client } = settings
  return finding('NO_PROXY_GAP', {
    confidence: client.version === undefined ? 'possible' : 'likely',
    evidence: [
      ...settingShown('ANTHROPIC_BASE_URL', baseUrl[0]),
      ...settingShown(proxy, variables[proxy]),
      ...settingShown('NO_PROXY', variables['no_proxy'] ?? variables['NO_PROXY']),
    ],
    wouldChange: ['client-fails-again'],
    fixes: ['exempt-loopback'],
  })
}

/** A SOCKS or other proxy in a variable that the client does not read; said only where it reads none. */
export const allProxy: Rule = (observations) => {
  const variables = factsOf(observations, 'settings')?.variables
  const name = ['all_proxy', 'ALL_PROXY'].find((one) => variables?.[one] !== undefined)
  if (variables === undefined || name === undefined || PROXY_VARIABLES.some((one) => variables[one] !== undefined))
    return undefined
  return finding('PROXY_ALL_IGNORED', {
    confidence: 'certain',
    evidence: settingShown(name, variables[name]),
    fixes: ['correct-proxy'],
  })
}
