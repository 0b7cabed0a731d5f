import assert from 'node:assert/strict'
import { test } from 'node:test'
import { between, minutes, ms, seconds } from '../../src/core/time.ts'
import { CLAUDE_CODE, message, SDK, type Asking } from '../instruments/asking.ts'
import { pass, passUntil, virtualRig } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'

// A request that was handed back and comes again, as its client’s own retry makes it.

test('a final error after the client was committed: the connection is dropped, and the re-sent request gets the honest status', async (t) => {
  const body = '{"type":"error","error":{"type":"authentication_error","message":"token expired"}}'
  const { ask, upstream, clock } = await virtualRig(t, say.says(401, ['content-type', 'application/json'], body))
  upstream.edge = say.noHealthyUpstream
  const first = ask()
  await pass(clock, seconds(60))
  assert.equal(first.status, 200)
  upstream.edge = undefined
  await passUntil(clock, () => first.ended !== 'no', { atMost: seconds(20) })
  assert.equal(first.ended, 'aborted')
  assert.deepEqual(new Set(first.names), new Set(['ping']))
  const again = ask()
  await passUntil(clock, () => again.ended !== 'no', { atMost: seconds(2) })
  assert.equal(again.status, 401)
  assert.equal(again.text, body)
})

test('the patience counts on while a request is handed back: what comes again does not begin anew', async (t) => {
  const { ask, upstream, clock } = await virtualRig(t, say.answers, { policy: { patience: seconds(100) } })
  upstream.edge = say.noHealthyUpstream
  const question = { headers: { ...SDK, 'x-stainless-timeout': '60' }, body: message('Hello', { stream: false }) }
  const took = async (): Promise<{ asked: Asking; seconds: number }> => {
    const begun = clock.now()
    const asked = ask(question)
    await passUntil(clock, () => asked.ended !== 'no', { atMost: seconds(70), step: ms(500) })
    return { asked, seconds: Math.round(between(begun, clock.now()) / 1000) }
  }
  const first = await took()
  assert.equal(first.asked.status, 503)
  assert.equal(first.seconds, 57)
  await pass(clock, seconds(5))
  const second = await took()
  assert.equal(second.asked.status, 503)
  assert.equal(second.seconds, 38)
  // Nothing is left of the patience: one try, and what it says.
  const third = await took()
  assert.equal(third.asked.status, 503)
  assert.equal(third.asked.text, 'no healthy upstream')
  assert.equal(third.seconds, 0)
})

test('a committed client whose patience is spent has its connection dropped, and hears the upstream when it asks again', async (t) => {
  const { ask, upstream, clock } = await virtualRig(t, say.answers, { policy: { patience: seconds(90) } })
  upstream.edge = say.noHealthyUpstream
  const first = ask()
  await passUntil(clock, () => first.ended !== 'no', { atMost: seconds(100) })
  assert.equal(first.status, 200)
  assert.equal(first.ended, 'aborted')
  assert.ok(!first.text.includes('error'))
  const again = ask()
  await passUntil(clock, () => again.ended !== 'no', { atMost: seconds(5) })
  assert.equal(again.status, 503)
  assert.equal(again.text, 'no healthy upstream')
})

test('what comes again stands where it stood: before those that came later', async (t) => {
  const { ask, upstream, clock } = await virtualRig(t, say.answers)
  upstream.edge = say.noHealthyUpstream
  const older = { headers: { ...SDK, 'x-stainless-timeout': '60' }, body: message('older', { stream: false }) }
  const first = ask(older)
  await pass(clock, seconds(10))
  const later = ask({ body: message('later') })
  await passUntil(clock, () => first.ended !== 'no', { atMost: seconds(60) })
  assert.equal(first.status, 503)
  const again = ask(older)
  const newcomer = ask({ body: message('newcomer') })
  // A request of another session, or with another body, is another request.
  await pass(clock, seconds(5))
  const calls = upstream.starts.length
  upstream.edge = undefined
  await passUntil(clock, () => [again, later, newcomer].every((one) => one.ended !== 'no'), { atMost: seconds(30) })
  const order = upstream.starts.slice(calls).map((call) => /"content":"(\w+)"/.exec(call.body.toString())?.[1])
  // The canary is the oldest that streams: only such a one shows at its first event that the upstream is back.
  assert.deepEqual(order, ['later', 'older', 'newcomer'])
})

test('another session’s identical request is not taken for the one that was handed back', async (t) => {
  const { ask, upstream, clock, state } = await virtualRig(t, say.answers)
  upstream.edge = say.noHealthyUpstream
  const asWhom = (session: string): object => ({
    headers: { ...CLAUDE_CODE, 'x-claude-code-session-id': session, 'x-holdfast-patience': '20000' },
  })
  const first = ask(asWhom('one'))
  await passUntil(clock, () => first.ended !== 'no', { atMost: seconds(30) })
  const other = ask(asWhom('two'))
  await pass(clock, seconds(2))
  assert.equal(other.ended, 'no')
  const same = ask(asWhom('one'))
  await passUntil(clock, () => same.ended !== 'no', { atMost: seconds(3) })
  assert.equal(same.status, 503)
  assert.equal(state().exchanges.length, 1)
  other.leave()
})

test('nobody is held in more than eight rounds', async (t) => {
  const { ask, upstream, clock } = await virtualRig(t, say.answers)
  upstream.edge = say.noHealthyUpstream
  const question = { headers: { ...SDK, 'x-stainless-timeout': '20' }, body: message('Hello', { stream: false }) }
  const held: number[] = []
  for (let round = 0; round < 10; round++) {
    const begun = clock.now()
    const asked = ask(question)
    await passUntil(clock, () => asked.ended !== 'no', { atMost: seconds(30), step: ms(500) })
    assert.equal(asked.status, 503)
    held.push(Math.round(between(begun, clock.now()) / 1000))
  }
  assert.deepEqual(
    held.slice(0, 8),
    Array.from({ length: 8 }, () => 19),
  )
  assert.equal(held[8], 0)
})

test('what was handed back is forgotten after a while: then it begins anew', async (t) => {
  const { ask, upstream, clock } = await virtualRig(t, say.answers)
  upstream.edge = say.noHealthyUpstream
  const headers = { ...CLAUDE_CODE, 'x-holdfast-patience': '20000' }
  const first = ask({ headers })
  await passUntil(clock, () => first.ended !== 'no', { atMost: seconds(30) })
  await pass(clock, minutes(11), { step: seconds(10) })
  const begun = clock.now()
  const again = ask({ headers })
  await passUntil(clock, () => again.ended !== 'no', { atMost: seconds(30) })
  assert.ok(between(begun, clock.now()) > seconds(19))
})
