import { Resolver } from 'node:dns'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import type { Ask } from '../ask-system.ts'

/** Whom this computer asks for names. */
export type Configured = {
  readonly state: 'present' | 'missing' | 'empty'
  readonly servers: readonly string[]
  readonly search: readonly string[]
  readonly wsl: boolean
}

type ReadText = (path: string) => Promise<string | undefined>

export const readText: ReadText = (path) => readFile(path, 'utf8').catch(() => undefined)

/** Whom this computer asks for names. */
export async function readConfigured(platform: NodeJS.Platform, ask: Ask, read: ReadText = readText): Promise<Configured> {
  if (platform === 'win32') return present(nodeServers(), [])
  if (platform === 'darwin') {
    const { servers, search } = configuredInScutil(await ask('scutil', '--dns'))
    return servers.length > 0 ? present(servers, search) : present(nodeServers(), search)
  }
  const [text, version] = await Promise.all([read('/etc/resolv.conf'), read('/proc/version')])
  return { ...configuredInResolvConf(text), wsl: /microsoft|\bWSL/i.test(version ?? '') }
}

/** Asked anew: those that this process began with may be of another network. */
const nodeServers = (): readonly string[] => new Resolver().getServers()

const present = (servers: readonly string[], search: readonly string[]): Configured => ({
  state: servers.length > 0 ? 'present' : 'empty',
  servers,
  search,
  wsl: false,
})

/** @param text of /etc/resolv.conf; undefined when there is none, or it cannot be read */
export function configuredInResolvConf(text: string | undefined): Configured {
  if (text === undefined) return { state: 'missing', servers: [], search: [], wsl: false }
  const lines = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([word]) => word !== undefined && !/^[#;]/.test(word))
  const servers = lines.flatMap(([word, server = '']) => (word === 'nameserver' && isAddress(server) ? [server] : []))
  // the last line of either wins; `domain` is a search list of one; a dot is the root alone
  const search = lines.findLast(([word]) => word === 'search' || word === 'domain')?.slice(1) ?? []
  // the system asks three and no more
  return present(
    servers.slice(0, 3),
    search.filter((domain) => domain !== '.'),
  )
}

const isAddress = (text: string): boolean => isIP(text.split('%')[0] ?? '') !== 0

/** The first resolver is everybody's; the others are for certain domains (`domain`, mDNS) or for certain interfaces, whose section comes last. */
export function configuredInScutil(text: string): Pick<Configured, 'servers' | 'search'> {
  const [first = ''] = text.split(/^DNS configuration \(for scoped/m)[0]?.split(/^resolver #(?!1$)\d+/m) ?? []
  const values = (name: string): readonly string[] =>
    [...first.matchAll(new RegExp(`^\\s*${name}\\[\\d+\\]\\s*:\\s*(\\S+)`, 'gm'))].map(([, value = '']) => value)
  return { servers: values('nameserver'), search: values('search domain') }
}

/** Domains that have name servers of their own, such as those of a company behind a VPN. In small letters. */
export function domainsInScutil(text: string): readonly string[] {
  const [general = ''] = text.split(/^DNS configuration \(for scoped/m)
  return [...general.matchAll(/^\s*domain\s*:\s*(\S+)/gm)].map(([, domain = '']) => domain.toLowerCase().replace(/\.$/, ''))
}

export const hostsFileOf = (platform: NodeJS.Platform, root: string | undefined): string =>
  platform === 'win32' ? join(root ?? 'C:\\Windows', 'System32', 'drivers', 'etc', 'hosts') : '/etc/hosts'

/** Lines of a hosts file that name this host, without remarks, each with single spaces. */
export function linesFor(host: string, hosts: string): readonly string[] {
  const wanted = host.toLowerCase().replace(/\.$/, '')
  return hosts
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(([, ...names]) => names.some((name) => name.toLowerCase().replace(/\.$/, '') === wanted))
    .map((words) => words.join(' '))
}
