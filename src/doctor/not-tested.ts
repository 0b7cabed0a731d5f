import type { NotTested } from '../core/evidence.ts'
import type { Observations, Outcome } from '../probes/observations.ts'
import { factsOf, failed, wayOf } from './seen.ts'

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
    ...MTU_GAPS.map((what) => [what, what === mtuGap(observations)] as const),
    ['long-answers', factsOf(observations, 'gateway')?.running !== 'answers'],
  ]
  return asked.filter(([, untested]) => untested).map(([what]) => what)
}

type MtuGap = Extract<NotTested, `mtu${string}`>
const MTU_GAPS: readonly MtuGap[] = ['mtu', 'mtu-plain', 'mtu-past-proxy', 'mtu-unconnected']

/** Systems that tell what was acknowledged. */
const TELLS: ReadonlySet<string> = new Set(['linux', 'darwin'])

/** Why nobody knows whether large packets get through. */
function mtuGap(observations: Observations): MtuGap | undefined {
  const facts = factsOf(observations, 'mtu')
  if (facts === undefined) return undefined
  if (facts.bulk === undefined && !observations.target.secure) return 'mtu-plain'
  if (facts.bulk === undefined && !TELLS.has(observations.platform)) return 'mtu'
  if (facts.bulk !== undefined && !failed(facts.bulk)) return undefined
  return wayOf(observations) === 'proxy' ? 'mtu-past-proxy' : 'mtu-unconnected'
}
