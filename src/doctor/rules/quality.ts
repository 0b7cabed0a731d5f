import type { Tried } from '../../probes/facts.ts'
import type { Observations } from '../../probes/observations.ts'
import { finding, type Rule } from '../diagnosis.ts'
import { codeIn, factsOf, failed, frontDoorOpen, isReset, isTimeout, isUnreachable, needsLookUp, wayOf, worked } from '../seen.ts'
import { lookUpShown } from '../shown.ts'
import { serversShown } from './resolvers.ts'

// It works, and not as it should.

/** Every connect that was tried over IPv4, each on its own. */
function connects(observations: Observations): readonly Tried[] {
  const tcp = factsOf(observations, 'tcp')
  const egress = (factsOf(observations, 'egress')?.tries ?? []).filter(({ family }) => family === 4)
  const addresses = (tcp?.addresses ?? []).filter(({ family }) => family === 4)
  return [...egress, ...addresses].map(({ tried }) => tried).concat(tcp === undefined ? [] : [tcp.control])
}

/** A first packet that was lost is sent again after 1 s, then 2 s, then 4 s: connects near 1.0, 3.0 and 7.0 s. */
const isRepeated = ({ millis }: Tried): boolean =>
  (millis >= 990 && millis < 1350) || (millis >= 2990 && millis < 3700) || (millis >= 6990 && millis < 7900)

/** Milliseconds by which timers are late; from here on, times tell of this computer rather than of the network. */
const LATE = 600

const isBusy = ({ lag = 0 }: Observations): boolean => lag >= LATE

/** Packets get lost on the way, here and there. */
export function connectsRepeat(observations: Observations): boolean {
  const { repeated, failures, quick } = countConnects(observations)
  if (isBusy(observations)) return false
  return repeated > 0 && repeated + failures >= 2 && (quick > 0 || repeated >= 2)
}

function countConnects(observations: Observations): {
  readonly repeated: number
  readonly failures: number
  readonly quick: number
  readonly asked: number
} {
  const tries = connects(observations)
  return {
    repeated: tries.filter((tried) => worked(tried) && isRepeated(tried)).length,
    failures: tries.filter((tried) => isTimeout(codeIn(tried))).length,
    quick: tries.filter((tried) => worked(tried) && tried.millis < 700).length,
    asked: tries.filter((tried) => worked(tried) || failed(tried)).length,
  }
}

const lossy: Rule = (observations) => {
  if (!connectsRepeat(observations)) return undefined
  const { repeated, failures, asked } = countConnects(observations)
  return finding('NET_LOSSY', {
    confidence: repeated >= 2 ? 'likely' : 'possible',
    evidence: [{ saw: 'repeated-connects', repeated, failed: failures, asked }],
    wouldChange: ['other-network-works', 'more-was-measured'],
    fixes: ['connect-network', 'other-network', 'hold-with-gateway'],
  })
}

/** Milliseconds; the other side of the earth is 300 away, a satellite 600. */
const LONG_WAY = 400
/** A stall of a busy computer is nearly as long as the connect that it has made long. */
const OWN_SHARE = 0.75

const farAway: Rule = (observations) => {
  const reached = connects(observations).filter((tried) => worked(tried))
  const quickest = Math.min(...reached.map(({ millis }) => millis))
  if (reached.length < 2 || quickest < LONG_WAY || reached.every(isRepeated)) return undefined
  // as late as that was this computer itself
  if ((observations.lag ?? 0) >= quickest * OWN_SHARE) return undefined
  return finding('NET_HIGH_LATENCY', {
    confidence: 'likely',
    evidence: [{ saw: 'slow-connects', millis: quickest, count: reached.length }],
    wouldChange: ['other-network-works'],
    fixes: ['reconnect-vpn', 'raise-attempt-limit', 'other-network'],
  })
}

/** Bytes per second; below it, a request with its history takes longer than ten seconds to send. */
const NARROW = 16_000

/** Bytes: none is smaller. So much acknowledged means that a large packet has arrived. */
const SMALLEST_SEGMENT = 536

/** Large packets arrive, slowly; undefined where none did, or nobody looked. */
export function bulkRate(observations: Observations): number | undefined {
  const bulk = factsOf(observations, 'mtu')?.bulk
  if (!worked(bulk) || bulk.saw.sent < 8_000) return undefined
  const arrived = bulk.saw.sent - bulk.saw.unacknowledged
  return arrived < SMALLEST_SEGMENT ? undefined : (arrived * 1000) / bulk.millis
}

/** What times out on such a line may only be late. */
export const isNarrow = (observations: Observations): boolean => (bulkRate(observations) ?? NARROW) < NARROW

const narrow: Rule = (observations) => {
  const bulk = factsOf(observations, 'mtu')?.bulk
  if (!worked(bulk) || !isNarrow(observations) || farAway(observations) !== undefined) return undefined
  return finding('NET_SLOW', {
    confidence: 'likely',
    evidence: [{ saw: 'bulk', ...bulk.saw, millis: bulk.millis }],
    wouldChange: ['other-network-works'],
    fixes: ['other-network', 'reconnect-vpn'],
  })
}

const family = (observations: Observations, wanted: 4 | 6): readonly Tried[] =>
  (factsOf(observations, 'tcp')?.addresses ?? []).filter((one) => one.family === wanted).map(({ tried }) => tried)

/** IPv6 is offered and leads nowhere; where it is not offered at all, programs know at once. */
const v6Broken: Rule = (observations) => {
  const tries = family(observations, 6).filter(failed)
  const [first] = tries
  if (first === undefined || !family(observations, 4).some((tried) => worked(tried)) || wayOf(observations) !== 'direct')
    return undefined
  if (family(observations, 6).some((tried) => worked(tried))) return undefined
  if (tries.every(({ code }) => isUnreachable(code)))
    return finding('V6_ABSENT', { confidence: 'certain', evidence: [{ saw: 'family-unreached', family: 6, code: first.code }] })
  return finding('V6_BROKEN', {
    confidence: tries.some(({ code }) => isTimeout(code) || isReset(code)) ? 'certain' : 'likely',
    evidence: [{ saw: 'family-unreached', family: 6, code: first.code }],
    wouldChange: ['other-network-works'],
    fixes: ['restart-router', 'reconnect-vpn', 'hold-with-gateway'],
  })
}

const addressDead: Rule = (observations) => {
  const addresses = (factsOf(observations, 'tcp')?.addresses ?? []).filter(({ family: of }) => of === 4)
  const dead = addresses.find(({ tried }) => failed(tried))
  if (dead === undefined || !addresses.some(({ tried }) => worked(tried)) || connectsRepeat(observations)) return undefined
  if (wayOf(observations) !== 'direct') return undefined
  return finding('ADDRESS_DEAD', {
    confidence: 'possible',
    evidence: [{ saw: 'address-unreached', address: dead.address, code: codeIn(dead.tried) ?? '' }],
    wouldChange: ['other-network-works'],
    fixes: ['hold-with-gateway'],
  })
}

/** Milliseconds; what a healthy resolver needs is below 200. */
const SLOW_NAMES = 1_000

const firstServerDead: Rule = (observations) => {
  const dns = factsOf(observations, 'dns')
  if (dns === undefined || !needsLookUp(observations) || !worked(dns.system)) return undefined
  const [first, ...others] = dns.servers
  const code = codeIn(first?.a)
  if (!(isTimeout(code) || code === 'ECONNREFUSED' || isUnreachable(code))) return undefined
  if (!others.some(({ a, aaaa }) => worked(a) || worked(aaaa))) return undefined
  return finding('DNS_FIRST_DEAD', {
    confidence: 'certain',
    evidence: [...serversShown(dns), ...lookUpShown('system', dns.system)],
    fixes: ['choose-dns', 'restart-router'],
  })
}

const slowNames: Rule = (observations) => {
  const dns = factsOf(observations, 'dns')
  if (dns === undefined || !needsLookUp(observations) || !worked(dns.system) || dns.system.millis < SLOW_NAMES) return undefined
  const [first] = dns.servers
  // a server that answers soon is not slow: the computer is busy
  const soon = first !== undefined && worked(first.a) && Math.max(first.a.millis, first.aaaa.millis) < SLOW_NAMES / 2
  if (soon || firstServerDead(observations) !== undefined) return undefined
  return finding('DNS_SLOW', {
    confidence: dns.system.millis >= 2 * SLOW_NAMES ? 'certain' : 'likely',
    evidence: [...lookUpShown('system', dns.system), ...serversShown(dns)],
    fixes: ['choose-dns', 'hold-with-gateway'],
  })
}

/** A made-up name is answered: then a misspelt one is too, with somebody else's address. */
const searchWildcard: Rule = (observations) => {
  const dns = factsOf(observations, 'dns')
  if (dns === undefined || dns.configured.search.length === 0 || !worked(dns.madeUp) || dns.madeUp.saw.addresses.length === 0)
    return undefined
  const short = !observations.target.host.includes('.')
  return finding('DNS_SEARCH_WILDCARD', {
    confidence: 'certain',
    gravity: short && !frontDoorOpen(observations) ? 'stops' : 'degrades',
    evidence: lookUpShown('made-up', dns.madeUp, dns.configured.search[0]),
    fixes: ['correct-base-url', 'choose-dns'],
  })
}

/** It has led a short name to a stranger: what is found there is its consequence. */
export const harmfulWildcard: Rule = (observations) => {
  const found = searchWildcard(observations)
  return found?.gravity === 'stops' ? found : undefined
}

export const QUALITY_RULES: readonly Rule[] = [
  lossy,
  farAway,
  narrow,
  v6Broken,
  firstServerDead,
  slowNames,
  searchWildcard,
  addressDead,
]
