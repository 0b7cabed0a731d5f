import { ms, type Millis, type UnixMillis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import type { Outcome } from './log-line.ts'
import type { Returning } from './returning.ts'
import type { RunTotals, Totals } from './state.ts'

type Counts = { -readonly [Key in keyof Totals]: Totals[Key] }
type RunCounts = { absorbed: number; held: number; requests: number; gaveUp: number; firstRequestAt: UnixMillis | undefined }

export type Ended = {
  readonly run: string | undefined
  readonly outcome: Outcome
  readonly absorbed: number
  readonly held: Millis
}

/** A run that nobody has asked about for so many others is over. */
const RUNS_AT_MOST = 1000

/** What has happened since the gateway started, over all and for each run. */
export class Tally {
  readonly #runs = new Map<string, RunCounts>()
  readonly #counts: Counts = {
    exchanges: 0,
    completed: 0,
    absorbed: 0,
    heldMillis: ms(0),
    handedBack: 0,
    gaveUp: 0,
    relayedErrors: 0,
    clientsLeft: 0,
  }

  get totals(): Totals {
    return { ...this.#counts }
  }

  began(run: string | undefined, clock: Pick<Clock, 'wall'>): void {
    this.#counts.exchanges += 1
    if (run === undefined) return
    const counts = this.#run(run)
    counts.requests += 1
    counts.firstRequestAt ??= clock.wall()
  }

  ended(ended: Ended): void {
    const counts = this.#counts
    counts.absorbed += ended.absorbed
    counts.heldMillis = ms(counts.heldMillis + ended.held)
    counts[COUNTED_AS[ended.outcome]] += 1
    const run = ended.run === undefined ? undefined : this.#runs.get(ended.run)
    if (run === undefined) return
    run.absorbed += ended.absorbed
    run.held += ended.held
    if (ended.outcome === 'gave-up') run.gaveUp += 1
  }

  /** @param returning who was handed back and has not come again has lost its turn */
  runTotals(run: string, returning: Returning): RunTotals {
    const counts = this.#runs.get(run)
    const lost = (counts?.gaveUp ?? 0) + returning.missing(run)
    return {
      absorbed: counts?.absorbed ?? 0,
      heldMs: ms(counts?.held ?? 0),
      lost,
      requests: counts?.requests ?? 0,
      ...(counts?.firstRequestAt === undefined ? {} : { firstRequestAt: counts.firstRequestAt }),
    }
  }

  #run(run: string): RunCounts {
    const known = this.#runs.get(run)
    if (known !== undefined) return known
    if (this.#runs.size >= RUNS_AT_MOST) this.#runs.delete(this.#runs.keys().next().value ?? '')
    const counts: RunCounts = { absorbed: 0, held: 0, requests: 0, gaveUp: 0, firstRequestAt: undefined }
    this.#runs.set(run, counts)
    return counts
  }
}

const COUNTED_AS = {
  completed: 'completed',
  'relayed-error': 'relayedErrors',
  'handed-back': 'handedBack',
  'gave-up': 'gaveUp',
  'client-left': 'clientsLeft',
} as const satisfies Readonly<Record<Outcome, keyof Totals>>
