import { between, ms, type Instant, type Millis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import type { AnswerEffect, ApiEffect, EdgeEffect, Fault, FaultMatch } from './fault.ts'
import { activeAt, isDown, nextChange, untilFlap, type Timetable } from './timetable.ts'
import type { Roll } from './seeded-random.ts'

/** What of a request decides which fault it meets. */
export type RequestFacts = {
  readonly method: string
  readonly path: string
  readonly authenticated: boolean
  readonly model: string | undefined
  readonly streaming: boolean
}

/** Where a fault strikes: in front of the API, in the API once the credential was looked at, or in the answer. */
export type Strike =
  | { readonly at: 'edge'; readonly fault: Fault & EdgeEffect }
  | { readonly at: 'api'; readonly fault: Fault & ApiEffect }
  | { readonly at: 'answer'; readonly fault: Fault & AnswerEffect }

export function strikeOf(fault: Fault): Strike {
  switch (fault.kind) {
    case 'envoy-503':
    case 'edge-page':
    case 'refused':
    case 'reset':
    case 'no-headers':
      return { at: 'edge', fault }
    case 'api-error':
      return { at: 'api', fault }
    case 'silence':
    case 'cut':
    case 'error-event':
    case 'empty-200':
    case 'drip':
      return { at: 'answer', fault }
  }
}

/** May this fault meet this request at all? An edge is dead for every path; the API fails where it works. */
export function concerns({ at, fault }: Strike, facts: RequestFacts): boolean {
  const match = fault.match ?? {}
  if (!fits(match, facts)) return false
  switch (at) {
    case 'edge':
      return true
    case 'api':
      return facts.authenticated && (match.path !== undefined || facts.path.startsWith('/v1/messages'))
    case 'answer':
      return facts.authenticated && facts.method === 'POST' && facts.path === '/v1/messages'
  }
}

function fits(match: FaultMatch, facts: RequestFacts): boolean {
  return (
    like(match.path, facts.path) &&
    like(match.model, facts.model ?? '') &&
    (match.authenticated ?? facts.authenticated) === facts.authenticated &&
    (match.streaming ?? facts.streaming) === facts.streaming
  )
}

const like = (pattern: string | undefined, text: string): boolean =>
  pattern === undefined || (pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern)

type BoardOptions = { readonly clock: Clock; readonly roll: Roll; readonly timetable: Timetable }

/** The faults that hold now: those set by hand first, then those of the timetable. */
export class FaultBoard {
  readonly #clock: Clock
  readonly #roll: Roll
  #timetable: Timetable
  #startedAt: Instant
  #byHand: readonly Fault[] = []
  #setAt: Instant
  #spent = new Map<Fault, number>()

  constructor(options: BoardOptions) {
    this.#clock = options.clock
    this.#roll = options.roll
    this.#timetable = options.timetable
    this.#startedAt = this.#setAt = options.clock.now()
  }

  /** Takes the place of what was set by hand before; `times` and flapping count anew. */
  set(faults: readonly Fault[]): void {
    this.#byHand = faults
    this.#setAt = this.#clock.now()
    this.#spent = new Map()
  }

  /** Begins another timetable, now. */
  play(timetable: Timetable): void {
    this.#timetable = timetable
    this.#startedAt = this.#clock.now()
    this.#spent = new Map()
  }

  active(): readonly Fault[] {
    const sinceSet = between(this.#setAt, this.#clock.now())
    return [...this.#byHand.filter((fault) => isDown(fault, sinceSet)), ...activeAt(this.#timetable, this.#elapsed())]
  }

  /** The fault that this request meets. Draws and counts: to be asked once for each. */
  meet(facts: RequestFacts): Strike | undefined {
    return this.active()
      .map((fault) => strikeOf(fault))
      .find((strike) => concerns(strike, facts) && this.#hits(strike.fault))
  }

  refuses(): boolean {
    return this.active().some((fault) => fault.kind === 'refused')
  }

  /** How long until `refuses()` may change by itself; undefined when never. */
  untilChange(): Millis | undefined {
    const sinceSet = between(this.#setAt, this.#clock.now())
    const waits = this.#byHand.flatMap((fault) => (fault.flap === undefined ? [] : [untilFlap(fault.flap, sinceSet)]))
    const elapsed = this.#elapsed()
    const next = nextChange(this.#timetable, elapsed)
    if (next !== undefined) waits.push(ms(next - elapsed))
    return waits.length === 0 ? undefined : ms(Math.min(...waits))
  }

  #elapsed(): Millis {
    return between(this.#startedAt, this.#clock.now())
  }

  #hits(fault: Fault): boolean {
    if (fault.probability !== undefined && this.#roll() >= fault.probability) return false
    if (fault.times === undefined) return true
    const spent = this.#spent.get(fault) ?? 0
    this.#spent.set(fault, spent + 1)
    return spent < fault.times
  }
}
