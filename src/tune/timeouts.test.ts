import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultPolicy } from '../core/policy.ts'
import { minutes, ms, seconds } from '../core/time.ts'
import { code } from '../journal/words.ts'
import { Sketch } from '../learning/sketch.ts'
import { usualLimit } from '../learning/usual-limit.ts'
import { seededRandom } from '../drill/seeded-random.ts'
import { decidedAgain } from './again.ts'
import { adviseOn } from './timeouts.ts'
import { outOfTime, recordedStep, stalled } from '../../test/instruments/recordings.ts'

const subject = { upstream: 'api.test', phase: 'headers', model: 'claude-opus-5', size: '64k' } as const
const USUAL = usualLimit(subject, defaultPolicy)
const IN_FORCE = { usual: USUAL, mode: 'learned' } as const

function samples(count: number, median: number): Sketch {
  const roll = seededRandom(5)
  const sketch = new Sketch()
  for (let at = 0; at < count; at++) sketch.add(median * 4 ** (roll() - 0.5))
  return sketch
}

test('a limit is proposed with what it was made from, and how many answers it would have cut', () => {
  const advice = adviseOn({ subject, limit: undefined, seen: samples(2000, 4000).keep() }, IN_FORCE) ?? assert.fail('no advice')
  assert.equal(advice.samples, 2000)
  assert.equal(advice.current, USUAL)
  assert.ok(advice.proposed <= seconds(33) && advice.proposed >= seconds(30), String(advice.proposed))
  assert.equal(advice.why, 'faster')
  assert.equal(advice.cut, 0)
  assert.ok(advice.p50 < advice.p99 && advice.p99 <= advice.p999)
  assert.equal(
    advice.bars.reduce((sum, { count }) => sum + count, 0),
    2000,
  )
})

test('of too few samples nothing is made', () => {
  const advice = adviseOn({ subject, limit: undefined, seen: samples(30, 4000).keep() }, IN_FORCE)
  assert.deepEqual([advice?.why, advice?.proposed], ['too-few', USUAL])
})

test('where limits are fixed, what was learned is not in force', () => {
  const lesson = { subject, limit: seconds(45), seen: samples(2000, 4000).keep() }
  const [learned, fixed] = (['learned', 'fixed'] as const).map((mode) => adviseOn(lesson, { usual: USUAL, mode }))
  assert.deepEqual([learned?.current, fixed?.current], [seconds(45), USUAL])
  assert.ok(fixed !== undefined && fixed.proposed < seconds(45))
})

test('a recorded stall is decided again: noticed sooner, and retried as it was', () => {
  const again = decidedAgain([stalled(seconds(60))], defaultPolicy, () => seconds(32))
  assert.deepEqual(again, {
    exchanges: 1,
    decisions: 2,
    reproduced: 2,
    silences: 1,
    sooner: seconds(28),
    longer: 0,
    different: [],
  })
})

test('where a longer limit would have waited on, that is said', () => {
  const again = decidedAgain([stalled(seconds(60))], defaultPolicy, () => seconds(90))
  assert.deepEqual([again.sooner, again.longer], [0, 1])
})

test('a request that was handed back for want of time would have gone on', () => {
  const policy = { ...defaultPolicy, patience: minutes(6) }
  const again = decidedAgain([outOfTime()], policy, () => seconds(60))
  assert.equal(again.reproduced, 1)
  assert.deepEqual(
    again.different.map(({ was, now }) => [was.do, now.do]),
    [['hand-back', 'attempt']],
  )
})

test('what the journal does not tell is not guessed', () => {
  const unknown = recordedStep(1, 10, {
    saw: { kind: code('refused'), code: code('edge.no-healthy-upstream') },
    judged: code('down'),
  })
  const again = decidedAgain([{ ...stalled(ms(1)), steps: [unknown, recordedStep(2, 20, {})] }], defaultPolicy, () => undefined)
  assert.deepEqual([again.decisions, again.silences], [0, 0])
})
