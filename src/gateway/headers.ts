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

/** What a header is to a gateway. */
type Fate = 'hop-by-hop' | 'connection' | 'own' | 'sender' | 'accept-encoding' | 'content-length' | 'content-encoding' | 'message'

const FATES: Readonly<Record<string, Fate>> = {
  connection: 'connection',
  host: 'sender',
  expect: 'sender',
  'accept-encoding': 'accept-encoding',
  'content-length': 'content-length',
  'content-encoding': 'content-encoding',
}

/** The same string for a name each time that it comes: Node makes a new one for each request, which undici would have to look up anew. */
type Known = { readonly name: string; readonly fate: Fate }

/** Names come again and again, in the same case: looked up as they are, none has to be put into lower case twice. */
const known = new Map<string, Known>()
/** Somebody may send ever new names. */
const KNOWN_AT_MOST = 1000

function knownAs(name: string): Known {
  const found = known.get(name)
  if (found !== undefined) return found
  const lower = name.toLowerCase()
  const own = lower.startsWith(OWN_PREFIX) ? 'own' : undefined
  const fate =
    own ?? (Object.hasOwn(FATES, lower) ? FATES[lower] : undefined) ?? (HOP_BY_HOP.has(lower) ? 'hop-by-hop' : 'message')
  const fresh = { name, fate }
  if (known.size < KNOWN_AT_MOST) known.set(name, fresh)
  return fresh
}

const fateOf = (name: string): Fate => knownAs(name).fate

const HOP: readonly Fate[] = ['hop-by-hop', 'connection']
const NOT_SENT: ReadonlySet<Fate> = new Set<Fate>([...HOP, 'own', 'sender', 'content-length'])
const NOT_SENT_FOR_IDENTITY: ReadonlySet<Fate> = new Set<Fate>([...NOT_SENT, 'accept-encoding'])
const NOT_ANSWERED: ReadonlySet<Fate> = new Set(HOP)
const NOT_ANSWERED_DECODED: ReadonlySet<Fate> = new Set<Fate>([...HOP, 'content-encoding', 'content-length'])

/** The request's headers as they go on: all of them, in their order and case, but for what belongs to this connection. @param raw name, value, name, value */
export function forwardedRequest(raw: readonly string[], forwarding: Forwarding): readonly string[] {
  const identity = forwarding.encoding === 'identity'
  const kept = without(raw, identity ? NOT_SENT_FOR_IDENTITY : NOT_SENT, askedLately)
  if (identity) kept.push('accept-encoding', 'identity')
  if (forwarding.hop !== undefined) kept.push(HOP_HEADER, hopsWith(forwarding.hop, raw))
  return kept
}

/** Hardly any request has passed another gateway. */
function hopsWith(own: string, raw: readonly string[]): string {
  let hops = ''
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? ''
    if (name.length === HOP_HEADER.length && name.toLowerCase() === HOP_HEADER) hops += `${raw[at + 1] ?? ''}, `
  }
  return hops + own
}

/** An answer's headers as they go on. Of a decoded body length and encoding are no longer true. */
export function forwardedAnswer(raw: readonly string[], body: 'as-it-came' | 'decoded'): readonly string[] {
  return without(raw, body === 'decoded' ? NOT_ANSWERED_DECODED : NOT_ANSWERED, answeredLately)
}

/** What came last in each place. Nearly always it comes again, and to compare is less than to look up. */
type Lately = (Known | undefined)[]
const askedLately: Lately = []
const answeredLately: Lately = []
const LATELY_AT_MOST = 64

function knownLately(name: string, lately: Lately, place: number): Known {
  const last = lately[place]
  if (last?.name === name) return last
  const found = knownAs(name)
  if (place < LATELY_AT_MOST) lately[place] = found
  return found
}

function without(raw: readonly string[], dropped: ReadonlySet<Fate>, lately: Lately): string[] {
  // A list that grows takes three times the memory of one that shrinks.
  const kept = raw.slice()
  let length = 0
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const { name, fate } = knownLately(raw[at] ?? '', lately, at / 2)
    const value = raw[at + 1] ?? ''
    if (fate === 'connection' && value !== 'keep-alive' && value !== 'close') return withoutNamed(raw, dropped)
    if (dropped.has(fate)) continue
    kept[length] = name
    kept[length + 1] = value
    length += 2
  }
  kept.length = length
  return kept
}

/** The sender of `Connection` may declare other headers to be of that connection; hardly any does. */
function withoutNamed(raw: readonly string[], dropped: ReadonlySet<Fate>): string[] {
  const named = namedByConnection(raw)
  return raw.filter((_, at) => {
    const name = raw[at - (at % 2)] ?? ''
    return !dropped.has(fateOf(name)) && !named.has(name.toLowerCase())
  })
}

/** The same headers with one of them set. */
export function withHeader(raw: readonly string[], name: string, value: string): readonly string[] {
  return [...withoutHeader(raw, name), name, value]
}

export function withoutHeader(raw: readonly string[], name: string): readonly string[] {
  return raw.filter((_, at) => raw[at - (at % 2)]?.toLowerCase() !== name)
}

function namedByConnection(raw: readonly string[]): ReadonlySet<string> {
  const named = new Set<string>()
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (fateOf(raw[at] ?? '') !== 'connection') continue
    for (const name of (raw[at + 1] ?? '').split(',')) named.add(name.trim().toLowerCase())
  }
  return named
}
