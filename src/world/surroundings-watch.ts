import { between, later, seconds, type Instant, type Millis, type UnixMillis } from '../core/time.ts'
import { AwakeTime } from './awake-time.ts'
import type { Cancel, Clock } from './clock.ts'
import { outsideAddresses, type Interfaces } from './outside.ts'

/** What has happened to the machine. */
export type Change =
  /** `since`: it was last seen awake. */
  | { readonly kind: 'woke'; readonly slept: Millis; readonly since: Instant }
  /** Other addresses than before: what was connected may not be any more. */
  | { readonly kind: 'moved' }
  /** The last address that leads outside is gone. */
  | { readonly kind: 'cut-off' }
  /** One is there again. `since`: there was none. */
  | { readonly kind: 'back'; readonly since: Instant }
  /** The system asks others for names, wherever it is: a VPN went up or down, or the router said so. */
  | { readonly kind: 'other-name-servers' }

export type Watching = {
  readonly clock: Clock
  readonly interfaces: () => Interfaces
  /** What the system's settings of name servers say. */
  readonly nameSettings: () => string
  /** `close` while somebody waits for it. */
  readonly pace: () => 'close' | 'loose'
  readonly onChange: (change: Change) => void
}

/** Who waits is to be served within 2 s of the network's return, and a canary takes part of that. */
const CLOSE = seconds(0.75)
const LOOSE = seconds(5)
/** A VPN that flaps is one change in so long, not one a second. */
const QUIET_AFTER_MOVE = seconds(10)
/** A look at the interfaces costs 0.06 ms: fine for each pace, too much for each of a thousand failures. */
const FRESH_FOR = seconds(0.25)

/** Watches over sleep, the addresses of the machine, and whom it asks for names. Looks often while somebody waits, seldom otherwise; keeps no process alive. */
export class SurroundingsWatch {
  readonly #options: Watching
  readonly #awake: AwakeTime
  #outside: readonly string[] | undefined
  #lookedAt: Instant
  #movedAt: Instant | undefined
  #cutOffAt: Instant
  #nameSettings: string
  #namesMovedAt: Instant | undefined
  #timer: { readonly at: Instant; readonly cancel: Cancel } | undefined
  #closed = false
  #wokeAt: UnixMillis | undefined

  constructor(options: Watching) {
    this.#options = options
    this.#awake = new AwakeTime(options.clock)
    this.#outside = outsideAddresses(options.interfaces)
    this.#lookedAt = options.clock.now()
    this.#cutOffAt = this.#lookedAt
    this.#nameSettings = options.nameSettings()
    this.#awake.look(this.#arm())
  }

  /** `none` when no address of this machine leads outside; as it is now, not as it was at the last look. */
  get wayOut(): 'some' | 'none' {
    if (between(this.#lookedAt, this.#options.clock.now()) >= FRESH_FOR) this.look()
    return this.#outside?.length === 0 ? 'none' : 'some'
  }

  /** When it was last seen to have slept; undefined when it never has. */
  get wokeAt(): UnixMillis | undefined {
    return this.#wokeAt
  }

  /** How much of the time since then the machine was awake. */
  awakeSince(at: Instant): Millis {
    return this.#awake.since(at)
  }

  /** The same by the wall clock, which alone outlives a request. */
  awakeSinceWall(at: UnixMillis): Millis {
    return this.#awake.sinceWall(at)
  }

  /** A monotonic clock that stands still while the machine sleeps. */
  awakeNow(): Instant {
    return this.#awake.now()
  }

  /** Somebody begins to wait. */
  hurry(): void {
    if (this.#timer !== undefined && between(this.#options.clock.now(), this.#timer.at) > CLOSE) this.look()
  }

  look(): void {
    if (this.#closed) return
    const since = this.#lookedAt
    const slept = this.#awake.look(this.#arm())
    const change = this.#lookOutside()
    if (slept > 0) this.#wokeAt = this.#options.clock.wall()
    if (slept > 0) this.#options.onChange({ kind: 'woke', slept, since })
    if (change !== undefined) this.#options.onChange(change)
    if (this.#hasOtherNameServers()) this.#options.onChange({ kind: 'other-name-servers' })
  }

  close(): void {
    this.#closed = true
    this.#timer?.cancel()
  }

  #lookOutside(): Change | undefined {
    const now = this.#options.clock.now()
    const before = this.#outside
    this.#lookedAt = now
    const found = outsideAddresses(this.#options.interfaces)
    if (found === undefined || before === undefined) {
      this.#outside = found
      return undefined
    }
    if (same(before, found)) return undefined
    const quiet = this.#movedAt !== undefined && between(this.#movedAt, now) < QUIET_AFTER_MOVE
    // Once it is quiet, what is still different from what was told is told.
    if (quiet && before.length > 0 && found.length > 0) return undefined
    this.#outside = found
    if (found.length === 0) {
      this.#cutOffAt = now
      return { kind: 'cut-off' }
    }
    this.#movedAt = now
    return before.length === 0 ? { kind: 'back', since: this.#cutOffAt } : { kind: 'moved' }
  }

  #hasOtherNameServers(): boolean {
    const { clock, nameSettings } = this.#options
    const found = nameSettings()
    const quiet = this.#namesMovedAt !== undefined && between(this.#namesMovedAt, clock.now()) < QUIET_AFTER_MOVE
    if (quiet || found === this.#nameSettings) return false
    this.#nameSettings = found
    this.#namesMovedAt = clock.now()
    return true
  }

  /** @returns when it looks again, from now */
  #arm(): Millis {
    const { clock, pace } = this.#options
    this.#timer?.cancel()
    const delay = pace() === 'close' ? CLOSE : LOOSE
    const cancel = clock.after(delay, () => this.look())
    this.#timer = { at: later(clock.now(), delay), cancel }
    return delay
  }
}

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((address, index) => address === other[index])
