import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnosisEntry, type DiagnosisCode } from '../../src/core/diagnosis-code.ts'
import { judged } from '../../src/cli/doctor-judged.ts'
import { readReplay } from '../../src/doctor/replay.ts'
import { factsOf, worked } from '../../src/doctor/seen.ts'
import type { ProbeId } from '../../src/probes/facts.ts'
import type { Observations } from '../../src/probes/observations.ts'
import { FAULTS } from '../lab/doctor/faults.ts'
import { dueOf, exclusion, judge, pairName, pairOf, PAIRS, type Judgement, type Pair } from '../lab/doctor/pairs.ts'
import { replayText } from '../lab/doctor/replays.ts'
import type { Row } from '../lab/doctor/row.ts'

// Two faults at once, without a network: only where what one of them shows is seen by a probe that the other one cannot touch.

function replayOf({ row }: Row): Observations {
  const read = readReplay(replayText(row))
  assert.ok(read.ok)
  return read.observations
}

/** Nothing but files and variables of this computer. */
const CREDENTIAL_FAULTS = FAULTS.filter(({ row }) => ['87', '88a', '88b', '88c', '92a', '93', '94'].includes(row))
const INCIDENT = FAULTS.filter(({ row }) => row === '11b')

const both = (base: Row, other: Row, probe: ProbeId): Observations => {
  const [seen, added] = [replayOf(base), replayOf(other)]
  return { ...seen, probes: { ...seen.probes, [probe]: added.probes[probe] } }
}

type Merged = { readonly pair: Pair; readonly observations: Observations }

function mergedWith(others: readonly Row[], probe: ProbeId, fits: (base: Row) => boolean): readonly Merged[] {
  return others.flatMap((other) =>
    FAULTS.filter((base) => base !== other && exclusion(base, other) === undefined && fits(base)).map((base) => ({
      pair: pairOf(base, other),
      observations: both(base, other, probe),
    })),
  )
}

/** Its page was read in spite of the fault, so it would have been read with other words on it too. */
const pageWasRead = (base: Row): boolean => worked(factsOf(replayOf(base), 'status')?.page)

const MERGED = [...mergedWith(CREDENTIAL_FAULTS, 'credential', () => true), ...mergedWith(INCIDENT, 'status', pageWasRead)]

const judgementOf = ({ pair, observations }: Merged): Judgement => {
  const { diagnosis } = judged(observations)
  return judge(pair, { verdict: diagnosis, secondary: diagnosis.secondary })
}

test(`of two faults the owner of the first is named: ${MERGED.length} pairs of what was observed`, (t) => {
  const all = MERGED.map((merged) => ({ ...judgementOf(merged), merged }))
  const wrong = all.flatMap((one) => {
    if (one.is !== 'wrong') return []
    const { code, secondary } = judged(one.merged.observations).diagnosis
    return [
      `${pairName(one.merged.pair)}: ${one.why}, and ${[code, ...secondary.map((other) => other.code)].join(' + ')} is said`,
    ]
  })
  assert.deepEqual(wrong, [])
  const undecided = all.filter(({ is }) => is === 'undecided').length
  t.diagnostic(`${undecided} undecided`)
  assert.ok(undecided * 10 <= all.length, `${undecided} of ${all.length} undecided`)
  assert.ok(all.length > 300)
})

test('beside a key with a flaw stands what is said without it: nothing is hidden, and no consequence comes up', () => {
  const [flaw] = CREDENTIAL_FAULTS.filter(({ row }) => row === '88a')
  assert.ok(flaw !== undefined)
  for (const { pair, observations } of mergedWith(
    [flaw],
    'credential',
    ({ due }) => diagnosisEntry(due.code).gravity === 'stops',
  )) {
    const base: Row = pair.first === flaw ? pair.other : pair.first
    assert.deepEqual(codesOf(observations, 'KEY_MALFORMED'), codesOf(replayOf(base), 'KEY_MALFORMED'), pairName(pair))
  }
})

const codesOf = (observations: Observations, but: DiagnosisCode): readonly DiagnosisCode[] => {
  const { code, secondary } = judged(observations).diagnosis
  return [code, ...secondary.map((other) => other.code)].filter((one) => one !== but).toSorted()
}

test('every pair has an order, and a fault that takes up what another needs is no pair with it', () => {
  for (const { first, other } of PAIRS) {
    assert.notEqual(first.row, other.row)
    assert.equal(exclusion(other, first), undefined)
    assert.ok(dueOf({ first, other }).owners.length > 0)
  }
})
