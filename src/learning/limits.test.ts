import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom, type Roll } from '../drill/seeded-random.ts'
import { hours, instant, later, minutes, ms, seconds, type Instant, type Millis } from '../core/time.ts'
import { Lesson, sizeClassOf, type Learned } from './lesson.ts'
import { BOUNDS, LEARNED_PHASES, proposed, type Evidence, type LearnedPhase } from './limits.ts'
import { Sketch } from './sketch.ts'

// Learned limits on traces that repeat themselves: convergence, other regimes, little data, and somebody who lies.

const USUAL = seconds(60)

class Trace {
  readonly learned: Learned[] = []
  readonly lesson: Lesson
  readonly roll: Roll
  now: Instant = instant(0)

  constructor(phase: LearnedPhase = 'headers', usual: Millis = USUAL, seed = 7) {
    this.roll = seededRandom(seed)
    const subject = { upstream: 'https://api.test', phase }
    this.lesson = new Lesson({ subject, usual, now: this.now, onLearned: (learned) => void this.learned.push(learned) })
  }

  /** @param median of a log-normal distribution: the tail of real answers */
  play(samples: number, median: number, every: Millis = seconds(5)): void {
    for (let at = 0; at < samples; at++) {
      this.now = later(this.now, every)
      const normal = Math.sqrt(-2 * Math.log(1 - this.roll())) * Math.cos(2 * Math.PI * this.roll())
      this.lesson.took(ms(median * Math.exp(0.5 * normal)), this.now)
    }
  }

  get limit(): Millis {
    return this.lesson.limit ?? USUAL
  }
}

/** The last step may be too small to be worth it. */
function assertNear(limit: Millis, due: Millis): void {
  assert.ok(limit > due / 1.25 && limit < due * 1.3, `${limit}, due ${due}`)
}

test('fewer than 50 samples change nothing', () => {
  const trace = new Trace()
  trace.play(49, 200_000, minutes(2))
  assert.equal(trace.lesson.limit, undefined)
  trace.play(1, 200_000)
  assert.notEqual(trace.lesson.limit, undefined)
})

test('a limit that is too long comes down to its lower bound, and stays there', () => {
  const trace = new Trace()
  trace.play(2000, 3000)
  assertNear(trace.limit, BOUNDS.headers.least)
  const steps = trace.learned.length
  trace.play(5000, 3000)
  assert.ok(trace.learned.length <= steps + 1)
  assertNear(trace.limit, BOUNDS.headers.least)
})

test('no step is more than a doubling or a halving, and none is nothing', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const trace = new Trace('headers', USUAL, seed)
    for (const median of [2000, 90_000, 5000, 40_000, 200]) trace.play(3000, median, seconds(2))
    assert.ok(trace.learned.length > 2)
    for (const { from, proposal } of trace.learned) {
      const factor = proposal.limit / from
      assert.ok(factor >= 0.499 && factor <= 2.001 && Math.abs(factor - 1) >= 0.19, String(factor))
    }
  }
})

test('when an upstream becomes slower the limit follows within a hundred answers', () => {
  const trace = new Trace()
  trace.play(3000, 3000)
  assertNear(trace.limit, seconds(30))
  trace.play(100, 40_000)
  assert.ok(trace.limit > seconds(55), String(trace.limit))
  trace.play(200, 40_000)
  assert.ok(trace.limit > seconds(110), String(trace.limit))
})

test('when it becomes fast again the limit comes back', () => {
  const trace = new Trace()
  trace.play(500, 40_000)
  assert.ok(trace.limit > seconds(110))
  trace.play(3000, 3000)
  assertNear(trace.limit, seconds(30))
})

test('a single monster among fifty makes the limit longer for a while, never longer than its bound, and it is forgotten', () => {
  const trace = new Trace()
  trace.play(49, 3000, minutes(1))
  trace.lesson.took(hours(24), later(trace.now, minutes(1)))
  assert.ok(trace.limit > USUAL && trace.limit <= BOUNDS.headers.most)
  trace.play(5000, 3000)
  assertNear(trace.limit, seconds(30))
})

test('whoever answers slowly on purpose, now and then, moves no limit out of its bounds', () => {
  for (const phase of LEARNED_PHASES) {
    const { least, most } = BOUNDS[phase]
    for (const share of [0, 0.001, 0.02, 0.5, 1]) {
      const trace = new Trace(phase, ms((least + most) / 2))
      for (let at = 0; at < 3000; at++) {
        trace.now = later(trace.now, seconds(5))
        trace.lesson.took(ms(trace.roll() < share ? 1e9 : 0), trace.now)
      }
      const limit = trace.lesson.limit ?? ms((least + most) / 2)
      assert.ok(limit >= least && limit <= most, `${phase} ${share}: ${limit}`)
      if (share >= 0.02) assertNear(limit, most)
      if (share === 0) assertNear(limit, least)
    }
  }
})

test('few samples a day, over days, count together', () => {
  const trace = new Trace()
  trace.play(80, 3000, hours(1))
  assert.ok(trace.limit < USUAL)
})

test('what is weeks old counts less and less', () => {
  const trace = new Trace()
  trace.play(2000, 20_000)
  const before = trace.limit
  trace.now = later(trace.now, hours(24 * 30))
  trace.play(400, 2000, minutes(2))
  assert.ok(before > seconds(60), String(before))
  assertNear(trace.limit, seconds(30))
})

test('what somebody has set beyond the bounds is a bound itself', () => {
  const seen: Evidence = { recent: { samples: 2000, quantile: 10 }, all: { samples: 2000, quantile: 10 } }
  assert.equal(proposed('headers', { current: seconds(4), usual: seconds(4) }, seen).limit, seconds(4))
  const slow: Evidence = { recent: { samples: 2000, quantile: 9e6 }, all: { samples: 2000, quantile: 9e6 } }
  assert.equal(proposed('connect', { current: seconds(20), usual: seconds(20) }, slow).limit, seconds(20))
})

test('a sketch is right to 2 %, also after it was merged, kept and read back', () => {
  const roll = seededRandom(3)
  const values = Array.from({ length: 10_000 }, () => 1 + 100_000 * roll() ** 4)
  const [one, other] = [new Sketch(), new Sketch()]
  for (const [at, value] of values.entries()) (at % 3 === 0 ? one : other).add(value)
  one.merge(other)
  const again = Sketch.from(JSON.parse(JSON.stringify(one.keep()))) ?? assert.fail('nothing read')
  const sorted = values.toSorted((a, b) => a - b)
  for (const share of [0.5, 0.9, 0.99, 0.999]) {
    const exact = sorted[Math.floor(share * (sorted.length - 1))] ?? 0
    for (const sketch of [one, again]) assert.ok(Math.abs(sketch.quantile(share) / exact - 1) < 0.021, `${share}`)
  }
  assert.equal(again.count, values.length)
  again.age(0.5)
  assert.equal(again.count, values.length / 2)
  assert.ok(Math.abs(again.quantile(0.5) / one.quantile(0.5) - 1) < 0.03)
})

test('what is no sketch is none', () => {
  for (const kept of [null, 1, {}, { from: 0 }, { from: 1.5, bins: [] }, { from: 1e9, bins: [1] }, { from: 0, bins: [-1] }])
    assert.equal(Sketch.from(kept), undefined)
  assert.equal(Sketch.from({ from: 0, bins: Array.from({ length: 513 }, () => 1) }), undefined)
  assert.equal(Sketch.from({ from: 0, bins: [] })?.count, 0)
})

test('sizes fall into four classes', () => {
  assert.deepEqual([0, 65_535, 65_536, 600_000, 3_000_000].map(sizeClassOf), ['64k', '64k', '512k', '2m', 'more'])
})
