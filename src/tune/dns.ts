import { ms, type Millis } from '../core/time.ts'

// Whether another resolver would be better, from what was measured. Pure: whoever measures hands in plain facts.

/** What was seen of one resolver. */
export type ResolverSeen = {
  /** An address, with or without port. */
  readonly server: string
  readonly whose: 'system' | 'public'
  /** How long its answers took. */
  readonly answers: readonly Millis[]
  /** Questions that it left unanswered, or refused. */
  readonly lost: number
  /** Does it name addresses for names that cannot exist? */
  readonly invents: 'yes' | 'no' | 'unknown'
  /** What is behind the addresses that it named: a server with a valid certificate for the name? */
  readonly certificates: 'fit' | 'others' | 'unknown'
  /** Of those addresses, for each the quickest connection; undefined for one that did not answer. */
  readonly connects: readonly (Millis | undefined)[]
  /** Did it name an address that is known inside some network alone? */
  readonly inward: 'yes' | 'no'
}

/** Why a resolver cannot be proposed. */
export type Excluded = 'invents' | 'other-certificate' | 'silent' | 'knows-none' | 'leads-nowhere'

export type ResolverRow = {
  readonly server: string
  readonly whose: ResolverSeen['whose']
  readonly samples: number
  /** From 0 to 1. */
  readonly loss: number
  readonly p50: Millis | undefined
  readonly p95: Millis | undefined
  /** Median over the addresses that it named. */
  readonly connect: Millis | undefined
  readonly excluded: Excluded | undefined
}

/** Signs that this machine's names are somebody's own business: a company's or a VPN's. */
export type SplitSign =
  | { readonly sign: 'search-domain'; readonly domain: string }
  | { readonly sign: 'routed-domain'; readonly domain: string }
  | { readonly sign: 'private-answer'; readonly server: string }
  | { readonly sign: 'vpn'; readonly name: string }

export type DnsVerdict =
  /** `gain`: by how much sooner a look-up is answered, half of the time. */
  | { readonly is: 'better'; readonly server: string; readonly why: 'quicker' | 'more-reliable'; readonly gain: Millis }
  | { readonly is: 'good-enough' }
  | { readonly is: 'left-alone'; readonly signs: readonly SplitSign[] }
  | { readonly is: 'too-few' }
  /** Even the system's own answers show others' certificates: somebody reads along, and no resolver is to blame. */
  | { readonly is: 'all-intercepted' }
  | { readonly is: 'no-public-answers' }

export type DnsAdvice = { readonly rows: readonly ResolverRow[]; readonly verdict: DnsVerdict }

export const SAMPLES_AT_LEAST = 25
/** Less is not noticed, and changes from hour to hour. */
const QUICKER_BY = 10
const QUICKER_SHARE = 2 / 3
/** One lost packet in 25 is chance. */
const LOSS_TO_NOTICE = 0.08

/** @param signs of names that are nobody else's business; none where there are none */
export function adviseOnDns(seen: readonly ResolverSeen[], signs: readonly SplitSign[]): DnsAdvice {
  const rows = seen.map(rowOf)
  return { rows, verdict: verdictOn(seen, rows, signs) }
}

function verdictOn(seen: readonly ResolverSeen[], rows: readonly ResolverRow[], signs: readonly SplitSign[]): DnsVerdict {
  const inward = seen.filter((one) => one.whose === 'system' && one.inward === 'yes')
  const all: readonly SplitSign[] = [...signs, ...inward.map(({ server }): SplitSign => ({ sign: 'private-answer', server }))]
  if (all.length > 0) return { is: 'left-alone', signs: all }
  const others = seen.filter(({ certificates }) => certificates === 'others')
  if (others.length > 0 && seen.every(({ certificates }) => certificates !== 'fit')) return { is: 'all-intercepted' }
  const asked = rows.filter(({ excluded }) => excluded !== 'silent')
  if (asked.some(({ samples }) => samples < SAMPLES_AT_LEAST)) return { is: 'too-few' }
  // the system asks its first server first, and others only when that one is silent
  const current = rows.find(({ whose }) => whose === 'system')
  const candidates = rows.filter(({ whose, excluded }) => whose === 'public' && excluded === undefined)
  if (candidates.length === 0) return { is: 'no-public-answers' }
  return betterThan(current, candidates) ?? { is: 'good-enough' }
}

function betterThan(current: ResolverRow | undefined, candidates: readonly ResolverRow[]): DnsVerdict | undefined {
  const quickestFirst = candidates.toSorted((one, other) => wholeOf(one) - wholeOf(other))
  const reliable = quickestFirst.find(({ loss }) => loss === 0)
  const moreReliable = (row: ResolverRow | undefined): DnsVerdict | undefined =>
    row === undefined ? undefined : { is: 'better', server: row.server, why: 'more-reliable', gain: ms(0) }
  if (current?.p50 === undefined || current.excluded !== undefined) return moreReliable(reliable ?? quickestFirst[0])
  // the quickest of all may lose more than the present one, where the next one does not
  const quicker = quickestFirst.find((one) => isQuicker(one, current))
  if (quicker !== undefined)
    return { is: 'better', server: quicker.server, why: 'quicker', gain: ms(current.p50 - (quicker.p50 ?? 0)) }
  return current.loss < LOSS_TO_NOTICE ? undefined : moreReliable(reliable)
}

/** Look-up and connection together: a quick answer that leads to a far server is no gain. */
const wholeOf = ({ p50, connect }: ResolverRow): number => (p50 ?? Number.POSITIVE_INFINITY) + (connect ?? 0)

function isQuicker(other: ResolverRow, current: ResolverRow): boolean {
  const [now, then] = [current.p50 ?? 0, other.p50 ?? Number.POSITIVE_INFINITY]
  const lookUp = now - then >= QUICKER_BY && then <= now * QUICKER_SHARE
  return lookUp && wholeOf(current) - wholeOf(other) >= QUICKER_BY && other.loss <= current.loss
}

function rowOf(seen: ResolverSeen): ResolverRow {
  const { server, whose, answers, lost, connects } = seen
  const samples = answers.length + lost
  const reached = connects.filter((one) => one !== undefined)
  return {
    server,
    whose,
    samples,
    loss: samples === 0 ? 0 : lost / samples,
    p50: quantile(answers, 0.5),
    p95: quantile(answers, 0.95),
    connect: quantile(reached, 0.5),
    excluded: exclusionOf(seen, reached.length),
  }
}

function exclusionOf({ answers, invents, certificates, connects }: ResolverSeen, reached: number): Excluded | undefined {
  if (answers.length === 0) return 'silent'
  if (invents === 'yes') return 'invents'
  if (certificates === 'others') return 'other-certificate'
  if (connects.length === 0) return 'knows-none'
  return reached === 0 ? 'leads-nowhere' : undefined
}

/** The sample at this share of all, the smallest first. */
function quantile(samples: readonly Millis[], share: number): Millis | undefined {
  const sorted = samples.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]
}
