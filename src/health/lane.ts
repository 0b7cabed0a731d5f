import {
  asked,
  askedAnew,
  canaryFailed,
  canaryLeft,
  canaryUndecided,
  canarySent,
  cleared,
  failed,
  heldBack,
  likeOffline,
  open,
  soundingFailed,
  succeeded,
  wentOffline,
  type Failure,
  type Health,
  type Success,
} from '../core/breaker.ts'
import type { Policy } from '../core/policy.ts'
import { nextTurnAt, stepped, turnGiven } from '../core/ramp.ts'
import { between, later, minutes, ms, type Instant, type Millis } from '../core/time.ts'
import type { Scope } from '../core/verdict.ts'
import type { Cancel, Clock } from '../world/clock.ts'
import { Line, type Waiter } from './line.ts'

export type LaneOptions = {
  readonly scope: Scope
  /** For people: the upstream, the family, the credential's mark. */
  readonly name: string
  readonly policy: Policy
  readonly clock: Clock
  readonly random: () => number
  /** Asks the edge whether it answers; never rejects. Only for lanes of a whole upstream. */
  readonly sound: (() => Promise<Heard>) | undefined
  /** Has this machine a way to the upstream? Believed only when attempts fail as well. */
  readonly wayOut: () => 'some' | 'none'
  readonly onChange: (lane: Lane, was: Health) => void
  readonly onWaiting: () => void
}

/** What a sounding heard; `no-network` when it failed as it does without one. */
export type Heard = 'well' | 'unwell' | 'no-network'

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
  readonly #line = new Line()
  #health: Health = { is: 'fit' }
  #timer: Cancel | undefined
  #sounding: 'out' | 'none' = 'none'
  #soundings = 0
  #lastSuccess: Success | undefined

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

  get lastSuccess(): Success | undefined {
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
    this.#line.join(waiter)
    this.#become(this.#offlineOr(this.#isOffline(trouble), heldBack(this.#options.policy, this.#health, trouble, this.#draw())))
    this.#options.onWaiting()
    return () => {
      this.#line.leave(waiter)
      this.#arm()
    }
  }

  /** How many stand before it in the line. */
  placeOf(waiter: Waiter): number {
    return this.#line.placeOf(waiter)
  }

  /** An attempt of `exchange` failed in a way that concerns this lane. */
  failed(exchange: string, failure: Failure): void {
    const { policy } = this.#options
    const isOffline = this.#isOffline(failure)
    const isCanary = this.#isCanary(exchange)
    if (isCanary || this.#health.is === 'ramping') this.#line.failed(exchange)
    const health = isCanary
      ? canaryFailed(policy, this.#health, failure, this.#draw())
      : failed(policy, this.#health, failure, this.#draw())
    // A straggler's failure says nothing while the canary is out.
    this.#become(this.#health.is === 'trying' && !isCanary ? health : this.#offlineOr(isOffline, health))
  }

  /** An attempt got an answer through this lane. */
  succeeded(success: Success): void {
    this.#lastSuccess = success
    // Nearly always: nothing changes, and nobody waits.
    if (this.#health.is === 'fit' && this.#line.length === 0) return
    this.#become(succeeded(this.#options.policy, this.#health, success.at))
  }

  /** An attempt of `exchange` was stopped elsewhere and has shown nothing of this lane. */
  undecided(exchange: string): void {
    if (this.#isCanary(exchange)) this.#become(canaryUndecided(this.#options.policy, this.#health, this.#draw()))
  }

  /** `exchange` is over: another may be the canary. */
  released(exchange: string): void {
    this.#line.forget(exchange)
    if (this.#isCanary(exchange)) this.#become(canaryLeft(this.#health, this.#options.clock.now()))
  }

  /** A person asked to try now. */
  tryNow(): void {
    this.#become(asked(this.#health, this.#options.clock.now()))
  }

  /** The machine woke, or its network is back or another one. */
  askAnew(): void {
    this.#forgetSounding()
    this.#become(askedAnew(this.#health, this.#options.clock.now()))
  }

  /** The machine slept: advice and waits went on meanwhile, whatever its clock says. */
  slept(length: Millis): void {
    const { health } = this
    if (health.is === 'unfit' && (health.advised ?? 0) <= later(this.#options.clock.now(), length)) this.tryNow()
  }

  /** The machine's last way out is gone. Only an upstream that has failed already is taken to be out of reach. */
  cutOff(): void {
    if (this.#health.is === 'unfit') this.#become(this.#offlineOr(this.#isOffline(this.#health), this.#health))
  }

  close(): void {
    this.#timer?.()
    this.#timer = undefined
  }

  #isCanary(exchange: string): boolean {
    return this.#health.is === 'trying' && this.#health.canary === exchange
  }

  #isOffline(failure: Pick<Failure, 'code'>): boolean {
    return this.scope === 'upstream' && likeOffline(failure.code) && this.#options.wayOut() === 'none'
  }

  #offlineOr(isOffline: boolean, health: Health): Health {
    return isOffline ? wentOffline(this.#options.policy, this.#health, this.#options.clock.now()) : health
  }

  /** What one that is still out will hear was asked of another network. */
  #forgetSounding(): void {
    this.#sounding = 'none'
    this.#soundings += 1
  }

  #draw(): { readonly now: Instant; readonly roll: number } {
    return { now: this.#options.clock.now(), roll: this.#options.random() }
  }

  #become(health: Health): void {
    const was = this.#health
    this.#health = health
    if (health.is === 'fit') this.#line.forgetFailures()
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
      case 'offline':
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
        for (const waiter of this.#line.takeAll()) waiter.wake('healthy')
        return
      case 'unfit':
      case 'offline':
        if (this.#options.sound !== undefined && asksFirst(health)) void this.#sound(this.#options.sound)
        else this.#sendCanary()
        return
      case 'trying':
        // It has heard nothing for too long. Its request goes on; if it does get an answer, that counts.
        this.failed(health.canary, { code: 'path.silent-first-event', scope: this.scope, byEdge: 'no' })
        return
      case 'ramping':
        this.#giveTurn(health)
    }
  }

  async #sound(sound: () => Promise<Heard>): Promise<void> {
    this.#forgetSounding()
    this.#sounding = 'out'
    const mine = this.#soundings
    const heard = await sound()
    if (mine !== this.#soundings) return
    this.#sounding = 'none'
    const isOffline = heard === 'no-network' && this.#options.wayOut() === 'none'
    if (this.#health.is !== 'unfit' && this.#health.is !== 'offline') return
    const { policy } = this.#options
    if (heard === 'well' && this.#line.length > 0) this.#sendCanary()
    else if (isOffline && this.#health.is === 'unfit') this.#become(wentOffline(policy, this.#health, this.#draw().now))
    else this.#become(soundingFailed(policy, this.#health, { ...this.#draw(), isOffline }))
  }

  #sendCanary(): void {
    const canary = this.#line.takeCanary()
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
    const next = this.#line.takeFirst()
    this.#become(turnGiven(current, now))
    next?.wake('turn-in-ramp')
  }
}

const asksFirst = (health: Health): boolean => 'ask' in health && health.ask === 'sounding' && !('anew' in health)
