import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { failed, succeeded, type Failure, type Health } from './breaker.ts'
import { defaultPolicy as policy } from './policy.ts'
import { nextTurnAt, stepped, turnGiven } from './ramp.ts'
import { instant, later, ms, type Instant } from './time.ts'

type Ramping = Extract<Health, { is: 'ramping' }>

const T0 = instant(50_000)
const after = (wait: number): Instant => later(T0, ms(wait))
const FAILURE: Failure = { code: 'api.overloaded', scope: 'family', byEdge: 'no' }

function ramping(health: Health): Ramping {
  assert.equal(health.is, 'ramping')
  return health
}
const begun = (): Ramping => {
  const unfit: Health = { is: 'unfit', since: T0, code: 'api.overloaded', tries: 1, ask: 'canary', nextAt: T0 }
  return ramping(succeeded(policy, unfit, T0))
}
const fail = (health: Ramping, now: Instant, failure = FAILURE): Health => failed(policy, health, failure, { now, roll: 0.5 })

type Start = { readonly at: number; readonly rate: number }

/** Gives turns as soon as they may be given, as a line of those who wait forever would take them. */
function starts(until: number, failsAt: readonly number[] = []): readonly Start[] {
  const given: Start[] = []
  const failures = failsAt.toSorted((one, other) => one - other)
  let health = begun()
  for (;;) {
    const next = nextTurnAt(stepped(policy, health, instant(Math.max(T0, health.lastTurnAt))))
    const failing = failures[0]
    if (failing !== undefined && after(failing) <= next) {
      failures.shift()
      const now = after(failing)
      // A success in between keeps the ramp open: here only the rate matters.
      health = ramping(succeeded(policy, fail(stepped(policy, health, now), now), now))
      continue
    }
    if (next > after(until)) return given
    health = stepped(policy, health, next)
    if (nextTurnAt(health) > next) continue
    health = turnGiven(health, next)
    given.push({ at: next - T0, rate: health.perSecond })
  }
}

const startsIn = (given: readonly Start[], from: number): readonly Start[] =>
  given.filter(({ at }) => at >= from && at < from + 1000)

test('the first turn comes at once', () => assert.equal(nextTurnAt(begun()), T0))

test('1, 2, 4, 8, … turns a second: 200 who wait are through within 8 s', () => {
  const given = starts(8000)
  const perSecond = [0, 1, 2, 3, 4, 5, 6, 7].map((second) => startsIn(given, second * 1000).length)
  assert.deepEqual(perSecond, [1, 2, 4, 8, 16, 32, 64, 128])
})

test('a rate is not outgrown by long quiet times', () => {
  const health = stepped(policy, begun(), after(86_400_000))
  assert.ok(Number.isFinite(health.perSecond) && health.perSecond <= 1000)
})

test('looking more often does not make it faster', () => {
  let often = begun()
  for (let wait = 0; wait <= 5000; wait += 37) often = stepped(policy, often, after(wait))
  assert.equal(stepped(policy, often, after(5000)).perSecond, stepped(policy, begun(), after(5000)).perSecond)
})

test('a failure halves the rate, and its second begins anew', () => {
  const fast = stepped(policy, begun(), after(3500))
  assert.equal(fast.perSecond, 8)
  const slower = ramping(fail(fast, after(3500)))
  assert.equal(slower.perSecond, 4)
  assert.equal(stepped(policy, slower, after(4400)).perSecond, 4)
  assert.equal(stepped(policy, slower, after(4500)).perSecond, 8)
})

test('it never falls below its first rate', () => assert.equal(ramping(fail(begun(), after(10))).perSecond, 1))

test('three failures in a row end it; a success begins a new row', () => {
  const twice = ramping(fail(ramping(fail(begun(), after(100))), after(200)))
  assert.equal(fail(twice, after(300)).is, 'unfit')
  assert.equal(fail(ramping(succeeded(policy, twice, after(250))), after(300)).is, 'ramping')
})

test('advice stops the turns for as long as it says', () => {
  const advised = ramping(fail(begun(), after(100), { ...FAILURE, retryAfter: ms(5000) }))
  assert.equal(nextTurnAt(stepped(policy, advised, after(4000))), after(5100))
  const again = ramping(fail(advised, after(200)))
  assert.equal(nextTurnAt(stepped(policy, again, after(4000))), after(5100))
  assert.equal(stepped(policy, again, after(5500)).perSecond, 1)
})

test('no second, wherever it begins, has more starts than the rate that it ends with, whatever fails when', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 12 }), (failures) => {
      const given = starts(9000, failures)
      assert.ok(given.length > 0)
      for (const { at } of given) {
        const inSecond = startsIn(given, at)
        assert.ok(inSecond.length <= Math.max(...inSecond.map(({ rate }) => rate)), `from ${at} ms: ${inSecond.length}`)
      }
    }),
    { numRuns: 50 },
  )
})
