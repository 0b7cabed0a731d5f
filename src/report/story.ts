import { catalogueEntry, isCatalogueCode, type CatalogueCode, type Owner } from '../core/catalogue.ts'
import type { Confidence } from '../core/diagnosis-code.ts'
import { ms, unixMillis, type Millis, type UnixMillis } from '../core/time.ts'
import { SILENCE, TEARS } from '../core/verdict.ts'
import type { RecordedStep } from '../journal/columns.ts'
import type { Totals } from '../journal/read.ts'
import type { JournalPart, Judgement, Recordings, TroubledExchange } from './facts.ts'

/** One kind of failure, over the whole period. */
export type FailureSeen = {
  readonly code: string
  readonly status: number | undefined
  readonly count: number
  readonly firstAt: UnixMillis
  readonly lastAt: UnixMillis
}

/** By what the other side can find one failure again. */
export type Trace = {
  readonly at: UnixMillis
  readonly code: string
  readonly status: number | undefined
  readonly requestId: string | undefined
  readonly ray: string | undefined
}

export type IncidentSeen = {
  readonly code: string
  readonly upstream: string
  readonly openedAt: UnixMillis
  /** `lost`: its gateway ended before it was over. */
  readonly end: { readonly is: 'over'; readonly at: UnixMillis } | { readonly is: 'open' } | { readonly is: 'lost' }
  readonly failures: number | undefined
  readonly held: number | undefined
}

/** Whose fault, and where that is known from: what doctor sees now, or what the journal saw then. */
export type Fault = {
  readonly owner: Owner
  readonly from: 'doctor' | 'journal' | 'nothing'
  readonly confidence: Confidence | undefined
}

/** `last-seen`: nobody knows whether more came after. */
export type TimeOfTrouble = { readonly from: UnixMillis; readonly until: UnixMillis; readonly end: 'over' | 'open' | 'last-seen' }

/** What happened, when, whose fault it was and what was tried: what somebody wants to know who was not there. */
export type Story = {
  readonly code: CatalogueCode | undefined
  /** Missing where nothing failed. */
  readonly time: TimeOfTrouble | undefined
  readonly incidents: readonly IncidentSeen[]
  /** The most frequent first. */
  readonly failures: readonly FailureSeen[]
  /** The newest of each kind of failure first; those that nobody could find again are not among them. */
  readonly traces: readonly Trace[]
  readonly totals: Totals | undefined
  /** Over all requests that met trouble, also those that have not ended. */
  readonly held: Millis
  readonly longestHold: Millis
  readonly fault: Fault
}

/** More of them nobody looks up. */
const TRACES_AT_MOST = 8

export function storyOf(journal: JournalPart, judgement: Judgement): Story {
  const recordings = journal.is === 'read' ? journal : undefined
  const exchanges = recordings?.exchanges ?? []
  const totals = recordings?.totals
  const steps = exchanges.flatMap((exchange) => exchange.steps)
  const incidents = recordings === undefined ? [] : incidentsIn(recordings)
  const failures = failuresIn(steps)
  const code = mainCode(incidents, failures)
  const holds = exchanges.map(heldIn)
  return {
    code,
    time: timeOf({ incidents, failures, answeredAt: answeredAt(exchanges) }),
    incidents,
    failures,
    traces: tracesIn(steps),
    totals,
    held: ms(Math.max(totals?.held ?? 0, sum(holds))),
    longestHold: ms(Math.max(totals?.longestHold ?? 0, ...holds)),
    fault: faultOf(code, judgement),
  }
}

/** The incident that weighs most says what it was about, or else the most frequent failure. */
function mainCode(incidents: readonly IncidentSeen[], failures: readonly FailureSeen[]): CatalogueCode | undefined {
  const [main] = incidents.toSorted((one, other) => weight(other) - weight(one) || other.openedAt - one.openedAt)
  return [main?.code ?? '', failures[0]?.code ?? ''].find(isCatalogueCode)
}

function timeOf({ incidents, failures, answeredAt }: Seen): TimeOfTrouble | undefined {
  const begins = [...incidents.map(({ openedAt }) => openedAt), ...failures.map(({ firstAt }) => firstAt)]
  if (begins.length === 0) return undefined
  const from = unixMillis(Math.min(...begins))
  const lastFailure = Math.max(from, ...failures.map(({ lastAt }) => lastAt))
  const until = unixMillis(Math.max(lastFailure, ...incidents.map(endOf)))
  if (incidents.some(({ end }) => end.is === 'open')) return { from, until, end: 'open' }
  // the end of an incident, or an answer after the last failure, shows that it has passed
  const isOver = answeredAt >= lastFailure || incidents.some(({ end }) => end.is === 'over' && end.at >= lastFailure)
  return { from, until, end: isOver ? 'over' : 'last-seen' }
}

type Seen = {
  readonly incidents: readonly IncidentSeen[]
  readonly failures: readonly FailureSeen[]
  /** When the last whole answer came; nought for never. */
  readonly answeredAt: number
}

const answeredAt = (exchanges: readonly TroubledExchange[]): number =>
  Math.max(0, ...exchanges.map(({ startedAt, end }) => (end?.outcome === 'completed' ? startedAt + end.finishedAfter : 0)))

const sum = (lengths: readonly number[]): number => lengths.reduce((total, length) => total + length, 0)

/** One that has not ended has its steps alone. */
const heldIn = ({ end, steps }: TroubledExchange): Millis =>
  end?.held ?? ms(sum(steps.map(({ did, wait }) => (did.kind === ('hold' as string) ? (wait ?? 0) : 0))))

/** What still goes on weighs most; then what made most fail. */
const weight = ({ end, failures = 0, held = 0 }: IncidentSeen): number => (end.is === 'open' ? 1e9 : 0) + failures + held

const endOf = ({ openedAt, end }: IncidentSeen): UnixMillis => (end.is === 'over' ? end.at : openedAt)

function incidentsIn({ incidents, gateways }: Recordings): readonly IncidentSeen[] {
  const running = new Set(gateways.filter(({ state }) => state === 'running').map(({ id }) => id))
  return incidents
    .map(({ code, upstream, openedAt, closedAt, failures, held, gateway }): IncidentSeen => {
      const end = running.has(gateway) ? ({ is: 'open' } as const) : ({ is: 'lost' } as const)
      return { code, upstream, openedAt, end: closedAt === undefined ? end : { is: 'over', at: closedAt }, failures, held }
    })
    .toSorted((one, other) => one.openedAt - other.openedAt)
}

const FAILED: ReadonlySet<string> = new Set(['refused', 'failed', 'error-event', 'torn', 'silent'])

export const isFailure = ({ saw }: RecordedStep): boolean => FAILED.has(saw.kind)

/** What is silent or torn is kept by how it was, and has a code of the catalogue all the same. */
export function codeOf({ saw }: RecordedStep): string {
  const {
    kind,
    code = '',
    phase = '',
  }: { readonly kind: string; readonly code?: string | undefined; readonly phase?: string | undefined } = saw
  if (kind === 'torn') return (TEARS as Readonly<Record<string, string>>)[code] ?? 'answer.cut'
  if (kind === 'silent') return (SILENCE as Readonly<Record<string, string>>)[phase] ?? 'path.silent-headers'
  return code === '' ? 'path.unknown' : code
}

function failuresIn(steps: readonly RecordedStep[]): readonly FailureSeen[] {
  const byCode = new Map<string, FailureSeen>()
  for (const step of steps.filter(isFailure)) {
    const code = codeOf(step)
    const before = byCode.get(code)
    byCode.set(code, {
      code,
      status: step.saw.status ?? before?.status,
      count: (before?.count ?? 0) + 1,
      firstAt: before === undefined ? step.at : unixMillis(Math.min(before.firstAt, step.at)),
      lastAt: before === undefined ? step.at : unixMillis(Math.max(before.lastAt, step.at)),
    })
  }
  return [...byCode.values()].toSorted((one, other) => other.count - one.count || one.firstAt - other.firstAt)
}

function tracesIn(steps: readonly RecordedStep[]): readonly Trace[] {
  return steps
    .filter((step) => isFailure(step) && (step.saw.requestId !== undefined || step.saw.ray !== undefined))
    .toSorted((one, other) => other.at - one.at)
    .slice(0, TRACES_AT_MOST)
    .map((step) => ({
      at: step.at,
      code: codeOf(step),
      status: step.saw.status,
      requestId: step.saw.requestId,
      ray: step.saw.ray,
    }))
    .toReversed()
}

/**
 * What an answer says of its maker stands for itself, whatever is wrong besides; where a try met silence or no way, what
 * doctor measures now may tell whose it is.
 */
function faultOf(code: CatalogueCode | undefined, { diagnosis, observations }: Judgement): Fault {
  const { gravity, owner, confidence } = diagnosis
  const recorded = code === undefined ? undefined : catalogueEntry(code).owner
  const isVague = recorded === undefined || recorded === 'unknown' || recorded === 'network'
  if (isVague && gravity === 'stops' && owner !== 'unknown') return { owner, from: 'doctor', confidence }
  if (recorded !== undefined) {
    // the catalogue calls whoever runs the upstream the provider
    const isGateway = recorded === 'provider' && !observations.target.official
    return { owner: isGateway ? 'gateway' : recorded, from: 'journal', confidence: undefined }
  }
  if (gravity === 'degrades' || gravity === 'stops') return { owner, from: 'doctor', confidence }
  return { owner, from: 'nothing', confidence: undefined }
}
