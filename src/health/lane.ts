import {
  asked,
  canaryFailed,
  canaryLeft,
  canaryUndecided,
  canarySent,
  cleared,
  failed,
  heldBack,
  open,
  soundingFailed,
  succeeded,
  type Failure,
  type Health,
} from '../core/breaker.ts'
import type { Policy } from '../core/policy.ts'
import { nextTurnAt, stepped, turnGiven } from '../core/ramp.ts'
import type { Woke } from '../core/signal.ts'
import { between, minutes, ms, type Instant, type Millis, type UnixMillis } from '../core/time.ts'
import type { Scope, TroubleCode } from '../core/verdict.ts'
import type { Cancel, Clock } from '../world/clock.ts'

/** An exchange that waits in a lane. */
export type Waiter = {
  readonly id: string
  /** Its place: since when its client has asked for this, over all its rounds. */
  readonly since: UnixMillis
  /** A streaming request shows at its first event whether the upstream is back; another only at its end. */
  readonly streaming: 'yes' | 'no'
  readonly wake: (why: Extract<Woke, 'canary' | 'turn-in-ramp' | 'healthy'>) => void
}

export type LaneOptions = {
  readonly scope: Scope
  /** For people: the upstream, the family, the credential's mark. */
  readonly name: string
  readonly policy: Policy
  readonly clock: Clock
  readonly random: () => number
  /** Asks the edge whether it answers; never rejects. Only for lanes of a whole upstream. */
  readonly sound: (() => Promise<'well' | 'unwell'>) | undefined
  readonly onChange: (lane: Lane, was: Health) => void
}

/** An unfit lane that nobody has wanted for so long says nothing about now. */
const FORGOTTEN_AFTER = minutes(10)

/**
 * One lane: its health, and the line of those who wait for it. Sends out one sounding, then one canary, then turns at the
 * rate of the ramp. Lets time act through a single timer, set anew after each change.
 */
export class Lane {
  readonly scope: Scope
  readonly name: string
  readonly #options: LaneOptions
  readonly #line: Waiter[] = []
  /** Who has failed as the canary or in its turn goes behind who has not: else one request that always fails is every canary. */
  readonly #failures = new Map<string, number>()
  #health: Health = { is: 'fit' }
  #timer: Cancel | undefined
  #sounding: 'out' | 'none' = 'none'
  #lastSuccess: { readonly at: Instant; readonly by: string } | undefined

  constructor(options: LaneOptions) {
    this.scope = options.scope
    this.name = options.name
    this.#options = options
  }

  get health(): Health {
    return this.#health
  }

  get waiting(): number {
    return this.#line.length
  }

  get lastSuccess(): { readonly at: Instant; readonly by: string } | undefined {
    return this.#lastSuccess
  }

  /** May an exchange use it without waiting? */
  get open(): boolean {
    return open(this.#health) && this.#line.length === 0
  }

  /** When it may be tried at the earliest, from now; undefined when nothing keeps it. */
  get opensIn(): Millis | undefined {
    const health = this.#health
    return health.is === 'unfit' ? ms(Math.max(0, between(this.#options.clock.now(), health.nextAt))) : undefined
  }

  /** Nobody is in it, and there is nothing to remember that would still be true. */
  get idle(): boolean {
    if (this.#line.length > 0) return false
    const health = this.#health
    return health.is === 'fit' || (health.is === 'unfit' && between(health.nextAt, this.#options.clock.now()) > FORGOTTEN_AFTER)
  }

  /** Nobody will ask for it any more. */
  forget(): void {
    this.#become({ is: 'fit' })
  }

  /** Joins the line; the given function leaves it. */
  join(waiter: Waiter, trouble: Failure): Cancel {
    const later = this.#line.findIndex((other) => this.#goesBefore(waiter, other))
    this.#line.splice(later === -1 ? this.#line.length : later, 0, waiter)
    this.#become(heldBack(this.#options.policy, this.#health, trouble, this.#draw()))
    return () => {
      const at = this.#line.indexOf(waiter)
      if (at !== -1) this.#line.splice(at, 1)
      this.#arm()
    }
  }

  /** How many stand before it in the line. */
  placeOf(waiter: Waiter): number {
    return this.#line.indexOf(waiter)
  }

  /** An attempt of `exchange` failed in a way that concerns this lane. */
  failed(exchange: string, failure: Failure): void {
    const { policy } = this.#options
    const isCanary = this.#isCanary(exchange)
    if (isCanary || this.#health.is === 'ramping') this.#failures.set(exchange, (this.#failures.get(exchange) ?? 0) + 1)
    const health = isCanary
      ? canaryFailed(policy, this.#health, failure, this.#draw())
      : failed(policy, this.#health, failure, this.#draw())
    this.#become(health)
  }

  /** An attempt of `exchange` got an answer through this lane. */
  succeeded(exchange: string): void {
    const now = this.#options.clock.now()
    this.#lastSuccess = { at: now, by: exchange }
    // Nearly always: nothing changes, and nobody waits.
    if (this.#health.is === 'fit' && this.#line.length === 0) return
    this.#become(succeeded(this.#options.policy, this.#health, now))
  }

  /** An attempt of `exchange` was stopped elsewhere and has shown nothing of this lane. */
  undecided(exchange: string): void {
    if (this.#isCanary(exchange)) this.#become(canaryUndecided(this.#options.policy, this.#health, this.#draw()))
  }

  /** `exchange` is over: another may be the canary. */
  released(exchange: string): void {
    if (this.#failures.size > 0) this.#failures.delete(exchange)
    if (this.#isCanary(exchange)) this.#become(canaryLeft(this.#health, this.#options.clock.now()))
  }

  /** A person asked to try now. */
  tryNow(): void {
    this.#become(asked(this.#health, this.#options.clock.now()))
  }

  close(): void {
    this.#timer?.()
    this.#timer = undefined
  }

  #goesBefore(one: Waiter, other: Waiter): boolean {
    const more = (this.#failures.get(other.id) ?? 0) - (this.#failures.get(one.id) ?? 0)
    return more === 0 ? other.since > one.since : more > 0
  }

  #isCanary(exchange: string): boolean {
    return this.#health.is === 'trying' && this.#health.canary === exchange
  }

  #draw(): { readonly now: Instant; readonly roll: number } {
    return { now: this.#options.clock.now(), roll: this.#options.random() }
  }

  #become(health: Health): void {
    const was = this.#health
    this.#health = health
    if (health.is === 'fit' && this.#failures.size > 0) this.#failures.clear()
    const rescheduled = was.is === 'unfit' && health.is === 'unfit' && was.nextAt !== health.nextAt
    if (was.is !== health.is || rescheduled) this.#options.onChange(this, was)
    this.#arm()
  }

  /** Sets the timer for the next thing that time will do here. */
  #arm(): void {
    this.#timer?.()
    this.#timer = undefined
    const due = this.#due()
    if (due === undefined) return
    this.#timer = this.#options.clock.after(ms(Math.max(0, between(this.#options.clock.now(), due))), () => {
      this.#timer = undefined
      this.#act()
    })
  }

  #due(): Instant | undefined {
    const health = this.#health
    switch (health.is) {
      case 'fit':
      case 'doubtful':
        return this.#line.length > 0 ? this.#options.clock.now() : undefined
      case 'unfit':
        return this.#line.length > 0 && this.#sounding === 'none' ? health.nextAt : undefined
      case 'trying':
        return (health.sentAt + this.#options.policy.canarySilence) as Instant
      case 'ramping':
        return this.#line.length > 0
          ? nextTurnAt(stepped(this.#options.policy, health, this.#options.clock.now()))
          : this.#options.clock.now()
    }
  }

  #act(): void {
    const health = this.#health
    switch (health.is) {
      case 'fit':
      case 'doubtful':
        for (const waiter of this.#line.splice(0)) waiter.wake('healthy')
        return
      case 'unfit':
        if (health.ask === 'sounding' && this.#options.sound !== undefined) void this.#sound(this.#options.sound)
        else this.#sendCanary()
        return
      case 'trying':
        // It has heard nothing for too long. Its request goes on; if it does get an answer, that counts.
        this.failed(health.canary, { code: SILENT, scope: this.scope, byEdge: 'no' })
        return
      case 'ramping':
        this.#giveTurn(health)
    }
  }

  async #sound(sound: () => Promise<'well' | 'unwell'>): Promise<void> {
    this.#sounding = 'out'
    const heard = await sound()
    this.#sounding = 'none'
    if (this.#health.is !== 'unfit') return
    if (heard === 'well' && this.#line.length > 0) this.#sendCanary()
    else this.#become(soundingFailed(this.#options.policy, this.#health, this.#draw()))
  }

  #sendCanary(): void {
    const first = this.#line.findIndex((waiter) => waiter.streaming === 'yes')
    const [canary] = this.#line.splice(Math.max(0, first), 1)
    if (canary === undefined) return
    this.#become(canarySent(this.#health, canary.id, this.#options.clock.now()))
    canary.wake('canary')
  }

  #giveTurn(health: Extract<Health, { is: 'ramping' }>): void {
    const now = this.#options.clock.now()
    const current = stepped(this.#options.policy, health, now)
    if (this.#line.length === 0) {
      this.#become(cleared(current))
      return
    }
    if (nextTurnAt(current) > now) {
      this.#become(current)
      return
    }
    const next = this.#line.shift()
    this.#become(turnGiven(current, now))
    next?.wake('turn-in-ramp')
  }
}

const SILENT: TroubleCode = 'path.silent-first-event'
