import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultPolicy } from '../core/policy.ts'
import { minutes, ms, seconds, unixMillis, type Millis } from '../core/time.ts'
import type { RecordedStep } from '../journal/columns.ts'
import { code, ownId } from '../journal/words.ts'
import { Sketch } from '../learning/sketch.ts'
import { usualLimit } from '../learning/usual-limit.ts'
import { seededRandom } from '../drill/seeded-random.ts'
import { decidedAgain, type Recording } from './again.ts'
import { adviseOn } from './timeouts.ts'
import { NOON, startOf } from '../../test/instruments/journal-rows.ts'

const subject = { upstream: 'api.test', phase: 'headers', model: 'claude-opus-5', size: '64k' } as const
const USUAL = usualLimit(subject, defaultPolicy)

function samples(count: number, median: number): Sketch {
  const roll = seededRandom(5)
  const sketch = new Sketch()
  for (let at = 0; at < count; at++) sketch.add(median * 4 ** (roll() - 0.5))
  return sketch
}

test('a limit is proposed with what it was made from, and how many answers it would have cut', () => {
  const advice = adviseOn({ subject, limit: undefined, seen: samples(2000, 4000).keep() }, USUAL) ?? assert.fail('no advice')
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
  const advice = adviseOn({ subject, limit: undefined, seen: samples(30, 4000).keep() }, USUAL)
  assert.deepEqual([advice?.why, advice?.proposed], ['too-few', USUAL])
})

const step = (ordinal: number, at: number, more: Partial<RecordedStep>): RecordedStep => ({
  ordinal,
  at: unixMillis(NOON + at),
  did: { kind: code('attempt'), because: code('first-try') },
  saw: { kind: code('completed') },
  judged: code('done'),
  ...more,
})

/** The first try said nothing for as long as its limit; the second was answered. */
function stalled(limit: Millis): Recording {
  return {
    ...startOf('stalled-1'),
    startedAt: unixMillis(NOON),
    gateway: ownId('g1'),
    number: 1,
    path: code('messages'),
    client: code('claude-code'),
    streaming: true,
    steps: [
      step(1, limit, { saw: { kind: code('silent'), phase: code('headers') }, judged: code('down') }),
      step(2, limit + 900, {
        did: { kind: code('attempt'), because: code('retry') },
        saw: { kind: code('opened') },
        judged: code('good'),
      }),
      step(3, limit + 4000, { did: { kind: code('relay'), because: code('answered') } }),
    ],
  }
}

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
  const recording = stalled(minutes(6.1))
  const policy = { ...defaultPolicy, patience: minutes(6) }
  const [first, ...others] = recording.steps
  const handedBack = [
    first ?? assert.fail('no step'),
    { ...(others[0] ?? assert.fail('no step')), did: { kind: code('hand-back') } },
  ]
  const again = decidedAgain([{ ...recording, steps: handedBack }], policy, () => seconds(60))
  assert.equal(again.reproduced, 1)
  assert.deepEqual(
    again.different.map(({ was, now }) => [was.split(' ')[0], now.split(' ')[0]]),
    [['hand-back', 'attempt']],
  )
})

test('what the journal does not tell is not guessed', () => {
  const unknown = step(1, 10, { saw: { kind: code('refused'), code: code('edge.no-healthy-upstream') }, judged: code('down') })
  const again = decidedAgain([{ ...stalled(ms(1)), steps: [unknown, step(2, 20, {})] }], defaultPolicy, () => undefined)
  assert.deepEqual([again.decisions, again.silences], [0, 0])
})
