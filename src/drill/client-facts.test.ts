import { test } from 'node:test'
import assert from 'node:assert/strict'
import { ms, seconds } from '../core/time.ts'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { rehearsedWith } from '../../test/instruments/rehearsed.ts'
import { clientFacts } from './client-facts.ts'
import { Ledger } from './counts.ts'
import type { SideFacts } from './rehearsed.ts'

const ASKED = { method: 'POST', path: '/v1/messages', authenticated: true, model: 'm', streaming: true }

/** The stand-in was asked at these seconds, answered or not; the timetable began in the first, its outage is from 5 to 10. */
async function facts(asked: readonly (readonly [at: number, status: number])[], speed = 1): Promise<SideFacts> {
  const clock = new VirtualClock()
  const ledger = new Ledger(clock)
  let now = 0
  for (const [at, status] of asked) {
    await clock.advance(seconds(at - now))
    now = at
    const seen = ledger.begin(ASKED, undefined)
    seen.status = status
    ledger.end(seen, 'answered')
  }
  const { scenario } = rehearsedWith()
  return clientFacts({
    scenario,
    speed,
    counts: ledger.counts(),
    log: ledger.log(),
    began: seconds(1),
    elapsed: seconds(20),
    lost: 0,
  })
}

test('a client is back with its first answer behind the trouble, counted in real time', async () => {
  assert.deepEqual(
    (
      await facts([
        [2, 200],
        [7, 503],
        [13, 200],
        [15, 200],
      ])
    ).recoveries[0]?.back,
    ms(2_000),
  )
  assert.equal(
    (
      await facts(
        [
          [7, 503],
          [13, 200],
        ],
        4,
      )
    ).recoveries[0]?.back,
    ms(500),
  )
})

test('who asked in vain never came back, and who asked nothing says nothing', async () => {
  assert.equal(
    (
      await facts([
        [7, 503],
        [13, 503],
      ])
    ).recoveries[0]?.back,
    'never',
  )
  assert.equal((await facts([[2, 200]])).recoveries[0]?.back, undefined)
})

test('answers are turns, refusals are not', async () => {
  const { finished, marks } = await facts([
    [2, 200],
    [7, 503],
    [13, 200],
  ])
  assert.equal(finished, 2)
  assert.deepEqual(marks, [
    { at: 1_000, what: 'finished' },
    { at: 12_000, what: 'finished' },
  ])
})
