import { isIP } from 'node:net'
import { USUAL_CONTROLS } from '../doctor/controls.ts'

/** Names that stand in for a person's own: the same for the same, throughout one report. */
export type Pseudonyms = {
  /** Hosts of the provider and those that doctor asks by default stay; any other becomes `host-1.invalid`. */
  readonly host: (name: string) => string
  /** As it is, or another of its kind: a private one stays private, a public one becomes one that nobody has. */
  readonly address: (address: string) => string
  /** Host or address, with or without a port. */
  readonly place: (text: string) => string
  /** A URL's scheme, place and port; of its path only what is known. */
  readonly url: (text: string) => string
  /** What is no usual one of its kind: `interface-1`, `model-1`. */
  readonly name: (kind: string, text: string) => string
}

export function createPseudonyms(): Pseudonyms {
  const given = new Map<string, string>()
  const counts = new Map<string, number>()
  const named = (kind: string, text: string, make: (count: number) => string): string => {
    const key = `${kind} ${text}`
    const before = given.get(key)
    if (before !== undefined) return before
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    given.set(key, make(count))
    return make(count)
  }
  const host = (name: string): string => {
    const text = name.toLowerCase().replace(/\.$/, '')
    return isPublicName(text) ? text : named('host', text, (count) => `host-${count}.invalid`)
  }
  const address = (text: string): string => {
    const bare = text.toLowerCase().replace(/%.*$/, '')
    const range = rangeOf(bare)
    return range === undefined ? bare : named(range, bare, RANGES[range])
  }
  const bareHost = (text: string): string => (isIP(text.replace(/%.*$/, '')) === 0 ? host(text) : address(text))
  const place = (text: string): string => {
    if (isIP(text.replace(/%.*$/, '')) !== 0) return address(text)
    const [, six, plain, port = ''] = /^(?:\[([^\]]{0,60})\]|([^:/\s]{1,260}))(:\d{1,5})?$/.exec(text) ?? []
    if (six !== undefined) return `[${bareHost(six)}]${port}`
    return plain === undefined ? WITHHELD : bareHost(plain) + port
  }
  const url = (text: string): string => {
    const parsed = URL.parse(text)
    if (parsed === null || parsed.hostname === '') return place(text)
    const { protocol, pathname } = parsed
    return `${protocol}//${place(parsed.host)}${KNOWN_PATH.test(pathname) ? pathname.replace(/^\/$/, '') : '/path'}`
  }
  return { host, address, place, url, name: (kind, text) => named(kind, text, (count) => `${kind}-${count}`) }
}

/** For what no rule lets through. */
export const WITHHELD = '[withheld]'

/** Paths that say nothing of their owner. */
const KNOWN_PATH = /^\/(?:v1(?:\/(?:messages|models))?|anthropic|api|dns-query|generate_204|success\.txt)?\/?$/

/** Known to everybody: the provider's, and those that doctor asks for comparison. */
const PUBLIC_HOSTS: ReadonlySet<string> = new Set([
  'localhost',
  'claude.ai',
  'example.com',
  ...[...USUAL_CONTROLS.portals.map(({ url }) => url), USUAL_CONTROLS.site].map((url) => new URL(url).hostname),
  USUAL_CONTROLS.otherName,
  ...USUAL_CONTROLS.statusPages,
])
const PROVIDER_HOST = /^(?:[a-z0-9-]{1,30}\.)?(?:anthropic\.com|claude\.com)$/

const isPublicName = (text: string): boolean => PUBLIC_HOSTS.has(text) || PROVIDER_HOST.test(text)

type Range = 'private-4' | 'shared-4' | 'public-4' | 'local-6' | 'link-6' | 'public-6'

/** Of the same kind as what they stand for; the public ones are set aside for documents (RFC 5737, RFC 3849). */
const RANGES: Readonly<Record<Range, (count: number) => string>> = {
  'private-4': (count) => `10.0.${count >> 8}.${count & 255}`,
  'shared-4': (count) => `100.64.${count >> 8}.${count & 255}`,
  'public-4': (count) => (count < 255 ? `203.0.113.${count}` : `198.51.100.${count & 255}`),
  'local-6': (count) => `fd00::${count.toString(16)}`,
  'link-6': (count) => `fe80::${count.toString(16)}`,
  'public-6': (count) => `2001:db8::${count.toString(16)}`,
}

const RESOLVERS: ReadonlySet<string> = new Set([
  ...'1.1.1.1 1.0.0.1 8.8.8.8 8.8.4.4 9.9.9.9 149.112.112.112'.split(' '),
  ...'2606:4700:4700::1111 2001:4860:4860::8888 2620:fe::fe'.split(' '),
])
/** 160.79.104.0/23 and 2607:6bc0::/48 are the provider's; loopback, link and "nowhere" are the same for everybody. */
const SAID_AS_IT_IS = /^(?:127\.|0\.0\.0\.0$|169\.254\.|160\.79\.10[45]\.|::1?$|::ffff:127\.|2607:6bc0:)/

/** @returns undefined for an address that may be told */
function rangeOf(address: string): Range | undefined {
  if (RESOLVERS.has(address) || SAID_AS_IT_IS.test(address)) return undefined
  if (isIP(address) === 4) {
    if (/^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(address)) return 'private-4'
    return /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(address) ? 'shared-4' : 'public-4'
  }
  if (/^f[cd]/.test(address)) return 'local-6'
  return /^fe[89ab]/.test(address) ? 'link-6' : 'public-6'
}
