import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minutes, seconds } from '../core/time.ts'
import { edgeWait, pageWait } from './schedule.ts'

const CALM = { usable: 'yes', failures: 0, retryAfter: undefined, roll: 0.5 } as const

test('the page is asked every three minutes, every minute in trouble, and each time a little earlier or later', () => {
  assert.equal(pageWait(CALM), minutes(3))
  assert.equal(pageWait({ ...CALM, usable: 'no' }), minutes(1))
  assert.equal(pageWait({ ...CALM, usable: 'unknown' }), minutes(1))
  assert.equal(pageWait({ ...CALM, usable: 'no', roll: 0 }), seconds(48))
  assert.ok(pageWait({ ...CALM, usable: 'no', roll: 0.999 }) <= seconds(72))
})

test('a page that fails is asked less and less often, up to a quarter of an hour', () => {
  const waits = [1, 2, 3, 4, 5, 6, 1000].map((failures) => pageWait({ ...CALM, failures }) / 60_000)
  assert.deepEqual(waits, [1, 2, 4, 8, 15, 15, 15])
})

test('what the page asks for is heeded, up to an hour; it never makes a look come sooner', () => {
  assert.equal(pageWait({ ...CALM, failures: 1, retryAfter: minutes(20) }), minutes(20))
  assert.equal(pageWait({ ...CALM, failures: 1, retryAfter: minutes(60 * 24) }), minutes(60))
  assert.equal(pageWait({ ...CALM, failures: 1, retryAfter: seconds(1) }), minutes(1))
})

test("the API's door is asked every half minute while something is wrong, and rarely else", () => {
  assert.equal(edgeWait({ usable: 'no', failures: 1, roll: 0.5 }), seconds(30))
  assert.equal(edgeWait({ usable: 'yes', failures: 0, roll: 0.5 }), minutes(3))
  assert.equal(edgeWait({ usable: 'no', failures: 100, roll: 0.5 }), minutes(5))
})
