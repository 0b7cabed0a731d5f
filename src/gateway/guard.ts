import type { IncomingMessage } from 'node:http'
import type { GatewayCode } from '../core/catalogue.ts'
import { sameProof } from '../world/proof.ts'

/** Who may talk to this gateway. */
export type Door = {
  /** Exact values of `Host`, in lower case: a web page that resolves its own name to 127.0.0.1 is not among them. */
  readonly hosts: ReadonlySet<string>
  readonly secret: string
  readonly port: number
}

/** The names under which a gateway may be called. @param host as configured */
export function hostsOf(host: string, port: number): ReadonlySet<string> {
  const names = new Set(['127.0.0.1', 'localhost', '[::1]', host.includes(':') ? `[${host}]` : host.toLowerCase()])
  const hosts = new Set<string>()
  for (const name of names) {
    hosts.add(`${name}:${port}`)
    // Port 80 is left out of Host.
    if (port === 80) hosts.add(name)
  }
  return hosts
}

/**
 * What Node's parser lets pass although two readers of it could disagree (RFC 9112, 2.3, 3.2, 6.1): another version, two
 * hosts, a coding that would have to be undone before the body is passed on.
 */
export function misshapen({ httpVersionMajor, headers, rawHeaders }: IncomingMessage): GatewayCode | undefined {
  const coding = headers['transfer-encoding']
  if (httpVersionMajor !== 1 || (coding !== undefined && coding.toLowerCase() !== 'chunked')) return 'gateway.unreadable-body'
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) if (isHost(rawHeaders[at] ?? '')) hosts += 1
  return hosts > 1 ? 'gateway.unreadable-body' : undefined
}

const isHost = (name: string): boolean => name.length === 4 && name.toLowerCase() === 'host'

/**
 * Loopback is no authentication: every web page can call it. Programs send neither Origin nor Sec-Fetch-Site; browsers
 * cannot help sending them.
 * @returns what is wrong with the caller, or undefined
 */
export function refusedAtDoor(request: IncomingMessage, door: Door): GatewayCode | undefined {
  const { headers } = request
  const { host } = headers
  if (host === undefined || !(door.hosts.has(host) || door.hosts.has(host.toLowerCase()))) return 'gateway.bad-host'
  const { origin } = headers
  if (origin !== undefined && !isOwnOrigin(origin, door)) return 'gateway.bad-origin'
  const site = headers['sec-fetch-site']
  return site !== undefined && site !== 'same-origin' && site !== 'none' ? 'gateway.bad-origin' : undefined
}

function isOwnOrigin(origin: string, door: Door): boolean {
  return origin.startsWith('http://') && door.hosts.has(origin.slice('http://'.length).toLowerCase())
}

/** Does the caller know the secret of the runtime file? */
export function knowsSecret(request: IncomingMessage, door: Door): boolean {
  const given = request.headers['x-holdfast-secret']
  if (typeof given !== 'string') return false
  return sameProof(given, door.secret)
}
