import { between, minutes, ms, seconds, type Instant, type Millis } from '../../src/core/time.ts'
import { fastClock } from '../../src/drill/fast-clock.ts'
import { seededRandom } from '../../src/drill/seeded-random.ts'
import { realClock, sleep, type Clock } from '../../src/world/clock.ts'
import type { Ending } from '../instruments/rig.ts'
import type { ClientName, Form } from './bounds.ts'
import { playTurn, type TurnResult } from './clients.ts'
import { tokensDue } from './content.ts'
import type { FaultCase } from './fault-case.ts'
import { gatewayHere, gatewayProcess, type GatewayOptions, type TestedGateway } from './gateway.ts'
import { standFor, type Stand } from './stand.ts'

/** One fault, one client. */
export type Pair = { readonly fault: FaultCase; readonly client: ClientName; readonly form: Form }

/** What came of one pair. Times as the gateway's clock has them. */
export type PairResult = {
  readonly fault: string
  readonly client: ClientName
  readonly form: Form
  readonly turns: number
  readonly completed: number
  /** Got the error that was due, at once. */
  readonly told: number
  /** Taken for complete by the client, and not what the stand-in said. */
  readonly falselyComplete: number
  readonly lost: number
  readonly starts: number
  readonly soundings: number
  readonly tokensTwice: number
  /** From recovery to the first content of each turn that was waiting for it, the quickest first. */
  readonly firstBytes: readonly Millis[]
  /** Why turns were lost, for whoever looks into it. */
  readonly reasons: readonly string[]
  /** What the run itself did not do as it should: the fault was not met, or was another one. */
  readonly unproved: readonly string[]
}

/** At once: a canary, and two more that the ramp lets through. */
export const TURNS = 3
/** Minutes pass in seconds; small enough that a busy machine's hiccups stay below a sounding. */
export const SPEED = 20

/** In real time: nothing here takes so long. */
const LOST_AFTER = minutes(2.5)

/** Plays one pair from its gateway's start to its end. @throws when the instruments fail, never for what is measured */
export async function playPair(pair: Pair, seed: number): Promise<PairResult> {
  const ends: (() => void | Promise<void>)[] = []
  const t: Ending = { after: (end) => ends.push(end) }
  try {
    return await played(t, pair, seed)
  } finally {
    for (const end of ends.toReversed()) await end()
  }
}

async function played(t: Ending, pair: Pair, seed: number): Promise<PairResult> {
  const { fault } = pair
  const speed = fault.fullSize === 'yes' ? 1 : SPEED
  const clock = fastClock(realClock, speed)
  const stand = await standFor(t, { fault, clock, turns: TURNS, seed })
  const gateway = await gatewayOf(t, fault, { upstream: stand.url, clock, speed, random: seededRandom(seed) })
  const place = { url: gateway.url, clock, atMost: ms(LOST_AFTER * speed) }
  if (fault.warm === 'yes') await Promise.all(turnsOf(pair, place, 'before'))
  const before = { tokens: stand.provider.counts().outputTokens, ...stand.asked() }
  await stand.begin()
  const calm = new AbortController()
  const lifted = goOn({ fault, stand, gateway, clock }, calm.signal)
  const turns = await Promise.all(turnsOf(pair, place, 'under test'))
  calm.abort(new Error('all turns are over'))
  const end = await lifted
  await settled(stand, () => unproved(fault, stand, gateway.codes()))
  const asked = stand.asked()
  const ended = endsOf(fault, turns)
  return {
    fault: fault.name,
    client: pair.client,
    form: pair.form,
    turns: turns.length,
    ...ended,
    starts: asked.starts - before.starts,
    soundings: asked.soundings - before.soundings,
    tokensTwice: stand.provider.counts().outputTokens - before.tokens - ended.completed * tokensFor(fault),
    firstBytes: fault.lasts === 'stays' ? [] : firstBytes(turns, end?.at ?? stand.lastMetAt()),
    reasons: turns.flatMap((turn) => (turn.end === 'believed' && turn.whole === 'yes' ? [] : [`${turn.end}: ${turn.because}`])),
    unproved: [
      ...unproved(fault, stand, gateway.codes()),
      ...notTold(fault, turns),
      ...(fault.spills === 'yes' && end?.filesKept !== TURNS ? [`${end?.filesKept} requests kept in files`] : []),
    ],
  }
}

const gatewayOf = (t: Ending, fault: FaultCase, options: GatewayOptions): Promise<TestedGateway> =>
  fault.fullSize === 'yes'
    ? gatewayProcess(t, options.upstream)
    : gatewayHere(t, { ...options, ...(fault.spills === 'yes' ? { replayMemory: 0 } : {}) })

type Ends = Pick<PairResult, 'completed' | 'told' | 'falselyComplete' | 'lost'>

/** An error as an answer is what is due where waiting cannot help, and a loss everywhere else. */
function endsOf(fault: FaultCase, turns: readonly TurnResult[]): Ends {
  const count = (is: (turn: TurnResult) => boolean): number => turns.filter((turn) => is(turn)).length
  const told = count((turn) => turn.end === 'told')
  const isDue = fault.strikes === 'final'
  return {
    completed: count((turn) => turn.end === 'believed' && turn.whole === 'yes'),
    falselyComplete: count((turn) => turn.end === 'believed' && turn.whole === 'no'),
    told: isDue ? told : 0,
    lost: count((turn) => turn.end === 'lost') + (isDue ? 0 : told),
  }
}

const LOOK_EVERY_MILLIS = 10

/** The stand-in's counts follow its sockets, and a gateway's log is written in batches: both are a little late. */
async function settled({ provider }: Stand, open: () => readonly string[]): Promise<void> {
  const isOver = (): boolean => provider.counts().concurrent === 0 && open().length === 0
  for (let looks = 0; looks < 100 && !isOver(); looks++) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MILLIS))
}

type Place = { readonly url: string; readonly clock: Clock; readonly atMost: Millis }

const turnsOf = ({ fault, client, form }: Pair, place: Place, when: string): readonly Promise<TurnResult>[] =>
  Array.from({ length: TURNS }, (_, index) =>
    playTurn({ client, form }, { ...place, name: `${when} ${index}`, prompt: promptFor(fault, `${when} ${index}`) }),
  )

/** Bytes of prompt that nobody reads. */
const BALLAST = 100_000

const promptFor = (fault: FaultCase, name: string): string =>
  `${fault.prompt ?? '[[text:200]]'} ${name}${fault.spills === 'yes' ? ` ${'.'.repeat(BALLAST)}` : ''}`

const tokensFor = (fault: FaultCase): number =>
  tokensDue({
    model: 'claude-opus-5',
    max_tokens: 32_000,
    messages: [{ role: 'user', content: promptFor(fault, 'under test 0') }],
  })

type Going = { readonly fault: FaultCase; readonly stand: Stand; readonly gateway: TestedGateway; readonly clock: Clock }

type End = { readonly at: Instant; readonly filesKept: number }

/** Lifts a fault that ends by itself, and kills the gateway where that is the fault. @returns its end, if it came */
async function goOn({ fault, stand, gateway, clock }: Going, signal: AbortSignal): Promise<End | undefined> {
  const { lasts, injection } = fault
  if (typeof lasts === 'string') return undefined
  try {
    await metBy({ fault, stand, gateway }, signal)
    if (injection.to === 'gateway') {
      await sleep(clock, injection.after, signal)
      await gateway.killAndRestart()
      await sleep(clock, ms(lasts - injection.after), signal)
    } else await sleep(clock, lasts, signal)
  } catch {
    // All turns have ended without waiting for it.
    return undefined
  }
  const filesKept = gateway.filesKept()
  await stand.lift()
  return { at: clock.now(), filesKept }
}

/** It lasts from the first who meets it: on a busy machine a second is soon gone. */
async function metBy({ fault, stand, gateway }: Omit<Going, 'clock'>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !isMet(fault, stand, gateway)) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MILLIS))
}

function isMet(fault: FaultCase, stand: Stand, gateway: TestedGateway): boolean {
  const met = stand.met()
  if (met !== undefined) return met > 0
  const codes = gateway.codes()
  return fault.codes?.some((code) => codes.has(code)) ?? true
}

function firstBytes(turns: readonly TurnResult[], recoveredAt: Instant | undefined): readonly Millis[] {
  if (recoveredAt === undefined) return []
  const each = turns.flatMap((turn) => {
    const first = turn.contentAt.find((at) => at >= recoveredAt)
    return first === undefined ? [] : [between(recoveredAt, first)]
  })
  return each.toSorted((one, other) => one - other)
}

function unproved(fault: FaultCase, stand: Stand, codes: ReadonlySet<string>): readonly string[] {
  const met = stand.met()
  const least = fault.lasts === 'once' ? TURNS : 1
  return [
    ...(met !== undefined && met < least ? [`met by ${met} requests, not by ${least}`] : []),
    ...(fault.codes !== undefined && !fault.codes.some((code) => codes.has(code))
      ? [`never judged ${fault.codes.join(' or ')}, but ${[...codes].join(', ') || 'nothing'}`]
      : []),
  ]
}

/** An error that waiting cannot change arrives with its own status. */
function notTold(fault: FaultCase, turns: readonly TurnResult[]): readonly string[] {
  const [one] = fault.injection.to === 'provider' ? fault.injection.faults : []
  if (fault.strikes !== 'final' || one === undefined || !('status' in one)) return []
  return turns.flatMap((turn) => (turn.status === one.status ? [] : [`status ${turn.status}, not ${one.status}`]))
}

/** How long a pair takes at most, in real time: what a quick run goes by. */
export function lengthOf({ fault }: Pair): Millis {
  const own = typeof fault.lasts === 'string' ? seconds(10) : fault.lasts
  return ms((own + seconds(20)) / (fault.fullSize === 'yes' ? 1 : SPEED))
}
