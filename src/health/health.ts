import type { Failure, Health } from '../core/breaker.ts'
import type { Policy } from '../core/policy.ts'
import type { Scope, Verdict } from '../core/verdict.ts'
import type { Clock } from '../world/clock.ts'
import { Lane } from './lane.ts'

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
  readonly sound: (upstream: string) => Promise<'well' | 'unwell'>
  readonly onChange: (lane: Lane, was: Health) => void
}

/** Above this many lanes those with nothing to remember are dropped. */
const LANES_BEFORE_SWEEP = 256

/** Widest first: an exchange waits for the whole upstream before it waits for a family. */
export const SCOPES: readonly Scope[] = ['upstream', 'family', 'credential']

/** The health of all upstreams, as this process has seen it. */
export class LocalHealth {
  readonly #options: HealthOptions
  readonly #lanes = new Map<string, Lane>()

  constructor(options: HealthOptions) {
    this.#options = options
  }

  lanesOf(keys: LaneKeys): Lanes {
    if (this.#lanes.size > LANES_BEFORE_SWEEP) this.#sweep()
    const { upstream, family, credential } = keys
    return {
      upstream: this.#lane('upstream', upstream, upstream),
      family: this.#lane('family', family, `${upstream} ${family}`),
      credential: this.#lane('credential', `${family} ${credential}`, `${upstream} ${family} ${credential}`),
    }
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
    const { policy, clock, random, onChange, sound } = this.#options
    const sounds = scope === 'upstream' ? () => sound(key) : undefined
    const lane = new Lane({ scope, name, policy, clock, random, sound: sounds, onChange })
    this.#lanes.set(path, lane)
    return lane
  }

  #sweep(): void {
    for (const [path, lane] of this.#lanes) if (lane.idle) this.#lanes.delete(path)
  }
}

/** The widest lane that makes this exchange wait. @param passes lanes that have given it its turn */
export function blockedBy(lanes: Lanes, passes: ReadonlySet<Lane>): Scope | undefined {
  return SCOPES.find((scope) => !lanes[scope].open && !passes.has(lanes[scope]))
}

export const failureOf = (verdict: Trouble): Failure => ({
  code: verdict.code,
  scope: verdict.scope,
  byEdge: verdict.scope === 'upstream' ? 'yes' : 'no',
  ...(verdict.retryAfter === undefined ? {} : { retryAfter: verdict.retryAfter }),
})

/** Tells the lanes what an attempt of `exchange` has shown of them. */
export function report(lanes: Lanes, exchange: string, verdict: Verdict): void {
  if (verdict.kind === 'rested' || verdict.kind === 'stale' || verdict.kind === 'done') return
  for (const scope of SCOPES) {
    const lane = lanes[scope]
    switch (shown(scope, verdict)) {
      case 'well':
        lane.succeeded(exchange)
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

function shown(scope: Scope, verdict: Verdict): 'well' | 'unwell' | 'nothing' | 'over' {
  if (verdict.kind === 'good') return 'well'
  if (verdict.kind === 'gone' || verdict.kind === 'cut') return 'over'
  if (verdict.kind === 'down' || verdict.kind === 'busy') {
    if (scope === verdict.scope) return 'unwell'
    // An overload is said by an API that is there.
    return scope === 'upstream' && verdict.from === 'api' ? 'well' : 'nothing'
  }
  // An error of the API's own proves that it is there; anybody else's proves nothing.
  const final = verdict.kind === 'denied' || verdict.kind === 'invalid' || verdict.kind === 'spent'
  return final && verdict.from === 'api' ? 'well' : 'nothing'
}
