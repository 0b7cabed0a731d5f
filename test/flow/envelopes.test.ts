import assert from 'node:assert/strict'
import { test } from 'node:test'
import { between, minutes, ms, seconds, type Millis } from '../../src/core/time.ts'
import { CLAUDE_CODE, message, SDK, UNKNOWN, type Asking, type Question } from '../instruments/asking.ts'
import { pass, passUntil, virtualRig, type Rig } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'
import type { VirtualClock } from '../instruments/virtual-clock.ts'

// How long which client is held, and what ends it.

const WHOLE = message('Hello', { stream: false })

/** Asks during an outage that does not end, and gives the time at which the gateway answered. */
async function ended(
  r: Rig<VirtualClock>,
  question: Question,
  { atMost }: { readonly atMost: Millis },
): Promise<{ readonly asked: Asking; readonly took: Millis }> {
  const begun = r.clock.now()
  const asked = r.ask(question)
  await passUntil(r.clock, () => asked.ended !== 'no', { atMost, step: ms(500) })
  return { asked, took: between(begun, r.clock.now()) }
}

function assertWithin(took: Millis, [from, to]: readonly [Millis, Millis]): void {
  assert.ok(took >= from && took <= to, `${took} ms, not between ${from} and ${to}`)
}

/** What every hand-back must be: a status that every client retries, advice that ends nobody's turn, the upstream's words. */
function assertComeAgain(asked: Asking, body: string): void {
  assert.equal(asked.status, 503)
  assert.ok(Number(asked.headers['retry-after']) >= 1 && Number(asked.headers['retry-after']) <= 59)
  assert.equal(asked.headers['x-should-retry'], undefined)
  assert.equal(asked.text, body)
}

for (const [declared, from, to] of [
  ['600', 594, 597],
  ['60', 56, 59],
  ['8', 6.5, 7.9],
] as const) {
  test(`an SDK that does not stream and waits ${declared} s is held until just before, and then told to come again`, async (t) => {
    const r = await virtualRig(t, say.answers)
    r.upstream.edge = say.noHealthyUpstream
    const headers = { ...SDK, 'x-stainless-timeout': declared }
    const { asked, took } = await ended(r, { headers, body: WHOLE }, { atMost: minutes(11) })
    assertWithin(took, [seconds(from), seconds(to)])
    assertComeAgain(asked, 'no healthy upstream')
  })
}

test('an SDK that streams hears something before half of its time is over', async (t) => {
  const r = await virtualRig(t, say.answers)
  r.upstream.edge = say.noHealthyUpstream
  const asked = r.ask({ headers: { ...SDK, 'x-stainless-timeout': '60' } })
  await pass(r.clock, seconds(31))
  assert.equal(asked.status, 200)
  assert.ok(asked.names.length > 0 && asked.names.every((name) => name === 'ping'))
  await pass(r.clock, minutes(12), { step: seconds(1) })
  // The stall limit of 600 s is Claude Code's alone: others get no beginning that is not the upstream's.
  assert.ok(asked.names.every((name) => name === 'ping'))
  asked.leave()
})

test('a client of unknown kind hears something after 20 s when it streams, and is told to come again after 55 s when not', async (t) => {
  const r = await virtualRig(t, say.answers)
  r.upstream.edge = say.noHealthyUpstream
  const begun = r.clock.now()
  const streaming = r.ask({ headers: UNKNOWN })
  const { asked, took } = await ended(r, { headers: UNKNOWN, body: WHOLE }, { atMost: minutes(2) })
  assertWithin(took, [seconds(54), seconds(56)])
  assertComeAgain(asked, 'no healthy upstream')
  assertWithin(between(begun, streaming.headAt ?? begun), [seconds(20), seconds(21)])
  streaming.leave()
})

test('a long answer without stream is not cut, however long its headers take', async (t) => {
  const r = await virtualRig(t, say.answers)
  r.upstream.script = say.answersAfter(r.clock, minutes(9))
  const asked = r.ask({ headers: SDK, body: WHOLE })
  await pass(r.clock, minutes(9.1), { step: seconds(1) })
  assert.equal((await asked.over).ended, 'whole')
  assert.equal(r.upstream.starts.length, 1)
})

for (const [name, script, status, body] of [
  ['an overload', say.overloaded, 529, 'overloaded_error'],
  ['an outage', say.noHealthyUpstream, 503, 'no healthy upstream'],
] as const) {
  test(`a client with a fallback model of its own gets the original status of ${name} after 20 s`, async (t) => {
    const r = await virtualRig(t, script)
    r.upstream.edge = script
    const { asked, took } = await ended(
      r,
      { headers: { ...CLAUDE_CODE, 'x-holdfast-fallback-model': 'claude-sonnet-5' } },
      { atMost: minutes(2) },
    )
    assertWithin(took, [seconds(18), seconds(22)])
    assert.equal(asked.status, status)
    assert.ok(asked.text.includes(body))
    assert.ok(asked.headers['retry-after'] === undefined || Number(asked.headers['retry-after']) <= 59)
  })
}

for (const [name, headers] of [
  ['', []],
  [', its advice shortened', say.raw('retry-after: 25', 'retry-after-ms: 25000', 'x-should-retry: true')],
] as const) {
  test(`a 529 handed back to Claude Code has become a 503 with the upstream’s body${name}`, async (t) => {
    const r = await virtualRig(t, say.apiError(529, 'overloaded_error', headers), { policy: { patience: seconds(40) } })
    const { asked, took } = await ended(r, {}, { atMost: minutes(2) })
    assertWithin(took, [ms(0), seconds(41)])
    assert.equal(asked.status, 503)
    assert.match(asked.text, /"overloaded_error"/)
    assert.ok(Number(asked.headers['retry-after']) <= 59)
    assert.equal(asked.headers['retry-after-ms'], undefined)
    assert.equal(asked.headers['request-id'], 'req_error')
  })
}

test('a check of one token is never held: two quick retries within 3 s, then the error as it is', async (t) => {
  const r = await virtualRig(t, say.overloaded)
  const { asked, took } = await ended(r, { body: message('ping', { max_tokens: 1 }) }, { atMost: seconds(4) })
  assertWithin(took, [ms(0), seconds(3)])
  assert.equal(asked.status, 529)
  assert.deepEqual(r.steps(), ['attempt first-try', 'attempt retry', 'attempt retry', 'relay never-held'])
})

for (const [name, headers, from, to] of [
  ['seconds', ['retry-after', '7'], 7, 8],
  ['milliseconds', ['retry-after-ms', '2500'], 2.5, 3.5],
  ['two minutes', ['retry-after', '120'], 120, 121],
  ['a date', ['retry-after', 'Sun, 22 Nov 2026 00:00:31 GMT'], 29, 31],
] as const) {
  test(`a throttle without plan headers is waited out as it asks: ${name}`, async (t) => {
    const throttled = say.apiError(429, 'rate_limit_error', headers)
    const r = await virtualRig(t, say.inTurn(throttled, say.answers))
    const begun = r.clock.now()
    const asked = r.ask()
    await passUntil(r.clock, () => asked.ended !== 'no', { atMost: minutes(3) })
    assert.equal(asked.ended, 'whole')
    assert.equal(r.upstream.starts.length, 2)
    const waited = between(begun, r.upstream.starts[1]?.at ?? begun)
    assertWithin(waited, [seconds(from), seconds(to)])
  })
}

test('a throttle of one credential does not stop the others', async (t) => {
  const r = await virtualRig(t, (call) =>
    call.headers['x-api-key'] === 'busy' ? say.apiError(429, 'rate_limit_error', ['retry-after', '60'])(call) : say.answers(call),
  )
  const busy = r.ask({ headers: { ...CLAUDE_CODE, 'x-api-key': 'busy' } })
  await pass(r.clock, seconds(2))
  const other = r.ask({ headers: { ...CLAUDE_CODE, 'x-api-key': 'free' } })
  await pass(r.clock, seconds(1))
  assert.equal(other.ended, 'whole')
  assert.equal(busy.ended, 'no')
  busy.leave()
})

test('an overload of one family does not stop the others', async (t) => {
  const r = await virtualRig(t, (call) => (call.body.includes('opus') ? say.overloaded(call) : say.answers(call)))
  const busy = r.ask()
  await pass(r.clock, seconds(20))
  const other = r.ask({ body: message('Hello', { model: 'claude-haiku-4-5' }) })
  await pass(r.clock, seconds(1))
  assert.equal(other.ended, 'whole')
  assert.equal(busy.ended, 'no')
  busy.leave()
})

test('a throttle that lasts longer than the client waits is said at once', async (t) => {
  const r = await virtualRig(t, say.apiError(429, 'rate_limit_error', ['retry-after', '300']))
  const { asked, took } = await ended(
    r,
    { headers: { ...SDK, 'x-stainless-timeout': '60' }, body: WHOLE },
    { atMost: seconds(10) },
  )
  assertWithin(took, [ms(0), seconds(1)])
  assert.equal(asked.status, 429)
  assert.equal(asked.headers['retry-after'], '300')
})

test('each run brings its own patience', async (t) => {
  const r = await virtualRig(t, say.answers)
  r.upstream.edge = say.noHealthyUpstream
  const { asked, took } = await ended(r, { headers: { ...CLAUDE_CODE, 'x-holdfast-patience': '30000' } }, { atMost: minutes(2) })
  assertWithin(took, [seconds(29), seconds(31)])
  assertComeAgain(asked, 'no healthy upstream')
})
