import type { FailureCode } from './catalogue.ts'
import type { Met, Phase } from './signal.ts'

/** What a connection or request error amounts to. */
export type FailureReading = {
  readonly phase: Exclude<Phase, 'first-event'>
  readonly code: FailureCode
  /** The code that decided, as Node, OpenSSL or undici write it; never a message, which may hold addresses. */
  readonly raw: string
  /** Whom the connection met, where that says more than the code. */
  readonly met?: Met
}

/** A connection that could not be made, read where it failed. */
export class WayError extends Error {
  readonly reading: FailureReading

  constructor(reading: FailureReading) {
    super(`${reading.code}: ${reading.raw}`)
    this.name = 'WayError'
    this.reading = reading
  }
}

/** One error of a chain, reduced to what can be told apart. */
type Link = { readonly code: string; readonly syscall: string; readonly message: string; readonly name: string }

type Rule = {
  readonly matches: (link: Link) => boolean
  readonly phase: FailureReading['phase'] | ((link: Link) => FailureReading['phase'])
  readonly code: FailureCode
}

/**
 * Reads errors of Node and undici by their structure. `fetch` and happy eyeballs hide the cause, so the whole chain of
 * `cause` and `errors` is looked at, and the most telling link decides. Never throws.
 */
export function failureCodeOf(error: unknown): FailureReading {
  if (error instanceof WayError) return error.reading
  const links = chainOf(error)
  for (const rule of RULES) {
    const link = links.find(rule.matches)
    if (link !== undefined)
      return { phase: typeof rule.phase === 'string' ? rule.phase : rule.phase(link), code: rule.code, raw: rawOf(link) }
  }
  const first = links.find((link) => link.code !== '') ?? links[0]
  return { phase: 'headers', code: 'path.unknown', raw: first === undefined ? 'UNKNOWN' : rawOf(first) }
}

/** A chain can be a ring, and an aggregate of aggregates. */
const LONGEST_CHAIN = 50

function chainOf(error: unknown): readonly Link[] {
  const seen = new Set<unknown>()
  const waiting: unknown[] = [error]
  while (waiting.length > 0 && seen.size < LONGEST_CHAIN) {
    const next = waiting.shift()
    if (typeof next !== 'object' || next === null || seen.has(next)) continue
    seen.add(next)
    const errors = read(next, 'errors')
    waiting.push(read(next, 'cause'), ...(Array.isArray(errors) ? errors.slice(0, LONGEST_CHAIN) : []))
  }
  return [...seen].map((link) => ({
    code: textOf(link, 'code'),
    syscall: textOf(link, 'syscall'),
    message: textOf(link, 'message'),
    name: textOf(link, 'name'),
  }))
}

/** A getter of a stranger's error may throw. */
function read(from: unknown, name: string): unknown {
  try {
    return (from as Readonly<Record<string, unknown>>)[name]
  } catch {
    return undefined
  }
}

const textOf = (from: unknown, name: string): string => {
  const value = read(from, name)
  return typeof value === 'string' ? value : ''
}

const rawOf = (link: Link): string => [link.code, link.name].find((text) => /^[\w.-]{1,64}$/.test(text)) ?? 'UNKNOWN'

const codes =
  (...wanted: readonly string[]): Rule['matches'] =>
  (link) =>
    wanted.includes(link.code)

const form =
  (pattern: RegExp): Rule['matches'] =>
  (link) =>
    pattern.test(link.code)

const isLookup = (link: Link): boolean => /^(?:getaddrinfo|getnameinfo|query)/.test(link.syscall)
const isTransfer = (link: Link): boolean => link.syscall === 'read' || link.syscall === 'write'
const connectOrHeaders = (link: Link): 'connect' | 'headers' => (link.syscall === 'connect' ? 'connect' : 'headers')

const UNKNOWN_ISSUERS = [
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_UNTRUSTED',
]

const INVALID_CERTS = [
  'CERT_REVOKED',
  'CERT_REJECTED',
  'CERT_CHAIN_TOO_LONG',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
]

const CLIENT_CERT = /^ERR_SSL_\w*ALERT_(?:CERTIFICATE_\w+|BAD_CERTIFICATE|UNKNOWN_CA|NO_CERTIFICATE|UNSUPPORTED_CERTIFICATE)$/
const NO_COMMON_TLS =
  /^ERR_SSL_(?:\w*ALERT_(?:PROTOCOL_VERSION|HANDSHAKE_FAILURE|INSUFFICIENT_SECURITY)|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|VERSION_TOO_LOW|\w*KEY_TOO_SMALL|UNSAFE_LEGACY_RENEGOTIATION_DISABLED)$/
const SPEAKS_NO_TLS =
  /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|HTTPS_PROXY_REQUEST|UNEXPECTED_MESSAGE)$/
const NO_TLS_TEXT = /wrong version number|packet length too long/i
const BEFORE_SECURE = /before secure TLS connection was established/i

/** The most telling first: of several addresses, the one that came farthest decides. */
const RULES: readonly Rule[] = [
  { matches: codes('CERT_HAS_EXPIRED'), phase: 'tls', code: 'path.tls-cert-expired' },
  { matches: codes('CERT_NOT_YET_VALID'), phase: 'tls', code: 'path.tls-cert-not-yet-valid' },
  { matches: codes('ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'), phase: 'tls', code: 'path.tls-cert-wrong-name' },
  { matches: codes('DEPTH_ZERO_SELF_SIGNED_CERT'), phase: 'tls', code: 'path.tls-cert-self-signed' },
  { matches: codes(...UNKNOWN_ISSUERS), phase: 'tls', code: 'path.tls-cert-unknown-issuer' },
  { matches: codes(...INVALID_CERTS), phase: 'tls', code: 'path.tls-cert-invalid' },
  { matches: form(CLIENT_CERT), phase: 'tls', code: 'path.tls-client-cert' },
  { matches: form(NO_COMMON_TLS), phase: 'tls', code: 'path.tls-version' },
  { matches: form(SPEAKS_NO_TLS), phase: 'tls', code: 'path.tls-not-tls' },
  { matches: (link) => link.code === 'EPROTO' && NO_TLS_TEXT.test(link.message), phase: 'tls', code: 'path.tls-not-tls' },
  { matches: codes('ERR_TLS_HANDSHAKE_TIMEOUT'), phase: 'tls', code: 'path.tls-timeout' },
  { matches: (link) => BEFORE_SECURE.test(link.message), phase: 'tls', code: 'path.tls-handshake' },
  { matches: form(/^(?:ERR_SSL_|ERR_TLS_|EPROTO$)/), phase: 'tls', code: 'path.tls-handshake' },

  {
    matches: (link) => isLookup(link) && ['ECONNREFUSED', 'EREFUSED'].includes(link.code),
    phase: 'dns',
    code: 'path.dns-refused',
  },
  { matches: (link) => isLookup(link) && ['ETIMEOUT', 'ETIMEDOUT'].includes(link.code), phase: 'dns', code: 'path.dns-timeout' },
  { matches: codes('ENOTFOUND', 'ENODATA', 'ENONAME', 'EBADNAME'), phase: 'dns', code: 'path.dns-not-found' },
  { matches: (link) => link.message === 'No DNS entries found', phase: 'dns', code: 'path.dns-not-found' },
  { matches: codes('EAI_AGAIN'), phase: 'dns', code: 'path.dns-temporary' },
  { matches: codes('ESERVFAIL', 'EFORMERR', 'EBADRESP', 'ENOTIMP', 'EAI_FAIL'), phase: 'dns', code: 'path.dns-server-failure' },
  { matches: codes('EREFUSED'), phase: 'dns', code: 'path.dns-refused' },
  { matches: codes('ETIMEOUT'), phase: 'dns', code: 'path.dns-timeout' },
  { matches: isLookup, phase: 'dns', code: 'path.dns-temporary' },

  { matches: form(/^HPE_/), phase: 'headers', code: 'path.protocol-error' },
  {
    matches: (link) => link.name === 'HTTPParserError' || link.message === 'bad response',
    phase: 'headers',
    code: 'path.protocol-error',
  },
  { matches: form(/^UND_ERR_(?:HEADERS_OVERFLOW|RES_\w+)$|^ERR_HTTP2_ERROR$/), phase: 'headers', code: 'path.protocol-error' },

  { matches: codes('ECONNREFUSED'), phase: 'connect', code: 'path.refused' },
  { matches: codes('ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ENOTCONN'), phase: connectOrHeaders, code: 'path.reset' },
  { matches: form(/^ERR_HTTP2_|^ERR_STREAM_PREMATURE_CLOSE$/), phase: 'headers', code: 'path.reset' },
  { matches: (link) => isTransfer(link) && link.code === 'ETIMEDOUT', phase: 'headers', code: 'path.silent-headers' },
  { matches: codes('ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT'), phase: 'connect', code: 'path.connect-timeout' },
  { matches: codes('EHOSTUNREACH', 'EHOSTDOWN', 'EINVAL'), phase: connectOrHeaders, code: 'path.unreachable' },
  { matches: codes('ENETUNREACH', 'ENETDOWN', 'ENONET', 'EADDRNOTAVAIL'), phase: connectOrHeaders, code: 'path.no-route' },
  { matches: codes('EACCES', 'EPERM'), phase: connectOrHeaders, code: 'path.blocked' },
  { matches: codes('EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRINUSE'), phase: 'connect', code: 'path.no-sockets' },

  { matches: codes('UND_ERR_HEADERS_TIMEOUT'), phase: 'headers', code: 'path.silent-headers' },
  { matches: codes('UND_ERR_BODY_TIMEOUT'), phase: 'headers', code: 'path.silent-first-event' },
  {
    matches: codes('UND_ERR_SOCKET', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED'),
    phase: 'headers',
    code: 'path.closed-before-headers',
  },
  {
    matches: (link) => /GOAWAY|stream (?:error|closed|errored)|^reset$/.test(link.message),
    phase: 'headers',
    code: 'path.reset',
  },
]
