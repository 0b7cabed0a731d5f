import type { Failure, Health, Success } from '../core/breaker.ts'
import type { Policy } from '../core/policy.ts'
import type { Instant } from '../core/time.ts'
import type { Scope, Verdict } from '../core/verdict.ts'
import type { Clock } from '../world/clock.ts'
import { Lane, type Heard } from './lane.ts'

/** What an exchange depends on: the upstream as a whole, a family of models there, its credential on that family. */
export type Lanes = Readonly<Record<Scope, Lane>>

export type LaneKeys = {
  readonly upstream: string
  readonly family: string
  /** A mark of the credential, never the credential. */
  readonly credential: string
}

type HealthOptions = {
  readonly policy: Policy
  readonly clock: Clock
  readonly random: () => number
  readonly sound: (upstream: string) => Promise<Heard>
  readonly wayOut: () => 'some' | 'none'
  readonly onChange: (lane: Lane, was: Health) => void
  /** Somebody waits from now on. */
  readonly onWaiting: () => void
}

/** Above this many lanes those with nothing to remember are dropped. */
const LANES_BEFORE_SWEEP = 256

/** Widest first: an exchange waits for the whole upstream before it waits for a family. */
export const SCOPES: readonly Scope[] = ['upstream', 'family', 'credential']

/** The health of all upstreams, as this process has seen it. */
export class LocalHealth {
  readonly #options: HealthOptions
  readonly #lanes = new Map<string, Lane>()
  /** The last that were asked for: one after the other they are mostly the same. */
  #last: { readonly keys: LaneKeys; readonly lanes: Lanes } | undefined

  constructor(options: HealthOptions) {
    this.#options = options
  }

  lanesOf(keys: LaneKeys): Lanes {
    if (this.#lanes.size > LANES_BEFORE_SWEEP) this.#sweep()
    const { upstream, family, credential } = keys
    const last = this.#last
    if (
      last !== undefined &&
      last.keys.upstream === upstream &&
      last.keys.family === family &&
      last.keys.credential === credential
    ) {
      return last.lanes
    }
    const lanes = {
      upstream: this.#lane('upstream', upstream, upstream),
      family: this.#lane('family', family, `${upstream} ${family}`),
      credential: this.#lane('credential', `${family} ${credential}`, `${upstream} ${family} ${credential}`),
    }
    this.#last = { keys, lanes }
    return lanes
  }

  all(): readonly Lane[] {
    return [...this.#lanes.values()]
  }

  close(): void {
    for (const lane of this.#lanes.values()) lane.close()
  }

  #lane(scope: Scope, name: string, key: string): Lane {
    const path = `${scope} ${key}`
    const known = this.#lanes.get(path)
    if (known !== undefined) return known
    const { sound, ...options } = this.#options
    const sounds = scope === 'upstream' ? () => sound(key) : undefined
    const lane = new Lane({ ...options, scope, name, sound: sounds })
    this.#lanes.set(path, lane)
    return lane
  }

  #sweep(): void {
    this.#last = undefined
    for (const [path, lane] of this.#lanes) {
      if (!lane.idle) continue
      lane.forget()
      this.#lanes.delete(path)
    }
  }
}

/** The widest lane that makes this exchange wait. @param passes lanes that have given it its turn */
export function blockedBy(lanes: Lanes, passes: readonly Lane[]): Scope | undefined {
  // Nearly always: nobody waits anywhere.
  if (lanes.upstream.open && lanes.family.open && lanes.credential.open) return undefined
  for (const scope of SCOPES) if (!lanes[scope].open && !passes.includes(lanes[scope])) return scope
  return undefined
}

export const failureOf = (verdict: Trouble): Failure => ({
  code: verdict.code,
  scope: verdict.scope,
  byEdge: verdict.scope === 'upstream' ? 'yes' : 'no',
  ...(verdict.retryAfter === undefined ? {} : { retryAfter: verdict.retryAfter }),
})

/** Tells the lanes what an attempt of `exchange` has shown of them. */
export function report(lanes: Lanes, exchange: string, verdict: Verdict, now: Instant): void {
  if (verdict.kind === 'rested' || verdict.kind === 'stale' || verdict.kind === 'done') return
  const success: Success = { at: now, by: exchange }
  if (verdict.kind === 'good') {
    lanes.upstream.succeeded(success)
    lanes.family.succeeded(success)
    lanes.credential.succeeded(success)
    return
  }
  for (const scope of SCOPES) {
    const lane = lanes[scope]
    switch (shown(scope, verdict)) {
      case 'well':
        lane.succeeded(success)
        break
      case 'unwell':
        lane.failed(exchange, failureOf(verdict as Trouble))
        break
      case 'nothing':
        lane.undecided(exchange)
        break
      case 'over':
        lane.released(exchange)
    }
  }
}

type Trouble = Extract<Verdict, { kind: 'down' | 'busy' }>

type Telling = Exclude<Verdict, { kind: 'rested' | 'stale' | 'done' | 'good' }>

function shown(scope: Scope, verdict: Telling): 'well' | 'unwell' | 'nothing' | 'over' {
  switch (verdict.kind) {
    case 'down':
    case 'busy':
      return troubleShows(scope, verdict)
    case 'denied':
    case 'invalid':
    case 'spent':
      // An error of the API's own proves that it is there; anybody else's proves nothing.
      return verdict.from === 'api' ? 'well' : 'nothing'
    case 'cut':
    case 'gone':
      return 'over'
  }
}

function troubleShows(scope: Scope, trouble: Trouble): 'well' | 'unwell' | 'nothing' {
  if (scope === trouble.scope) return 'unwell'
  // An overload is said by an API that is there.
  return scope === 'upstream' && trouble.from === 'api' ? 'well' : 'nothing'
}
