import { test } from 'node:test'
import assert from 'node:assert/strict'
import { ms, seconds, type Millis } from '../core/time.ts'
import type { Got } from './answer-progress.ts'
import {
  clientReaction,
  NO_TRIES,
  PLAIN_SETTINGS,
  WATCHDOGS,
  type ClientSettings,
  type LossReason,
  type Outcome,
} from './client-reaction.ts'

type Life = {
  readonly waits: readonly Millis[]
  readonly hows: readonly string[]
  readonly streamed: readonly boolean[]
  readonly end: LossReason | 'finish' | 'still-trying'
}

type LifeOptions = {
  readonly settings?: Partial<ClientSettings>
  readonly rolls?: readonly number[]
  readonly most?: number
}

/** The turn of a client to which the same things keep happening: the last outcome repeats. */
function live(outcomes: readonly Outcome[], { settings = {}, rolls = [], most = 40 }: LifeOptions = {}): Life {
  const waits: Millis[] = []
  const hows: string[] = []
  const streamed: boolean[] = [true]
  let tries = NO_TRIES
  for (let step = 0; step < most; step++) {
    const saw = outcomes[Math.min(step, outcomes.length - 1)]
    assert.ok(saw)
    const reaction = clientReaction({ saw, tries, settings: { ...PLAIN_SETTINGS, ...settings }, roll: rolls[step] ?? 0 })
    if (reaction.do === 'finish') return { waits, hows, streamed, end: 'finish' }
    if (reaction.do === 'give-up') return { waits, hows, streamed, end: reaction.because }
    waits.push(reaction.after)
    hows.push(reaction.how)
    streamed.push(reaction.tries.streaming)
    tries = reaction.tries
  }
  return { waits, hows, streamed, end: 'still-trying' }
}

const status = (code: number, more: Partial<Extract<Outcome, { kind: 'status' }>> = {}): Outcome => ({
  kind: 'status',
  status: code,
  ...more,
})
const dropped = (got: Got): Outcome => ({ kind: 'dropped', got })
const stalled = (got: Got): Outcome => ({ kind: 'stalled', got })
const NOTHING: Got = { kind: 'nothing', begun: false }
const BEGUN: Got = { kind: 'nothing', begun: true }
const MESSAGE: Outcome = { kind: 'message' }

const sum = (waits: readonly Millis[]): number => waits.reduce((total, wait) => total + wait, 0)
/** The waits that were measured on a 503 for ever, in seconds, and the rolls that make them. */
const MEASURED = [0.5, 1, 2, 4, 9, 19, 33, 33, 35, 37]
const MEASURED_ROLLS = MEASURED.map((wait, step) => (wait / Math.min(0.5 * 2 ** step, 32) - 1) * 4)

// As measured (docs/facts.md 0).

test('503 for ever: ten retries after the measured waits, then the turn is lost after about 177 s', () => {
  assert.ok(MEASURED_ROLLS.every((roll) => roll >= 0 && roll <= 1))
  const life = live([status(503)], { rolls: MEASURED_ROLLS })
  assert.deepEqual(
    life.waits.map((wait) => Math.round(wait)),
    MEASURED.map((wait) => wait * 1000),
  )
  assert.equal(life.end, 'retries-used-up')
  assert.ok(sum(life.waits) > 170_000 && sum(life.waits) < 177_000)
})

test('503 for 25 s: resumes at about 34 s, some 9 s late', () => {
  const tries = (roll: number): number => {
    let at = 0
    for (const wait of live([status(503)], { rolls: Array.from({ length: 10 }, () => roll) }).waits) {
      at += wait
      if (at >= 25_000) return at
    }
    return at
  }
  assert.ok(tries(0) <= 34_000 && tries(1) >= 34_000)
})

test('529 for ever: the third in a row ends the turn, about 3 s after the first', () => {
  for (const roll of [0, 0.5, 1]) {
    const life = live([status(529)], { rolls: [roll, roll] })
    assert.equal(life.end, 'overloaded-thrice')
    assert.equal(life.waits.length, 2)
    assert.ok(sum(life.waits) >= 2_500 && sum(life.waits) <= 3_300)
  }
})

test('529 with retry-after 5: changes only the pace, 10 to 13 s', () => {
  const life = live([status(529, { retryAfter: seconds(5) })], { rolls: [1, 1] })
  assert.deepEqual(life.waits, [6_250, 6_250])
  assert.equal(life.end, 'overloaded-thrice')
})

test('another answer between two 529s begins their count anew', () => {
  const overloads = [status(529), status(529), status(503), status(529), status(529), dropped(NOTHING), status(529), status(529)]
  assert.equal(live([...overloads, MESSAGE]).end, 'finish')
})

test('503 and 529 with retry-after 5: that long plus up to a quarter', () => {
  for (const code of [503, 529]) {
    const waitAt = (roll: number): readonly Millis[] =>
      live([status(code, { retryAfter: seconds(5) }), MESSAGE], { rolls: [roll] }).waits
    assert.deepEqual(waitAt(0), [5_000])
    assert.deepEqual(waitAt(1), [6_250])
  }
})

test('503 and 529 with retry-after 61: given up at once; 60 is still waited', () => {
  for (const code of [503, 529]) {
    assert.deepEqual(live([status(code, { retryAfter: seconds(61) })]).waits, [])
    assert.equal(live([status(code, { retryAfter: seconds(61) })]).end, 'retry-after-too-long')
    assert.deepEqual(live([status(code, { retryAfter: seconds(60) }), MESSAGE]).waits, [60_000])
  }
})

test('no headers at all: 360 s, then an ordinary retry', () => {
  assert.equal(WATCHDOGS.headers, seconds(360))
  const life = live([{ kind: 'timed-out' }])
  assert.equal(life.waits.length, 10)
  assert.equal(life.end, 'retries-used-up')
})

test('pings alone for 600 s, or silence for 300 s: one re-send, then one without stream', () => {
  assert.equal(WATCHDOGS.event, seconds(600))
  assert.equal(WATCHDOGS.byte, seconds(300))
  const life = live([stalled(NOTHING)])
  assert.deepEqual(life.streamed, [true, true, false])
  assert.equal(life.end, 'stalled')
})

test('message_start, then pings alone: re-sent without stream at the first stall', () => {
  assert.deepEqual(live([stalled(BEGUN), MESSAGE]).streamed, [true, false])
})

test('dropped before a header, after pings, or after message_start: an ordinary retry with the full budget', () => {
  for (const got of [NOTHING, BEGUN]) {
    const life = live([dropped(got)], { rolls: MEASURED_ROLLS })
    assert.equal(life.hows.filter((how) => how === 'retry').length, 10)
  }
})

test('drops until the retries are used up: one last request without stream', () => {
  const life = live([dropped(NOTHING)])
  assert.deepEqual(life.streamed, [...Array.from({ length: 11 }, () => true), false])
  assert.equal(life.end, 'retries-used-up')
})

test('429 with retry-after 5 and no plan headers: waits and retries, full budget', () => {
  const life = live([status(429, { retryAfter: seconds(5) })])
  assert.equal(life.waits.length, 10)
  assert.ok(life.waits.every((wait) => wait === seconds(5)))
})

test('429 with plan headers that say rejected: given up at once', () => {
  const life = live([status(429, { plan: 'rejected', retryAfter: seconds(3600) })])
  assert.deepEqual([life.waits, life.end], [[], 'plan-limit'])
})

test('part of a thinking block, then cut: an ordinary retry', () => {
  assert.deepEqual(live([dropped({ kind: 'part-of-thinking' }), MESSAGE]).hows, ['retry'])
  assert.deepEqual(live([dropped({ kind: 'part-of-thinking' }), MESSAGE]).waits, [500])
})

test('text, then cut: one re-send without stream; with the fallback disabled an ordinary streaming retry', () => {
  const cut = dropped({ kind: 'part-of-text' })
  assert.deepEqual(live([cut, MESSAGE]).streamed, [true, false])
  const disabled = live([cut], { settings: { nonStreamingFallback: false } })
  assert.equal(disabled.hows.filter((how) => how === 'retry').length, 10)
  assert.ok(disabled.streamed.every(Boolean))
})

test('dropped connections in watchdog mode: no cap at ten, from the 7th on 34 to 42 s apart', () => {
  const at = (roll: number): Life =>
    live([dropped(NOTHING)], { settings: { retryWatchdog: true }, rolls: Array.from({ length: 40 }, () => roll), most: 40 })
  assert.equal(at(0).end, 'still-trying')
  assert.ok(
    at(1)
      .waits.slice(7)
      .every((wait) => wait === ms(42_000)),
  )
  assert.ok(
    at(0.6)
      .waits.slice(7)
      .every((wait) => wait >= 38_000 && wait <= 42_000),
  )
})

test('with a fallback model: switches after the third 529, and at the first 503 without a retry', () => {
  const settings = { fallbackModel: true }
  assert.deepEqual(live([status(529), status(529), status(529), MESSAGE], { settings }).hows, [
    'retry',
    'retry',
    'fallback-model',
  ])
  assert.deepEqual(live([status(503), MESSAGE], { settings }).hows, ['fallback-model'])
  assert.deepEqual(live([status(503), status(503), MESSAGE], { settings }).hows, ['fallback-model', 'retry'])
})

test('an error event without content: two re-sends, then one without stream', () => {
  const life = live([{ kind: 'error-event', got: NOTHING }])
  assert.deepEqual(life.streamed, [true, true, true, false])
})

test('text, then silence: one re-send without stream', () => {
  const life = live([stalled({ kind: 'part-of-text' }), MESSAGE])
  assert.deepEqual(life.streamed, [true, false])
})

test('text complete, tool call half done, then cut: asks to continue three times in 2 s, then the turn is lost', () => {
  const life = live([dropped({ kind: 'whole-block', toolOpen: true })])
  assert.deepEqual(life.hows, ['continue', 'continue', 'continue'])
  assert.ok(sum(life.waits) <= 2_000)
  assert.equal(life.end, 'connection-lost')
})

// As documented (docs/facts.md 1.1).

test('final errors are shown at once', () => {
  for (const code of [400, 401, 402, 403, 404, 413]) assert.equal(live([status(code)]).end, 'final-error')
  assert.equal(live([status(429, { shouldRetry: false })]).end, 'final-error')
})

test('a finished block followed by a cut, a stall or an error is not retried', () => {
  const got: Got = { kind: 'whole-block', toolOpen: false }
  for (const saw of [dropped(got), stalled(got), { kind: 'error-event', got } as const]) {
    assert.deepEqual(live([saw]).waits, [])
  }
})

test('an answer without stream that is no message ends the turn', () => {
  const life = live([{ kind: 'malformed' }])
  assert.deepEqual([life.streamed, life.end], [[true, false], 'malformed-answer'])
})

test('finished thinking without text: two quick re-issues', () => {
  const life = live([dropped({ kind: 'thinking' })])
  assert.deepEqual([life.hows, life.end], [['resend', 'resend'], 'connection-lost'])
})
