import { BlockList, isIP } from 'node:net'

/**
 * Whether NO_PROXY keeps a URL away from the proxy, as Claude Code 2.1.330 reads it: a plain name is that host alone,
 * `.name` the host and all below it, `host:port` that port alone. Beyond it, as curl and Go: `*` anywhere in the list,
 * `*.name`, addresses with and without brackets, ranges.
 * @param list separated by commas, spaces, or both
 */
export function isExempt(list: string, url: URL): boolean {
  const host = bare(url.hostname.toLowerCase())
  if (isLoopbackHost(host)) return true
  const target: Target = { host, port: url.port || (url.protocol === 'https:' ? '443' : '80') }
  return list
    .toLowerCase()
    .split(/[,\s]+/)
    .some((entry) => entry !== '' && exempts(entry, target))
}

/** This machine is never asked for through a proxy. */
export const isLoopbackHost = (host: string): boolean =>
  /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|::1|::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4})$/.test(host)

type Target = { readonly host: string; readonly port: string }

function exempts(entry: string, target: Target): boolean {
  const { pattern, port } = splitPort(entry)
  if (port !== undefined && port !== target.port) return false
  if (pattern === '*') return true
  if (pattern.startsWith('*.')) return target.host.endsWith(pattern.slice(1))
  if (pattern.startsWith('.')) return target.host === pattern.slice(1) || target.host.endsWith(pattern)
  return sameHost(pattern, target.host) || isInRange(pattern, target.host)
}

/** `host:443`, `[::1]:443`; an address without brackets has colons, and no port. */
function splitPort(entry: string): { readonly pattern: string; readonly port: string | undefined } {
  const found = /^(\[[^\]]+\]|[^:]*):(\d{1,5})$/.exec(entry)
  return { pattern: bare(found?.[1] ?? entry), port: found?.[2] }
}

/** Without brackets, and without the dot that ends a name in full. */
const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1').replace(/(?<=[^.])\.$/, '')

/** An address has several spellings. */
const sameHost = (one: string, other: string): boolean =>
  one === other || (isIP(one) === 6 && isIP(other) === 6 && canonical(one) === canonical(other))

const canonical = (address: string): string => URL.parse(`http://[${address}]`)?.hostname ?? address

function isInRange(range: string, host: string): boolean {
  const [network = '', prefix = ''] = range.split('/')
  const family = isIP(network)
  const bits = Number(prefix)
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(prefix) || bits > (family === 4 ? 32 : 128)) return false
  const words = family === 4 ? 'ipv4' : 'ipv6'
  const block = new BlockList()
  block.addSubnet(network, bits, words)
  return block.check(host, words)
}
