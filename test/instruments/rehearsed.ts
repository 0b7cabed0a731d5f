import { ms, seconds } from '../../src/core/time.ts'
import type { Rehearsed, SideFacts } from '../../src/drill/rehearsed.ts'
import { parseScenario, type Assertions } from '../../src/drill/scenario.ts'

const WAY: SideFacts = {
  finished: 10,
  lost: 0,
  falselyComplete: 0,
  because: {},
  longestLoss: undefined,
  requests: 30,
  mostStartsInASecond: 4,
  recoveries: [{ fault: '503', after: seconds(10), back: seconds(6) }],
  marks: [
    { at: seconds(1), what: 'finished' },
    { at: seconds(19), what: 'finished' },
  ],
}

export const sideWith = (more: Partial<SideFacts> = {}): SideFacts => ({ ...WAY, ...more })

/** A rehearsal of 20 s with an outage from the 5th to the 10th, as if it had been. */
export function rehearsedWith(assertions: Partial<Assertions> = {}, more: Partial<Rehearsed> = {}): Rehearsed {
  const phases = [{ after: '5s', for: '5s', faults: [{ kind: 'envoy-503' }] }]
  const parsed = parseScenario({ name: 'made-up', description: { en: 'An outage', ja: '障害' }, length: '20s', phases })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem))
  const direct = sideWith({
    lost: 3,
    because: { 'overloaded-thrice': 2, 'never-ended': 1 },
    longestLoss: ms(4_000),
    recoveries: [{ fault: '503', after: seconds(10), back: 'never' }],
    marks: [{ at: seconds(6), what: 'lost' }],
  })
  return {
    scenario: { ...parsed.value, assertions: { falselyCompleteAtMost: 0, ...assertions } },
    seed: 1,
    speed: 1,
    elapsed: seconds(20),
    ended: 'whole',
    client: undefined,
    sides: { direct, gateway: sideWith() },
    ...more,
  }
}
