import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { jittered, quickRetryDelay, tryDelay } from './backoff.ts'
import { defaultPolicy as policy } from './policy.ts'
import { ms, seconds } from './time.ts'

/** One draw of chance, as Math.random gives it. */
const roll = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const MIDDLE = 0.5

test('jitter moves a wait by a fifth either way at most, and both ways', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), roll, (wait, drawn) => {
      const moved = jittered(policy, ms(wait), drawn)
      assert.ok(moved >= wait * 0.8 - 1e-6 && moved <= wait * 1.2 + 1e-6)
    }),
  )
  assert.equal(jittered(policy, ms(1000), 0), 800)
  assert.equal(jittered(policy, ms(1000), MIDDLE), 1000)
  assert.ok(jittered(policy, ms(1000), 0.999) > 1199)
})

test('the first retry comes after 0.2 to 0.5 s, the second and later ones after about a second', () => {
  fc.assert(
    fc.property(roll, fc.integer({ min: 2, max: 100 }), (drawn, failures) => {
      const first = quickRetryDelay(policy, 1, drawn)
      assert.ok(first >= 200 && first <= 500)
      const second = quickRetryDelay(policy, failures, drawn)
      assert.ok(second >= 800 && second <= 1200)
    }),
  )
})

const waits = (atMost: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, tries) => tryDelay(policy, { tries, atMost: ms(atMost), roll: MIDDLE }))

test('tries of an unfit upstream begin at 2 s and grow by half to 15 s', () => {
  assert.deepEqual(waits(policy.soundAtMost, 8), [2000, 3000, 4500, 6750, 10_125, 15_000, 15_000, 15_000])
})

test('without soundings they grow to 8 s: recovery is seen no later than that', () => {
  assert.deepEqual(waits(policy.overloadTryAtMost, 6), [2000, 3000, 4500, 6750, 8000, 8000])
})

test('however often it was tried, the wait is finite, within its bounds and never shrinks', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), roll, (tries, drawn) => {
      const wait = tryDelay(policy, { tries, atMost: policy.soundAtMost, roll: drawn })
      assert.ok(wait >= seconds(1.6) - 1e-6 && wait <= seconds(18) + 1e-6)
      assert.ok(tryDelay(policy, { tries: tries + 1, atMost: policy.soundAtMost, roll: drawn }) >= wait - 1e-6)
    }),
  )
})
