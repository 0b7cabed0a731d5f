/** Belongs to one connection, not to the message (RFC 9110, 7.6.1), and so stops here on its way in either direction. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Ours alone: what `run` tells the gateway, and the local key. They never leave. */
const OWN_PREFIX = 'x-holdfast-'

/** The gateways a request has passed, so that one of them notices a loop. The one header of ours that travels, and never to the provider itself. */
export const HOP_HEADER = 'x-holdfast-hop'

type Forwarding = {
  /** Compressed events cannot be read without decoding them. */
  readonly encoding: 'as-asked' | 'identity'
  readonly hop: string | undefined
}

/** The request's headers as they go on: all of them, in their order and case, but for what belongs to this connection. @param raw name, value, name, value */
export function forwardedRequest(raw: readonly string[], forwarding: Forwarding): readonly string[] {
  const connection = namedByConnection(raw)
  const kept = filtered(raw, (name) => {
    if (HOP_BY_HOP.has(name) || connection.has(name) || name.startsWith(OWN_PREFIX)) return 'drop'
    if (name === 'host' || name === 'content-length' || name === 'expect') return 'drop'
    return name === 'accept-encoding' && forwarding.encoding === 'identity' ? 'drop' : 'keep'
  })
  if (forwarding.encoding === 'identity') kept.push('accept-encoding', 'identity')
  if (forwarding.hop !== undefined) kept.push(HOP_HEADER, [...valuesOf(raw, HOP_HEADER), forwarding.hop].join(', '))
  return kept
}

const valuesOf = (raw: readonly string[], wanted: string): readonly string[] =>
  raw.filter((_, at) => at % 2 === 1 && raw[at - 1]?.toLowerCase() === wanted)

/** An answer's headers as they go on. Of a decoded body length and encoding are no longer true. */
export function forwardedAnswer(raw: readonly string[], body: 'as-it-came' | 'decoded'): readonly string[] {
  const connection = namedByConnection(raw)
  return filtered(raw, (name) => {
    if (HOP_BY_HOP.has(name) || connection.has(name)) return 'drop'
    return body === 'decoded' && (name === 'content-encoding' || name === 'content-length') ? 'drop' : 'keep'
  })
}

/** The same headers with one of them set. */
export function withHeader(raw: readonly string[], name: string, value: string): readonly string[] {
  return [...withoutHeader(raw, name), name, value]
}

export function withoutHeader(raw: readonly string[], name: string): readonly string[] {
  return filtered(raw, (present) => (present === name ? 'drop' : 'keep'))
}

function filtered(raw: readonly string[], judge: (name: string) => 'keep' | 'drop'): string[] {
  const kept: string[] = []
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? ''
    if (judge(name.toLowerCase()) === 'keep') kept.push(name, raw[at + 1] ?? '')
  }
  return kept
}

const NONE: ReadonlySet<string> = new Set()

function namedByConnection(raw: readonly string[]): ReadonlySet<string> {
  let named: Set<string> | undefined
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (raw[at]?.toLowerCase() !== 'connection') continue
    named ??= new Set()
    for (const name of (raw[at + 1] ?? '').split(',')) named.add(name.trim().toLowerCase())
  }
  return named ?? NONE
}
