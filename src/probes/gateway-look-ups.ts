import type { KnownAddresses, LookUps } from '../core/look-ups.ts'
import { asObject, asText, type JsonObject } from '../core/recognise/look.ts'
import { ms, unixMillis } from '../core/time.ts'

/** One gateway asks for its upstream and a proxy or two. */
const NAMES_AT_MOST = 5
const ADDRESSES_AT_MOST = 4

/** The part `names` of a gateway's state, as far as it is known here: another version may write otherwise. Undefined where nothing was looked up. */
export function lookUpsIn(state: JsonObject): LookUps | undefined {
  const [counts, racing] = [asObject(state['counts']) ?? {}, asObject(state['racing']) ?? {}]
  const known = listIn(state['names'])
    .map(knownIn)
    .filter((one) => one !== undefined)
  if (state['cache'] !== 'on' || known.length === 0) return undefined
  return {
    known: known.slice(0, NAMES_AT_MOST),
    asked: countIn(counts['asked']),
    kept: countIn(counts['kept']),
    substituted: countIn(counts['substituted']),
    raced: countIn(racing['raced']),
    rescued: countIn(racing['rescued']),
    spared: countIn(racing['spared']),
    savedMillis: ms(countIn(racing['savedMillis'])),
  }
}

function knownIn(value: unknown): KnownAddresses | undefined {
  const { name, is, from, server, addresses, until } = asObject(value) ?? {}
  if (typeof name !== 'string' || typeof until !== 'number' || !isState(is) || !isSource(from)) return undefined
  return {
    name,
    is,
    from,
    server: asText(server) || undefined,
    addresses: listIn(addresses).map(asText).slice(0, ADDRESSES_AT_MOST),
    until: unixMillis(until),
  }
}

const STATES: ReadonlySet<unknown> = new Set<KnownAddresses['is']>(['kept', 'stale', 'expired', 'failed'])
const isState = (value: unknown): value is KnownAddresses['is'] => STATES.has(value)

const SOURCES: ReadonlySet<unknown> = new Set<KnownAddresses['from']>(['system', 'own-question', 'second', 'last-good'])
const isSource = (value: unknown): value is KnownAddresses['from'] => SOURCES.has(value)

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const countIn = (value: unknown): number => (typeof value === 'number' && value >= 0 ? value : 0)
