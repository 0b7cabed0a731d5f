import type { NotTested } from '../core/evidence.ts'
import type { Observations, Outcome } from '../probes/observations.ts'
import { factsOf } from './seen.ts'

/** Where a fault could still be, since nobody looked. The most important first. */
export function notTested(observations: Observations): readonly NotTested[] {
  const outcomes: readonly Outcome<unknown>[] = Object.values(observations.probes)
  const anyIs = (is: Outcome<unknown>['is']): boolean => outcomes.some((outcome) => outcome.is === is)
  const asked: readonly (readonly [NotTested, boolean])[] = [
    ['timed-out', anyIs('timed-out')],
    ['crashed', anyIs('crashed')],
    ['controls', outcomes.some((outcome) => outcome.is === 'skipped' && outcome.why === 'offline')],
    ['skipped', outcomes.some((outcome) => outcome.is === 'skipped' && outcome.why !== 'offline')],
    ['model', factsOf(observations, 'http')?.deep === undefined],
    ['credential-accepted', factsOf(observations, 'http')?.deep === undefined],
    ['mtu', observations.probes.mtu.is === 'seen' && factsOf(observations, 'mtu')?.bulk === undefined],
    ['long-answers', factsOf(observations, 'gateway')?.running !== 'answers'],
  ]
  return asked.filter(([, untested]) => untested).map(([what]) => what)
}
