import { tryDelay } from './backoff.ts'
import type { Policy } from './policy.ts'
import { between, later, ms, type Instant, type Millis } from './time.ts'
import type { Scope, TroubleCode } from './verdict.ts'

/**
 * The health of one lane: an upstream, a family of models there, or a credential on such a family. Pure transitions,
 * so that the same rules can run in this process and, one day, atomically in a shared store.
 *
 *   fit → doubtful → unfit ⇄ trying → ramping → fit;  any → offline → unfit
 */
export type Health =
  | { readonly is: 'fit' }
  | { readonly is: 'doubtful'; readonly failures: number; readonly lastAt: Instant; readonly code: TroubleCode }
  | ({
      readonly is: 'unfit'
      readonly nextAt: Instant
      /** Until then the upstream has asked to be left alone. */
      readonly advised?: Instant
    } & Outage &
      Anew)
  /** This machine has no way out: nothing is asked until it has, but for a rare look in case its interfaces do not tell all. */
  | ({ readonly is: 'offline'; readonly nextAt: Instant } & Outage)
  | ({ readonly is: 'trying'; readonly canary: string; readonly sentAt: Instant } & Outage & Anew)
  | ({
      readonly is: 'ramping'
      readonly perSecond: number
      readonly steppedAt: Instant
      readonly lastTurnAt: Instant
      readonly failures: number
    } & Outage)

/** The machine woke, or its network is another: what was known is old. The canary goes at once, without a sounding before it. */
type Anew = { readonly anew?: 'yes' }

/** What is known of an outage while it lasts. */
export type Outage = {
  readonly since: Instant
  readonly code: TroubleCode
  /** Soundings and canaries so far: the n of "attempt n", and how far the waits have grown. */
  readonly tries: number
  /**
   * Asked first by a sounding, or by the canary alone? An edge is asked; an overload shows itself only to a real request,
   * and so does an edge whose sounding has lied once.
   */
  readonly ask: 'sounding' | 'canary'
}

/** An answer that an exchange got. */
export type Success = { readonly at: Instant; readonly by: string }

export type Failure = {
  readonly code: TroubleCode
  readonly scope: Scope
  /** Nobody answered, or an edge did: then a sounding may tell when it is over. */
  readonly byEdge: 'yes' | 'no'
  readonly retryAfter?: Millis
}

/** One failure of an exchange in this lane. */
export function failed(
  policy: Policy,
  health: Health,
  failure: Failure,
  at: { readonly now: Instant; readonly roll: number },
): Health {
  switch (health.is) {
    case 'fit':
      return worsened(policy, { failures: 1, failure, ...at })
    case 'doubtful': {
      const inARow = between(health.lastAt, at.now) <= policy.failureMemory ? health.failures + 1 : 1
      return worsened(policy, { failures: inARow, failure, ...at })
    }
    case 'unfit':
      return { ...health, ...heeding(health, failure, at.now) }
    case 'offline':
      return health
    case 'trying':
      // Stragglers that were sent before; the canary's own failure comes through canaryFailed.
      return health
    case 'ramping': {
      const failures = health.failures + 1
      if (failures >= policy.failuresToHold) return shut(policy, { ...health, code: failure.code }, { failure, ...at })
      return {
        ...health,
        failures,
        perSecond: Math.max(policy.rampStart, health.perSecond / policy.rampGrowth),
        // Advice stops the turns for as long as it says; a failure without any does not shorten it.
        steppedAt: latest(health.steppedAt, later(at.now, failure.retryAfter ?? ms(0))),
      }
    }
  }
}

function worsened(
  policy: Policy,
  seen: { readonly failures: number; readonly failure: Failure; readonly now: Instant; readonly roll: number },
): Health {
  const { failures, failure, now } = seen
  // Advice to wait is taken from the first answer on.
  if (failures < policy.failuresToHold && (failure.retryAfter ?? 0) < policy.soundEvery) {
    return { is: 'doubtful', failures, lastAt: now, code: failure.code }
  }
  return shut(policy, { since: now, code: failure.code, tries: 0, ask: failure.byEdge === 'yes' ? 'sounding' : 'canary' }, seen)
}

function shut(
  policy: Policy,
  outage: Outage,
  seen: { readonly failure: Failure; readonly now: Instant; readonly roll: number },
): Health {
  const { since, code, tries, ask } = outage
  const nextAt = later(seen.now, waitAfter(policy, outage, { code: seen.failure.code, roll: seen.roll }))
  return { is: 'unfit', since, code, tries, ask, ...heeding({ nextAt }, seen.failure, seen.now) }
}

const waitBefore = (policy: Policy, outage: Outage, roll: number): Millis =>
  tryDelay(policy, {
    tries: outage.tries,
    atMost: outage.ask === 'sounding' ? policy.soundAtMost : policy.overloadTryAtMost,
    roll,
  })

/** What fails before it has left is asked again soon, for a while: it costs nobody anything, and a network comes up step by step. */
function waitAfter(policy: Policy, outage: Outage, seen: { readonly code: TroubleCode; readonly roll: number }): Millis {
  const wait = waitBefore(policy, outage, seen.roll)
  const near = LIKE_OFFLINE.has(seen.code) && outage.tries < policy.localTries
  return near ? ms(Math.min(wait, policy.localTryEvery)) : wait
}

/** Failures as they come for want of a network; without one, macOS and Windows say that a name is not found. */
const LIKE_OFFLINE: ReadonlySet<TroubleCode> = new Set<TroubleCode>([
  'path.no-route',
  'path.unreachable',
  'path.dns-temporary',
  'path.dns-not-found',
  'path.dns-refused',
  'path.dns-server-failure',
  'path.dns-timeout',
  'path.proxy-not-found',
  'path.proxy-unreachable',
  'path.offline',
])

/** Could it have failed because this machine has no network? */
export const likeOffline = (code: TroubleCode): boolean => LIKE_OFFLINE.has(code)

type Plan = { readonly nextAt: Instant; readonly advised?: Instant }

function heeding(plan: Plan, failure: Failure, now: Instant): Plan {
  if (failure.retryAfter === undefined) return plan
  const until = later(now, failure.retryAfter)
  return { nextAt: latest(plan.nextAt, until), advised: latest(plan.advised ?? until, until) }
}

const latest = (one: Instant, other: Instant): Instant => (one > other ? one : other)

/** Somebody waits although the lane is not known to be unfit: from now on it is asked like one that is. */
export function heldBack(
  policy: Policy,
  health: Health,
  failure: Failure,
  at: { readonly now: Instant; readonly roll: number },
): Health {
  if (!open(health)) return health
  return worsened(policy, { failures: policy.failuresToHold, failure, ...at })
}

/** A sounding went out and the edge is still not well: wait longer. */
export function soundingFailed(
  policy: Policy,
  health: Health,
  at: { readonly now: Instant; readonly roll: number; readonly isOffline?: boolean },
): Health {
  if (health.is !== 'unfit' && health.is !== 'offline') return health
  const tried = { ...health, tries: health.tries + 1 }
  if (tried.is === 'offline' && at.isOffline === true) return { ...tried, nextAt: later(at.now, policy.offlineLookEvery) }
  const nextAt = later(at.now, waitAfter(policy, tried, { code: tried.code, roll: at.roll }))
  // Somebody was reached after all, or silence was met: not what a missing network does.
  if (tried.is === 'offline') return { ...tried, is: 'unfit', nextAt }
  return { ...tried, nextAt: latest(nextAt, tried.advised ?? nextAt) }
}

/** The canary goes out. */
export function canarySent(health: Health, canary: string, now: Instant): Health {
  if (health.is !== 'unfit' && health.is !== 'offline') return health
  const { since, code, tries, ask } = health
  return { is: 'trying', since, code, tries: tries + 1, ask, canary, sentAt: now, ...stillAnew(health) }
}

const stillAnew = (health: Health): Anew => ('anew' in health ? { anew: 'yes' } : {})

/** The canary met trouble, or heard nothing for too long. If the edge failed it after a good sounding, soundings are no longer believed. */
export function canaryFailed(
  policy: Policy,
  health: Health,
  failure: Failure,
  at: { readonly now: Instant; readonly roll: number },
): Health {
  if (health.is !== 'trying') return health
  const outage: Outage = {
    // The network was missing; now that it is not, it is somebody else's outage, and begins here.
    since: health.code === 'path.offline' ? at.now : health.since,
    code: failure.code,
    tries: health.tries,
    ask: failure.byEdge === 'yes' && health.ask === 'sounding' && health.anew === undefined ? 'canary' : health.ask,
  }
  return shut(policy, outage, { failure, ...at })
}

/** The canary's client left: the next one may go at once. */
export function canaryLeft(health: Health, now: Instant): Health {
  if (health.is !== 'trying') return health
  const { since, code, tries, ask } = health
  return { is: 'unfit', since, code, tries, ask, nextAt: now, ...stillAnew(health) }
}

/** The canary was stopped elsewhere and has shown nothing of this lane. The next one waits, else all would be sent one after another. */
export function canaryUndecided(policy: Policy, health: Health, at: { readonly now: Instant; readonly roll: number }): Health {
  if (health.is !== 'trying') return health
  const { since, code, tries, ask } = health
  return { is: 'unfit', since, code, tries, ask, nextAt: later(at.now, waitBefore(policy, health, at.roll)) }
}

/** An answer was got through this lane. */
export function succeeded(policy: Policy, health: Health, now: Instant): Health {
  switch (health.is) {
    case 'fit':
      return health
    case 'doubtful':
      return { is: 'fit' }
    case 'ramping':
      return health.failures === 0 ? health : { ...health, failures: 0 }
    case 'unfit':
      // An answer to something sent before does not take the advice back.
      return health.advised !== undefined && health.advised > now ? health : ramping(policy, health, now)
    case 'offline':
    case 'trying':
      return ramping(policy, health, now)
  }
}

function ramping(policy: Policy, { since, code, tries, ask }: Outage, now: Instant): Health {
  // The first turn may come at once: lastTurnAt lies one full interval back.
  const lastTurnAt = later(now, ms(-1000 / policy.rampStart))
  return { is: 'ramping', since, code, tries, ask, perSecond: policy.rampStart, steppedAt: now, lastTurnAt, failures: 0 }
}

/** Nobody waits any more. */
export const cleared = (health: Health): Health => (health.is === 'ramping' ? { is: 'fit' } : health)

/** A person asked: try now. */
export function asked(health: Health, now: Instant): Health {
  if (health.is === 'offline') return askedAnew(health, now)
  if (health.is !== 'unfit') return health
  const { since, code, tries, ask } = health
  return { is: 'unfit', since, code, tries, ask, nextAt: now }
}

/** There is no network: from now on nothing is asked. Whoever is still under way shows by an answer that it was not so. */
export function wentOffline(policy: Policy, health: Health, now: Instant): Health {
  if (health.is === 'offline') return health
  const nextAt = later(now, policy.offlineLookEvery)
  return { is: 'offline', since: now, code: 'path.offline', tries: 0, ask: 'sounding', nextAt }
}

/** The machine woke, or its network is back or another one: who waits for the upstream is tried at once, and waits grow from their start. */
export function askedAnew(health: Health, now: Instant): Health {
  if (health.is !== 'unfit' && health.is !== 'offline' && health.is !== 'trying') return health
  const { since, code } = health
  return { is: 'unfit', since, code, tries: 0, ask: 'sounding', nextAt: now, anew: 'yes' }
}

/** May this lane be used without waiting? */
export const open = (health: Health): boolean => health.is === 'fit' || health.is === 'doubtful'
