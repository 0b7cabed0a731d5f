import { between, instant, later, ms, seconds, type Instant, type Millis, type UnixMillis } from '../core/time.ts'
import type { Clock } from './clock.ts'

type Sleep = {
  /** When it was noticed, and how much of either clock had passed unseen. */
  readonly endedAt: Instant
  readonly endedWall: UnixMillis
  readonly clock: Millis
  readonly wall: Millis
}

/** A busy machine is late by less; a shorter sleep does no harm. */
const SLEPT_AT_LEAST = seconds(5)
/** A night of short wakings has fewer. */
const SLEEPS_KEPT = 500

/**
 * Tells time awake from time slept. A sleeping machine's wall clock goes on; its monotonic clock goes on with it (macOS,
 * Windows, a stopped process) or stands still (Linux). So whoever looks every so often has slept when either has moved by
 * much more than that. A wall clock that is set forward looks the same, and is the same to those who wait.
 */
export class AwakeTime {
  readonly #clock: Clock
  readonly #sleeps: Sleep[] = []
  #lookedAt: Instant
  #lookedWall: UnixMillis
  /** When the next look was to be. */
  #expectedAt: Instant

  constructor(clock: Clock) {
    this.#clock = clock
    this.#lookedAt = clock.now()
    this.#lookedWall = clock.wall()
    this.#expectedAt = this.#lookedAt
  }

  /** To be called again within `next`. @returns how long it has slept since the last call; 0 when it was awake */
  look(next: Millis): Millis {
    const slept = this.#notice()
    this.#expectedAt = later(this.#clock.now(), next)
    return slept
  }

  /** How much of the time since then it was awake. */
  since(at: Instant): Millis {
    const now = this.#clock.now()
    const unseen = this.#unseen(now, this.#clock.wall())?.clock ?? ms(0)
    const slept = this.#sleeps.reduce((sum, sleep) => sum + overlap(between(at, sleep.endedAt), sleep.clock), 0)
    return ms(Math.max(0, between(at, now) - slept - overlap(between(at, now), unseen)))
  }

  /** The same by the wall clock, which alone outlives a request; whoever sets it back gains time. */
  sinceWall(at: UnixMillis): Millis {
    const wall = this.#clock.wall()
    const unseen = this.#unseen(this.#clock.now(), wall)?.wall ?? ms(0)
    const slept = this.#sleeps.reduce((sum, sleep) => sum + overlap(sleep.endedWall - at, sleep.wall), 0)
    return ms(Math.max(0, wall - at - slept - overlap(wall - at, unseen)))
  }

  /** A monotonic clock that stands still while the machine sleeps. */
  now(): Instant {
    const now = this.#clock.now()
    const unseen = this.#unseen(now, this.#clock.wall())
    return instant(this.#sleeps.reduce((at, { clock }) => at - clock, now as number) - (unseen?.clock ?? 0))
  }

  #notice(): Millis {
    const now = this.#clock.now()
    const wall = this.#clock.wall()
    const unseen = this.#unseen(now, wall)
    this.#lookedAt = now
    this.#lookedWall = wall
    if (unseen === undefined) return ms(0)
    this.#sleeps.push({ endedAt: now, endedWall: wall, ...unseen })
    if (this.#sleeps.length > SLEEPS_KEPT) this.#sleeps.shift()
    return ms(Math.max(unseen.clock, unseen.wall))
  }

  /** What has passed since the last look beyond what should have. */
  #unseen(now: Instant, wall: UnixMillis): { readonly clock: Millis; readonly wall: Millis } | undefined {
    const late = Math.max(0, between(this.#expectedAt, now))
    const ahead = Math.max(0, wall - this.#lookedWall - between(this.#lookedAt, now))
    if (late < SLEPT_AT_LEAST && ahead < SLEPT_AT_LEAST) return undefined
    const clock = late < SLEPT_AT_LEAST ? 0 : late
    return { clock: ms(clock), wall: ms(clock + (ahead < SLEPT_AT_LEAST ? 0 : ahead)) }
  }
}

/** How much of a sleep that ended `sinceThen` after a beginning lies after it. */
const overlap = (sinceThen: number, slept: Millis): number => Math.max(0, Math.min(slept, sinceThen))
