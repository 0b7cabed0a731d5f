import { defaultPolicy } from '../../src/core/policy.ts'
import type { Failure } from '../../src/core/breaker.ts'
import type { Policy } from '../../src/core/policy.ts'
import { ms, unixMillis } from '../../src/core/time.ts'
import type { Scope } from '../../src/core/verdict.ts'
import { Lane, type Heard } from '../../src/health/lane.ts'
import type { Waiter } from '../../src/health/line.ts'
import type { Cancel } from '../../src/world/clock.ts'
import { VirtualClock } from './virtual-clock.ts'

export const EDGE: Failure = { code: 'envoy.no-healthy-upstream', scope: 'upstream', byEdge: 'yes' }
export const OVERLOAD: Failure = { code: 'api.overloaded', scope: 'family', byEdge: 'no' }

/** How an exchange was let out of the line. */
export type Start = { readonly id: string; readonly at: number; readonly why: string; readonly rate: number }

type Answer = Heard

/** A lane on a clock that stands still, with a sounding that answers as the test says. */
export class LaneBench {
  readonly clock: VirtualClock = new VirtualClock()
  readonly lane: Lane
  readonly starts: Start[] = []
  /** When soundings went out. */
  readonly soundings: number[] = []
  /** What the next ones hear; a promise is one that takes its time. */
  hears: Answer | Promise<Answer> = 'unwell'
  /** What becomes of an exchange that was let out: succeeds, fails or says nothing after its service time. */
  serves: (start: Start) => void = () => undefined
  readonly changes: string[] = []
  wayOut: 'some' | 'none' = 'some'
  readonly #leave = new Map<string, Cancel>()

  constructor(scope: Scope = 'upstream', policy: Policy = defaultPolicy) {
    this.lane = new Lane({
      scope,
      name: scope,
      policy,
      clock: this.clock,
      random: () => 0.5,
      sound:
        scope === 'upstream'
          ? async () => {
              this.soundings.push(this.clock.now())
              return await this.hears
            }
          : undefined,
      wayOut: () => this.wayOut,
      onWaiting: () => undefined,
      onChange: (lane, was) => this.changes.push(`${was.is} > ${lane.health.is}`),
    })
  }

  get state(): string {
    return this.lane.health.is
  }

  /** @param since its place: smaller is longer */
  wait(id: string, since: number, more: { readonly streaming?: 'yes' | 'no'; readonly failure?: Failure } = {}): Waiter {
    const waiter: Waiter = {
      id,
      since: unixMillis(since),
      streaming: more.streaming ?? 'yes',
      wake: (why) => {
        const { health } = this.lane
        const start = { id, why, at: this.clock.now(), rate: health.is === 'ramping' ? health.perSecond : Number.NaN }
        this.starts.push(start)
        this.serves(start)
      },
    }
    const failure = more.failure ?? (this.lane.scope === 'upstream' ? EDGE : OVERLOAD)
    this.#leave.set(id, this.lane.join(waiter, failure))
    return waiter
  }

  leave(id: string): void {
    this.#leave.get(id)?.()
  }

  succeeded(id: string): void {
    this.lane.succeeded({ at: this.clock.now(), by: id })
  }

  /** Makes it unfit by three failures of exchanges that are gone. */
  breakDown(failure: Failure = this.lane.scope === 'upstream' ? EDGE : OVERLOAD): void {
    for (const id of ['x', 'y', 'z']) this.lane.failed(id, failure)
  }

  /** Everybody who is let out gets an answer after this long. */
  serveAfter(millis: number): void {
    this.serves = ({ id }) => {
      this.clock.after(ms(millis), () => {
        this.succeeded(id)
        this.lane.released(id)
      })
    }
  }

  async pass(millis: number): Promise<void> {
    await this.clock.advance(ms(millis))
  }

  get ids(): readonly string[] {
    return this.starts.map(({ id }) => id)
  }
}

/** The largest number of starts in one second beyond what the rate of the ramp allows in it; never above 0. */
export function excess(starts: readonly Start[]): number {
  const turns = starts.filter(({ why }) => why === 'turn-in-ramp')
  return Math.max(
    ...turns.map(({ at }) => {
      const inSecond = turns.filter((other) => other.at >= at && other.at < at + 1000)
      return inSecond.length - Math.max(...inSecond.map(({ rate }) => rate))
    }),
  )
}
