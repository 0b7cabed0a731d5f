import { between, ms, type Instant, type Millis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import type { RequestFacts } from './fault-board.ts'

/** How an exchange went on the stand-in's side. */
export type Ending = 'open' | 'answered' | 'failed' | 'client-left'

/** One request as the stand-in saw it: no prompt, no credential. Times are counted from the stand-in's start. */
export type SeenRequest = RequestFacts & {
  readonly at: Millis
  readonly session: string | undefined
  requestId: string | undefined
  server: number | undefined
  fault: string | undefined
  status: number | undefined
  echo: string | undefined
  outputTokens: number
  ended: Ending
  endedAt: Millis | undefined
}

/** What happened within one second of the stand-in's life. */
export type Second = { readonly second: number; requests: number; starts: number; soundings: number; answers: number }

export type Counts = {
  readonly requests: number
  readonly byPath: Readonly<Record<string, number>>
  readonly byStatus: Readonly<Record<string, number>>
  readonly byFault: Readonly<Record<string, number>>
  readonly authenticated: number
  /** Messages asked for without a credential: how a gateway feels whether anybody is there. */
  readonly soundings: number
  /** Messages asked for in earnest, whatever came of them. */
  readonly starts: number
  /** Messages answered to the last byte. */
  readonly answers: number
  /** Clients that left before the end. */
  readonly left: number
  readonly outputTokens: number
  readonly concurrent: number
  readonly mostConcurrent: number
  /** The most starts within any one second, wherever it begins. */
  readonly mostStartsInASecond: number
  readonly perSecond: readonly Second[]
}

/** Requests kept for `log()`; the counts go on beyond. */
const LOG_LENGTH = 20_000

/** Counts what the stand-in was asked. */
export class Ledger {
  readonly #clock: Clock
  readonly #startedAt: Instant
  readonly #log: SeenRequest[] = []
  readonly #starts: Millis[] = []
  readonly #seconds = new Map<number, Second>()
  readonly #byPath = new Map<string, number>()
  readonly #byStatus = new Map<string, number>()
  readonly #byFault = new Map<string, number>()
  #requests = 0
  #authenticated = 0
  #soundings = 0
  #answers = 0
  #left = 0
  #outputTokens = 0
  #concurrent = 0
  #mostConcurrent = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#startedAt = clock.now()
  }

  begin(facts: RequestFacts, session: string | undefined): SeenRequest {
    const seen: SeenRequest = {
      ...facts,
      at: this.#elapsed(),
      session,
      requestId: undefined,
      server: undefined,
      fault: undefined,
      status: undefined,
      echo: undefined,
      outputTokens: 0,
      ended: 'open',
      endedAt: undefined,
    }
    this.#keep(seen)
    const second = this.#second()
    second.requests += 1
    this.#requests += 1
    this.#concurrent += 1
    this.#mostConcurrent = Math.max(this.#mostConcurrent, this.#concurrent)
    add(this.#byPath, `${facts.method} ${facts.path}`)
    if (facts.authenticated) this.#authenticated += 1
    if (isMessages(facts)) this.#countMessages(facts, second)
    return seen
  }

  end(seen: SeenRequest, ended: Exclude<Ending, 'open'>): void {
    if (seen.ended !== 'open') return
    seen.ended = ended
    seen.endedAt = this.#elapsed()
    this.#concurrent -= 1
    this.#outputTokens += seen.outputTokens
    if (seen.status !== undefined) add(this.#byStatus, String(seen.status))
    if (seen.fault !== undefined) add(this.#byFault, seen.fault)
    if (ended === 'client-left') this.#left += 1
    if (ended === 'answered' && isMessages(seen) && seen.status === 200) {
      this.#answers += 1
      this.#second().answers += 1
    }
  }

  counts(): Counts {
    return {
      requests: this.#requests,
      byPath: Object.fromEntries(this.#byPath),
      byStatus: Object.fromEntries(this.#byStatus),
      byFault: Object.fromEntries(this.#byFault),
      authenticated: this.#authenticated,
      soundings: this.#soundings,
      starts: this.#starts.length,
      answers: this.#answers,
      left: this.#left,
      outputTokens: this.#outputTokens,
      concurrent: this.#concurrent,
      mostConcurrent: this.#mostConcurrent,
      mostStartsInASecond: mostWithin(this.#starts, ms(1000)),
      perSecond: [...this.#seconds.values()].map((second) => ({ ...second })),
    }
  }

  log(): readonly Readonly<SeenRequest>[] {
    return this.#log.map((seen) => ({ ...seen }))
  }

  #elapsed(): Millis {
    return between(this.#startedAt, this.#clock.now())
  }

  #keep(seen: SeenRequest): void {
    this.#log.push(seen)
    if (this.#log.length > LOG_LENGTH) this.#log.splice(0, LOG_LENGTH / 10)
  }

  #second(): Second {
    const at = Math.floor(this.#elapsed() / 1000)
    const known = this.#seconds.get(at)
    if (known !== undefined) return known
    const second = { second: at, requests: 0, starts: 0, soundings: 0, answers: 0 }
    this.#seconds.set(at, second)
    return second
  }

  #countMessages(facts: RequestFacts, second: Second): void {
    if (facts.authenticated) {
      this.#starts.push(this.#elapsed())
      second.starts += 1
      return
    }
    this.#soundings += 1
    second.soundings += 1
  }
}

const isMessages = (facts: RequestFacts): boolean => facts.method === 'POST' && facts.path === '/v1/messages'

const add = (counter: Map<string, number>, key: string): void => void counter.set(key, (counter.get(key) ?? 0) + 1)

/** The most of these moments (ascending) within any stretch of `length`. */
export function mostWithin(moments: readonly Millis[], length: Millis): number {
  let most = 0
  let first = 0
  for (let last = 0; last < moments.length; last++) {
    while ((moments[last] ?? 0) - (moments[first] ?? 0) >= length) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}
