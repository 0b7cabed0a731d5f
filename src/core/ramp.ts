import type { Health } from './breaker.ts'
import type { Policy } from './policy.ts'
import { between, instant, later, seconds, type Instant } from './time.ts'

type Ramping = Extract<Health, { is: 'ramping' }>

/** The ramp as it stands at `now`: the rate doubles after each second without failure. */
export function stepped(policy: Policy, health: Ramping, now: Instant): Ramping {
  const whole = Math.floor(between(health.steppedAt, now) / 1000)
  if (whole < 1) return health
  const perSecond = Math.min(health.perSecond * policy.rampGrowth ** Math.min(whole, 32), FASTEST)
  return { ...health, perSecond, steppedAt: later(health.steppedAt, seconds(whole)) }
}

/** Timers have a grain of a millisecond. */
const FASTEST = 1000

/** When the next turn may be given. Turns are spaced evenly, so that no second has more starts than its rate, wherever it begins. */
export const nextTurnAt = (health: Ramping): Instant =>
  instant(Math.max(health.steppedAt, health.lastTurnAt + 1000 / health.perSecond))

export const turnGiven = (health: Ramping, now: Instant): Ramping => ({ ...health, lastTurnAt: now })
