import { test } from 'node:test'
import assert from 'node:assert/strict'
import { seconds } from '../core/time.ts'
import { rehearsedWith, sideWith } from '../../test/instruments/rehearsed.ts'
import { judgeAssertions, type AssertionName } from './judge-assertions.ts'
import type { Rehearsed, SideFacts } from './rehearsed.ts'

function stateOf(assertion: AssertionName, bound: number, more: Partial<Rehearsed> = {}): string | undefined {
  return judgeAssertions(rehearsedWith({ [assertion]: bound }, more)).find((one) => one.assertion === assertion)?.state
}

const through = (way: Partial<SideFacts>): Partial<Rehearsed> => ({ sides: { gateway: sideWith(way) } })

test('each assertion is kept up to its bound and broken beyond, by the way through the gateway alone', () => {
  const cases: readonly (readonly [name: AssertionName, kept: number, broken: number])[] = [
    ['recoveryWithin', 6_000, 5_999],
    ['requestsAtMost', 30, 29],
    ['requestsPerTurnAtMost', 3, 2.9],
    ['startsInASecondAtMost', 4, 3],
    ['finishedAtLeast', 10, 11],
  ]
  for (const [name, kept, broken] of cases)
    assert.deepEqual([stateOf(name, kept), stateOf(name, broken)], ['kept', 'broken'], name)
  assert.equal(stateOf('lostAtMost', 0), 'kept')
  assert.equal(stateOf('lostAtMost', 1, through({ lost: 2 })), 'broken')
  assert.equal(stateOf('falselyCompleteAtMost', 0, through({ falselyComplete: 1 })), 'broken')
})

test('who never came back broke every bound; a trouble that was not over says nothing', () => {
  const back = (value: 'never' | undefined): Partial<Rehearsed> =>
    through({ recoveries: [{ fault: '503', after: seconds(10), back: value }] })
  assert.equal(stateOf('recoveryWithin', 1e9, back('never')), 'broken')
  assert.equal(stateOf('recoveryWithin', 1e9, back(undefined)), 'not-measured')
})

test('where nothing was lost, nobody was kept waiting for it', () => {
  assert.equal(stateOf('lossToldWithin', 1), 'kept')
  assert.equal(stateOf('lossToldWithin', 3_000, through({ lost: 1, longestLoss: seconds(4) })), 'broken')
})

test('nothing is judged of a rehearsal that was ended early, nor the load of a client that is not ours', () => {
  assert.equal(stateOf('lostAtMost', 0, { ended: 'early' }), 'not-measured')
  const client = { command: 'claude', exitCode: 0 }
  assert.equal(stateOf('requestsPerTurnAtMost', 1, { client }), 'not-measured')
  assert.equal(stateOf('lostAtMost', 0, { client }), 'kept')
})
