import type { Policy, TimeoutsMode } from '../core/policy.ts'
import { ms, type Millis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import type { Pace, PacedPhase } from '../world/way-out/pace.ts'
import type { Learner } from './learner.ts'
import type { Lesson } from './lesson.ts'
import { usualLimit } from './usual-limit.ts'

export type PaceOptions = {
  readonly learner: Learner
  readonly policy: Policy
  readonly mode: TimeoutsMode
  readonly clock: Clock
  /** Its host, without brackets, is known by its name; other hosts, such as proxies, by their own. */
  readonly upstream: { readonly host: string; readonly name: string }
}

/** The system has its time, and after it those who are asked in its place: last good addresses, second resolvers. */
const TURNS_OF_LOOK_UP = 2

/** The limits of making connections, as they are learned of each host. Measured in any case, applied where that is wanted. */
export function learnedPace({ learner, policy, mode, clock, upstream }: PaceOptions): Pace {
  const lesson = (phase: PacedPhase, host: string): Lesson =>
    learner.lesson({ upstream: host === upstream.host ? upstream.name : host, phase }, usualLimit({ phase }, policy))
  const least = (phase: PacedPhase): Millis =>
    phase === 'look-up' ? ms(Math.min(policy.connectWithin, TURNS_OF_LOOK_UP * policy.namesWithin)) : ms(0)
  return {
    within: (phase, host) => {
      const learned = lesson(phase, host).inForce
      return mode === 'fixed' || learned === undefined ? usualLimit({ phase }, policy) : ms(Math.max(learned, least(phase)))
    },
    took: (phase, host, length) => lesson(phase, host).took(length, clock.now()),
    late: (phase, host) => lesson(phase, host).late(),
  }
}
