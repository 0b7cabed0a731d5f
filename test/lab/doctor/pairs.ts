import { diagnosisEntry, type DiagnosisCode } from '../../../src/core/diagnosis-code.ts'
import type { Owner } from '../../../src/core/catalogue.ts'
import { seededRandom } from '../../../src/drill/seeded-random.ts'
import type { Concluded } from './expected.ts'
import { asksElsewhere, doorsOf, FAULTS, isOfApi, isOfProxy, partsOf, rankOf, rungOf } from './faults.ts'
import type { Row } from './row.ts'

/** Two faults at the same time. */
export type Pair = {
  /** Met before the other one: what is wrong is its owner's. */
  readonly first: Row
  readonly other: Row
}

const nameOf = ({ row }: Row): string => row
export const pairName = ({ first, other }: Pair): string => `${nameOf(first)} + ${nameOf(other)}`

const DAY = 86_400_000

/** Why two faults cannot both be in force, or not both be met; undefined where they can. */
export function exclusion(one: Row, other: Row): string | undefined {
  const shared = [...partsOf(one)].find((part) => partsOf(other).has(part))
  if (shared !== undefined) return `both take up ${shared}`
  return EITHER_WAY.find(({ between }) => between(one, other) || between(other, one))?.why
}

type Exclusion = { readonly why: string; readonly between: (one: Row, other: Row) => boolean }

const isOf =
  (...rows: readonly string[]) =>
  ({ row }: Row): boolean =>
    rows.includes(row)
const farClock = ({ world }: Row): boolean => Math.abs(world?.behind ?? 0) > DAY
const fourOnly = ({ world }: Row): boolean => world?.families?.length === 1
const needsSix = isOf('39', '82', '85a', '85b')
const diverted = isOf('44', '63', '66a', '66b')
/** The router forwards nothing of it: it starts at the router itself. */
const workingProxy = isOf('58')
const onForward = (fault: Row): boolean =>
  ['internet', 'portal', 'tcp', 'mtu', 'quality'].includes(rungOf(fault)) || diverted(fault) || isOf('92b')(fault)
/** Nobody would believe what is wrong with the certificate. */
const ofTrust = (fault: Row): boolean => rungOf(fault) === 'tls' && !isOf('77a', '77b', '78', '79a', '79b', '80')(fault)

const EITHER_WAY: readonly Exclusion[] = [
  { why: 'one asks a gateway, and the other is of the API', between: (one, other) => asksElsewhere(one) && isOfApi(other) },
  {
    why: 'the names that one leads astray are not asked for',
    between: (one, other) => isOf('27', '40')(one) && asksElsewhere(other),
  },
  {
    why: 'certificates of today are no proof where clocks are a year off',
    between: (one, other) => farClock(one) && (doorsOf(other).length > 0 || diverted(other)),
  },
  {
    why: 'where nobody checks certificates, a wrong one stops nobody',
    between: (one, other) => isOf('67')(one) && ofTrust(other),
  },
  { why: 'one needs IPv6, which the other has not', between: (one, other) => needsSix(one) && fourOnly(other) },
  { why: 'a proxy that works leads past it', between: (one, other) => workingProxy(one) && onForward(other) },
  { why: 'that URL goes past the proxy', between: (one, other) => isOf('77a')(one) && isOfProxy(other) },
  {
    why: 'the line hides the other fault from its observer',
    between: isOf('13', '17'),
  },
]

type Unmet = { readonly lower: (fault: Row) => boolean; readonly upper: (fault: Row) => boolean }

const isRoute = isOf('3', '7', '8')
const isLine = isOf('5', '5b', '17b')
const isName = (fault: Row): boolean => rungOf(fault) === 'dns'
const answersApi = (fault: Row): boolean => fault.world?.says?.api !== undefined || doorsOf(fault).includes('api')
/** By an address. */
const isNearProxy = (fault: Row): boolean => isOfProxy(fault) && !isOf('49')(fault)

/** In spite of the order of the rules. */
const UNMET: readonly Unmet[] = [
  // who sends everything elsewhere does not come to the router and its portal
  { lower: (fault) => rungOf(fault) === 'portal', upper: isOf('7', '8') },
  // connections end at the router, before the line
  { lower: isLine, upper: diverted },
  // whatever the path is, the API says the same or nothing
  { lower: isOf('96'), upper: answersApi },
  // a proxy on the router is reached without any route, and looks names up itself
  { lower: (fault) => isRoute(fault) || isName(fault), upper: isNearProxy },
  // it stands before the line; where it is not used yet, it would have to get out itself
  { lower: isOf('5', '5b'), upper: (fault) => isNearProxy(fault) && !isOf('48', '59')(fault) },
  // its name is looked up first, which needs no way out
  { lower: (fault) => rungOf(fault) === 'internet', upper: isOf('49') },
]

const isNeverMet = (below: Row, above: Row): boolean => UNMET.some(({ lower, upper }) => lower(below) && upper(above))

/** All pairs that can be made, in the order of the matrix. */
export const PAIRS: readonly Pair[] = FAULTS.flatMap((one, index) =>
  FAULTS.slice(index + 1).flatMap((other) => (exclusion(one, other) === undefined ? [pairOf(one, other)] : [])),
)

/** Why which number of pairs is left out. */
export function excluded(): ReadonlyMap<string, number> {
  const why = FAULTS.flatMap((one, index) => FAULTS.slice(index + 1).flatMap((other) => exclusion(one, other) ?? []))
  return new Map([...new Set(why)].map((reason) => [reason, why.filter((one) => one === reason).length]))
}

export function pairOf(one: Row, other: Row): Pair {
  const [lower, upper] = rankOf(one) <= rankOf(other) ? [one, other] : [other, one]
  return isNeverMet(lower, upper) ? { first: upper, other: lower } : { first: lower, other: upper }
}

export type PairDue = {
  /** Of these one must be said; the first is meant. */
  readonly owners: readonly Owner[]
  readonly code: DiagnosisCode
  /** What can be seen besides, whatever the first one breaks. */
  readonly beside: readonly DiagnosisCode[]
  readonly mayBlameProvider: boolean
}

export function dueOf({ first, other }: Pair): PairDue {
  const { code, owner } = first.due
  const owners = [owner]
  // its own page says so: then nobody is in doubt any more
  if (owner === 'unknown' && other.due.code === 'PROVIDER_INCIDENT') owners.push('provider')
  return {
    owners,
    code,
    beside: isSeenBeside({ first, other }) ? [other.due.code] : [],
    mayBlameProvider: [first, other].some(({ due }) => due.owner === 'provider'),
  }
}

/** What is read on this computer itself stands beside everything. */
const READ_HERE: ReadonlySet<DiagnosisCode> = new Set([
  'KEY_MALFORMED',
  'PROXY_SOCKS_UNSUPPORTED',
  'CREDENTIALS_UNREADABLE',
  'LOGIN_EXPIRED',
  'CREDENTIAL_SHADOWED',
  'TLS_CHECK_OFF',
  'PROXY_CONFLICT',
])
/** Told from how connections went, if they went. */
const SEEN_ON_THE_WAY: ReadonlySet<DiagnosisCode> = new Set(['DNS_SLOW', 'DNS_FIRST_DEAD', 'CLOCK_DRIFT', 'V6_BROKEN'])

function isSeenBeside({ first, other }: Pair): boolean {
  const { code } = other.due
  // a gateway of one's own may need no login
  if (code === 'NOT_LOGGED_IN') return !asksElsewhere(first)
  if (READ_HERE.has(code)) return true
  const answered = ['provider', 'account'].includes(rungOf(first))
  return answered && diagnosisEntry(code).gravity === 'degrades' && SEEN_ON_THE_WAY.has(code)
}

export type Judgement =
  | { readonly is: 'right'; readonly code: 'the same' | 'another' }
  /** Nobody is blamed, where somebody could be. */
  | { readonly is: 'undecided' }
  | { readonly is: 'wrong'; readonly why: string }

export const FALSE_PROVIDER = 'the provider is blamed'

/** Whether the right one is blamed for a pair. */
export function judge(pair: Pair, { verdict, secondary }: Pick<Concluded, 'verdict' | 'secondary'>): Judgement {
  const { owners, code, beside, mayBlameProvider } = dueOf(pair)
  const all = [verdict, ...secondary]
  if (!mayBlameProvider && all.some(({ owner }) => owner === 'provider')) return { is: 'wrong', why: FALSE_PROVIDER }
  if (verdict.owner === 'unknown' && !owners.includes('unknown')) return { is: 'undecided' }
  if (!owners.includes(verdict.owner)) return { is: 'wrong', why: `${owners.join(' or ')} (${code}) is to blame` }
  const missing = beside.find((due) => !all.some((one) => one.code === due))
  if (missing !== undefined) return { is: 'wrong', why: `${missing} is not named beside it` }
  return { is: 'right', code: verdict.code === code ? 'the same' : 'another' }
}

/** @param count so many pairs, each another one */
export function drawnPairs(seed: number, count: number): readonly Pair[] {
  const roll = seededRandom(seed)
  const left = [...PAIRS]
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(Math.floor(roll() * left.length), 1)).flat()
}

/** @param name two numbers of rows: `5+50` */
export function pairNamed(name: string): Pair {
  const rows = name.split('+').map((part) => FAULTS.find(({ row }) => row === part.trim()))
  const [one, other] = rows
  if (one === undefined || other === undefined) throw new Error(`${name} is no pair of faults, as 5+50 is`)
  const why = exclusion(one, other)
  if (why !== undefined) throw new Error(`${name}: ${why}`)
  return pairOf(one, other)
}
