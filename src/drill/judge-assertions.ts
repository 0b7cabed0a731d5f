import type { Rehearsed, SideFacts } from './rehearsed.ts'
import type { Assertions } from './scenario.ts'
import { SIDES, type Side } from './tally.ts'

export type AssertionName = keyof Assertions

/** A count, a length in milliseconds or a share; `never` is beyond every bound, undefined is not measured. */
export type Figure = number | 'never' | undefined

export type Judged = {
  readonly assertion: AssertionName
  readonly bound: number
  readonly figures: Readonly<Partial<Record<Side, Figure>>>
  /** Of the side behind the gateway. */
  readonly state: 'kept' | 'broken' | 'not-measured'
}

/** What is written down, in the order in which it is shown. */
const NAMES: readonly AssertionName[] = [
  'lostAtMost',
  'falselyCompleteAtMost',
  'recoveryWithin',
  'lossToldWithin',
  'requestsAtMost',
  'requestsPerTurnAtMost',
  'startsInASecondAtMost',
  'finishedAtLeast',
]

/** These speak of the scenario's own load; what another client asks for is its own affair. */
const OF_THE_LOAD: ReadonlySet<AssertionName> = new Set([
  'requestsAtMost',
  'requestsPerTurnAtMost',
  'startsInASecondAtMost',
  'finishedAtLeast',
])

/** Every assertion of the scenario with what was measured on both sides; nothing is judged of a rehearsal that was cut short. */
export function judgeAssertions({ scenario, sides, ended, client }: Rehearsed): readonly Judged[] {
  return NAMES.flatMap((assertion) => {
    const bound = scenario.assertions[assertion]
    if (bound === undefined) return []
    const figures: Partial<Record<Side, Figure>> = {}
    const measured = client === undefined || !OF_THE_LOAD.has(assertion)
    for (const side of SIDES) {
      const facts = sides[side]
      if (facts !== undefined) figures[side] = measured ? figureOf(assertion, facts) : undefined
    }
    const state = ended === 'early' ? 'not-measured' : stateOf(assertion, bound, figures.gateway)
    return [{ assertion, bound, figures, state }]
  })
}

function stateOf(assertion: AssertionName, bound: number, figure: Figure): Judged['state'] {
  if (figure === undefined) return 'not-measured'
  if (figure === 'never') return 'broken'
  return (assertion === 'finishedAtLeast' ? figure >= bound : figure <= bound) ? 'kept' : 'broken'
}

function figureOf(assertion: AssertionName, facts: SideFacts): Figure {
  switch (assertion) {
    case 'lostAtMost':
      return facts.lost
    case 'falselyCompleteAtMost':
      return facts.falselyComplete
    case 'recoveryWithin':
      return slowest(facts)
    case 'lossToldWithin':
      // where nobody lost anything, nobody was kept waiting for it
      return facts.lost === 0 ? 0 : facts.longestLoss
    case 'requestsAtMost':
      return facts.requests
    case 'requestsPerTurnAtMost':
      return perTurn(facts)
    case 'startsInASecondAtMost':
      return facts.mostStartsInASecond
    case 'finishedAtLeast':
      return facts.finished
  }
}

function slowest({ recoveries }: SideFacts): Figure {
  const backs = recoveries.map((recovery) => recovery.back)
  if (backs.includes('never')) return 'never'
  const known = backs.filter((back) => typeof back === 'number')
  return known.length === 0 ? undefined : Math.max(...known)
}

function perTurn({ requests, finished, lost }: SideFacts): Figure {
  const turns = finished + (lost ?? 0)
  return turns === 0 ? undefined : requests / turns
}
