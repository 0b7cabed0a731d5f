import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import * as breaker from './breaker.ts'
import type { Failure, Health } from './breaker.ts'
import { defaultPolicy as policy } from './policy.ts'
import { hours, instant, later, ms, seconds, type Instant, type Millis } from './time.ts'

const MIDDLE = 0.5
const T0 = instant(1_000_000)
const FIT: Health = { is: 'fit' }
const EDGE: Failure = { code: 'envoy.no-healthy-upstream', scope: 'upstream', byEdge: 'yes' }
const OVERLOAD: Failure = { code: 'api.overloaded', scope: 'family', byEdge: 'no' }
const advising = (retryAfter: Millis): Failure => ({ code: 'api.rate-limit', scope: 'credential', byEdge: 'no', retryAfter })

const at = (now: Instant, roll = MIDDLE): { readonly now: Instant; readonly roll: number } => ({ now, roll })
const after = (wait: number): Instant => later(T0, ms(wait))

/** Failures of `failure` at these times, the first from `from`. */
const failing = (failure: Failure, times: readonly number[], from: Health = FIT): Health =>
  times.reduce<Health>((health, time) => breaker.failed(policy, health, failure, at(after(time))), from)

function unfit(health: Health): Extract<Health, { is: 'unfit' }> {
  assert.equal(health.is, 'unfit')
  return health
}
const waitOf = (health: Health, now: Instant): number => unfit(health).nextAt - now

suite('from fit to unfit', () => {
  test('the third failure in a row makes it unfit, whoever had the others', () => {
    assert.equal(failing(EDGE, [0]).is, 'doubtful')
    assert.equal(failing(EDGE, [0, 10]).is, 'doubtful')
    assert.equal(failing(EDGE, [0, 10, 20]).is, 'unfit')
  })

  test('failures more than 30 s apart are not in a row', () => {
    assert.equal(failing(EDGE, [0, 30_000, 60_000]).is, 'unfit')
    assert.equal(failing(EDGE, [0, 30_000, 60_001]).is, 'doubtful')
    assert.equal(failing(EDGE, [0, 30_001, 60_002, 90_003]).is, 'doubtful')
  })

  test('a success in between begins a new row', () => {
    const health = breaker.succeeded(policy, failing(EDGE, [0, 10]), after(20))
    assert.deepEqual(health, FIT)
    assert.equal(failing(EDGE, [30, 40], health).is, 'doubtful')
  })

  test('advice to wait is taken from the first failure on', () => {
    const health = breaker.failed(policy, FIT, advising(seconds(60)), at(T0))
    assert.equal(waitOf(health, T0), 60_000)
    assert.equal(breaker.failed(policy, FIT, advising(ms(500)), at(T0)).is, 'doubtful')
  })

  test('who waits makes it unfit: then it is asked', () => {
    assert.equal(breaker.heldBack(policy, FIT, EDGE, at(T0)).is, 'unfit')
    assert.equal(breaker.heldBack(policy, failing(EDGE, [0]), EDGE, at(T0)).is, 'unfit')
    const known = failing(EDGE, [0, 0, 0])
    assert.equal(breaker.heldBack(policy, known, OVERLOAD, at(after(5000))), known)
  })

  test('only fit and doubtful lanes are used without waiting', () => {
    assert.ok(breaker.open(FIT) && breaker.open(failing(EDGE, [0])))
    assert.ok(!breaker.open(failing(EDGE, [0, 0, 0])))
  })
})

/** Waits before each of the soundings, which all fail. */
function waits(count: number, roll: number): readonly number[] {
  let health = breaker.heldBack(policy, FIT, EDGE, at(T0, roll))
  let now = T0
  return Array.from({ length: count }, () => {
    const wait = waitOf(health, now)
    now = unfit(health).nextAt
    health = breaker.soundingFailed(policy, health, at(now, roll))
    return wait
  })
}

suite('soundings', () => {
  test('come after 2 s, then half as long again each time, to 15 s', () => {
    assert.deepEqual(waits(7, MIDDLE), [2000, 3000, 4500, 6750, 10_125, 15_000, 15_000])
  })

  test('are moved by a fifth either way, by chance', () => {
    assert.equal(waits(1, 0)[0], 1600)
    assert.ok(Math.abs((waits(1, 0.9999)[0] ?? 0) - 2400) < 1)
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (roll) => {
        for (const [index, wait] of waits(8, roll).entries()) {
          const middle = waits(8, MIDDLE)[index] ?? 0
          assert.ok(wait >= middle * 0.8 - 1e-6 && wait <= middle * 1.2 + 1e-6)
        }
      }),
      { numRuns: 30 },
    )
  })

  test('an edge is sounded; an overload is shown by a canary alone', () => {
    assert.equal(unfit(failing(EDGE, [0, 0, 0])).ask, 'sounding')
    assert.equal(unfit(failing(OVERLOAD, [0, 0, 0])).ask, 'canary')
  })

  test('lose their vote for this incident when the edge fails the canary after a good one', () => {
    const sent = breaker.canarySent(failing(EDGE, [0, 0, 0]), 'one', after(2000))
    const failed = breaker.canaryFailed(policy, sent, EDGE, at(after(2100)))
    assert.equal(unfit(failed).ask, 'canary')
    const again = breaker.canaryFailed(policy, breaker.canarySent(failed, 'two', after(9000)), EDGE, at(after(9100)))
    assert.equal(unfit(again).ask, 'canary')
  })

  test('keep it when the canary heard nothing, or met something else', () => {
    const sent = breaker.canarySent(failing(EDGE, [0, 0, 0]), 'one', after(2000))
    assert.equal(unfit(breaker.canaryFailed(policy, sent, OVERLOAD, at(after(2100)))).ask, 'sounding')
  })

  test('have their vote again in the next incident', () => {
    const sent = breaker.canarySent(failing(EDGE, [0, 0, 0]), 'one', after(2000))
    const failed = breaker.canaryFailed(policy, sent, EDGE, at(after(2100)))
    const over = breaker.cleared(breaker.succeeded(policy, failed, after(5000)))
    assert.deepEqual(over, FIT)
    assert.equal(unfit(failing(EDGE, [6000, 6000, 6000], over)).ask, 'sounding')
  })
})

suite('the canary', () => {
  test('is retried with backoff, to 8 s where no sounding precedes it', () => {
    let health = failing(OVERLOAD, [0, 0, 0])
    let now = T0
    const gaps: number[] = []
    for (let count = 0; count < 6; count++) {
      gaps.push(waitOf(health, now))
      now = unfit(health).nextAt
      health = breaker.canaryFailed(policy, breaker.canarySent(health, `c${count}`, now), OVERLOAD, at(now))
    }
    assert.deepEqual(gaps, [2000, 3000, 4500, 6750, 8000, 8000])
  })

  test('brings the advice it met', () => {
    const sent = breaker.canarySent(failing(OVERLOAD, [0, 0, 0]), 'one', after(2000))
    const failed = breaker.canaryFailed(policy, sent, advising(seconds(45)), at(after(2000)))
    assert.equal(waitOf(failed, after(2000)), 45_000)
  })

  test('is followed at once when its client leaves', () => {
    const sent = breaker.canarySent(failing(EDGE, [0, 0, 0]), 'one', after(2000))
    assert.equal(unfit(breaker.canaryLeft(sent, after(2500))).nextAt, after(2500))
  })

  test('is followed after a wait when it was stopped elsewhere: else one after another would be sent', () => {
    const sent = breaker.canarySent(failing(OVERLOAD, [0, 0, 0]), 'one', after(2000))
    assert.ok(waitOf(breaker.canaryUndecided(policy, sent, at(after(2500))), after(2500)) >= 2000)
  })

  test('a straggler that fails while it is out changes nothing', () => {
    const sent = breaker.canarySent(failing(EDGE, [0, 0, 0]), 'one', after(2000))
    assert.equal(breaker.failed(policy, sent, EDGE, at(after(2100))), sent)
  })
})

suite('advice', () => {
  const throttled = breaker.failed(policy, FIT, advising(seconds(60)), at(T0))

  test('is not taken back by an answer to something sent before', () => {
    assert.equal(breaker.succeeded(policy, throttled, after(1000)), throttled)
    assert.equal(breaker.succeeded(policy, throttled, after(60_000)).is, 'ramping')
  })

  test('grows with later advice, never shrinks', () => {
    const longer = breaker.failed(policy, throttled, advising(seconds(90)), at(after(1000)))
    assert.equal(unfit(longer).nextAt, after(91_000))
    const shorter = breaker.failed(policy, throttled, advising(seconds(5)), at(after(1000)))
    assert.equal(unfit(shorter).nextAt, after(60_000))
    assert.equal(breaker.succeeded(policy, shorter, after(10_000)).is, 'unfit')
    assert.ok(unfit(breaker.soundingFailed(policy, throttled, at(after(10)))).nextAt >= after(60_000))
  })

  test('gives way to a person who asks', () => {
    const now = breaker.asked(throttled, after(1000))
    assert.equal(unfit(now).nextAt, after(1000))
    assert.equal(breaker.succeeded(policy, now, after(1500)).is, 'ramping')
  })
})

/** Every state there is. */
const STATES: readonly Health[] = [
  FIT,
  failing(EDGE, [0]),
  failing(EDGE, [0, 0, 0]),
  breaker.canarySent(failing(EDGE, [0, 0, 0]), 'one', after(2000)),
  breaker.succeeded(policy, failing(EDGE, [0, 0, 0]), after(2000)),
]

test('what does not concern a state leaves it as it is', () => {
  const now = after(3000)
  for (const health of STATES) {
    if (health.is !== 'unfit') {
      assert.equal(breaker.soundingFailed(policy, health, at(now)), health)
      assert.equal(breaker.canarySent(health, 'two', now), health)
      assert.equal(breaker.asked(health, now), health)
    }
    if (health.is !== 'trying') {
      assert.equal(breaker.canaryFailed(policy, health, EDGE, at(now)), health)
      assert.equal(breaker.canaryLeft(health, now), health)
      assert.equal(breaker.canaryUndecided(policy, health, at(now)), health)
    }
    if (health.is !== 'ramping') assert.equal(breaker.cleared(health), health)
  }
})

test('an outage keeps its beginning through everything that happens in it', () => {
  const steps = fc.constantFrom<(health: Health, now: Instant) => Health>(
    (health, now) => breaker.failed(policy, health, EDGE, at(now)),
    (health, now) => breaker.failed(policy, health, advising(seconds(9)), at(now)),
    (health, now) => breaker.soundingFailed(policy, health, at(now)),
    (health, now) => breaker.canarySent(health, 'one', now),
    (health, now) => breaker.canaryFailed(policy, health, EDGE, at(now)),
    (health, now) => breaker.canaryLeft(health, now),
    (health, now) => breaker.succeeded(policy, health, now),
    (health, now) => breaker.asked(health, now),
  )
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 40 }), (taken) => {
      let health = failing(EDGE, [0, 0, 0])
      for (const [index, step] of taken.entries()) {
        const now = after((index + 1) * 700)
        health = step(health, now)
        assert.ok('since' in health && health.since === T0)
        if (health.is === 'unfit') assert.ok(health.nextAt - now <= hours(1) && Number.isFinite(health.nextAt))
      }
    }),
  )
})
