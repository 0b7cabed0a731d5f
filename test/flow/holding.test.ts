import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { test } from 'node:test'
import { between, hours, minutes, ms, seconds, type Instant, type Millis } from '../../src/core/time.ts'
import { dataOf, type Asking } from '../instruments/asking.ts'
import { pass, passUntil, virtualRig } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'

// What a streaming Claude Code hears while it is held, by the second.

/** Everything here is told within one step of virtual time. */
const GRAIN = 510

const after = (begun: Instant, times: readonly Instant[]): readonly Millis[] => times.map((at) => between(begun, at))

function assertNear(times: readonly Millis[], expected: readonly number[]): void {
  assert.equal(times.length, expected.length, `${times.length} instead of ${expected.length}: ${times.join(', ')}`)
  times.forEach((time, index) => {
    const planned = (expected[index] ?? 0) * 1000
    assert.ok(time >= planned && time <= planned + GRAIN, `${time} ms instead of ${planned}`)
  })
}

const every = (step: number, from: number, to: number): readonly number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)

test('nothing is said for 50 s; then 200 and a ping, and a ping every 10 s', async (t) => {
  const { ask, upstream, clock } = await virtualRig(t, say.answers)
  upstream.edge = say.noHealthyUpstream
  const begun = clock.now()
  const asked = ask()
  await pass(clock, ms(49_900))
  assert.equal(asked.status, undefined)
  await pass(clock, ms(41_000))
  assert.equal(asked.status, 200)
  assert.equal(asked.headers['content-type'], 'text/event-stream; charset=utf-8')
  assertNear(after(begun, [asked.headAt ?? begun]), [50])
  assertNear(after(begun, asked.timesOf('ping')), [50, 60, 70, 80, 90])
  assert.deepEqual(new Set(asked.names), new Set(['ping']))
  asked.leave()
})

test('an answer that comes before 50 s are over has the upstream’s own headers', async (t) => {
  const { ask, upstream, clock } = await virtualRig(t, say.answers)
  upstream.edge = say.noHealthyUpstream
  const asked = ask()
  await pass(clock, seconds(30))
  upstream.edge = undefined
  await passUntil(clock, () => asked.ended !== 'no', { atMost: seconds(17) })
  assert.equal(asked.headers['request-id'], 'req_answer')
  assert.equal(asked.text, say.answerEvents(say.echoOf(upstream.starts.at(-1)?.body ?? '')).join(''))
})

/** Held for so long, and then answered. */
async function heldFor(
  t: Parameters<typeof virtualRig>[0],
  length: Millis,
): Promise<{ asked: Asking; begun: Instant; body: Buffer }> {
  const { ask, upstream, clock } = await virtualRig(t, say.answers)
  upstream.edge = say.noHealthyUpstream
  const begun = clock.now()
  const asked = ask()
  await pass(clock, length)
  upstream.edge = undefined
  await passUntil(clock, () => asked.ended !== 'no', { atMost: seconds(20) })
  return { asked, begun, body: upstream.starts.at(-1)?.body ?? Buffer.alloc(0) }
}

test('an answer after a short hold begins with the upstream’s own message_start, behind our pings', async (t) => {
  const { asked, body } = await heldFor(t, seconds(75))
  const events = say.answerEvents(say.echoOf(body)).join('')
  assert.ok(asked.text.endsWith(events))
  assert.equal(asked.text.replaceAll(say.PING, ''), events.replaceAll(say.PING, ''))
  assert.equal(asked.ended, 'whole')
})

test('at 540 s comes a message_start of our own, then an empty message_delta every 60 s, and the real start is swallowed', async (t) => {
  const { asked, begun, body } = await heldFor(t, seconds(800))
  assert.equal(asked.ended, 'whole')
  assertNear(after(begun, asked.timesOf('message_start')), [540])
  const start = dataOf(asked.events.find((event) => event.name === 'message_start'))['message'] as Record<string, unknown>
  assert.match(String(start['id']), /^msg_holdfast_\w+$/)
  assert.equal(start['model'], 'claude-opus-5')
  assert.deepEqual(start['content'], [])
  assert.deepEqual(start['usage'], {
    input_tokens: 0,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: 0,
  })

  const deltas = asked.events.filter((event) => event.name === 'message_delta').map(dataOf)
  assertNear(after(begun, asked.timesOf('message_delta')).slice(0, -1), [600, 660, 720, 780])
  for (const delta of deltas.slice(0, -1)) {
    assert.deepEqual(delta['delta'], { stop_reason: null, stop_sequence: null })
    assert.deepEqual(delta['usage'], { output_tokens: 0 })
  }
  // What the swallowed start said of tokens is not lost.
  assert.deepEqual(deltas.at(-1), {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { input_tokens: 21, cache_read_input_tokens: 34, cache_creation_input_tokens: 5, output_tokens: 7 },
  })

  const content = asked.names.filter((name) => name !== 'ping' && name !== 'message_delta')
  assert.deepEqual(content, ['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_stop'])
  assert.ok(asked.text.includes(say.echoOf(body)))
})

test('no gap in a long hold is longer than 10 s', async (t) => {
  const { asked, begun } = await heldFor(t, minutes(15))
  const heard = after(
    begun,
    asked.pieces.map((piece) => piece.at),
  )
  const gaps = heard.slice(1).map((at, index) => at - (heard[index] ?? 0))
  assert.ok(Math.max(...gaps) <= 10_000 + GRAIN, `${Math.max(...gaps)}`)
  // Not chatty either: a ping or an event each ten seconds, no more.
  assert.ok(heard.length < 100)
})

test('a hold of two hours, and the answer at its end', async (t) => {
  const { ask, upstream, clock } = await virtualRig(t, say.answers)
  upstream.edge = say.noHealthyUpstream
  const asked = ask()
  await pass(clock, hours(2), { step: seconds(30) })
  upstream.edge = undefined
  await passUntil(clock, () => asked.ended !== 'no', { atMost: seconds(30) })
  assert.equal(asked.ended, 'whole')
  assert.equal(asked.names.filter((name) => name === 'message_start').length, 1)
  assert.equal(asked.names.at(-1), 'message_stop')
  // One canary that failed and the one that came through, over all this time.
  assert.ok(upstream.starts.length < 6, `${upstream.starts.length} requests`)
})

test('while the answer is slow in coming, the upstream’s own pings are not doubled, and a missing one is made', async (t) => {
  const rest = say.answerEvents('late').slice(1)
  const { ask, clock } = await virtualRig(t, ({ response }) => {
    response.writeHead(200, say.SSE as string[])
    response.write(say.START + say.BLOCK)
    for (const at of [10, 20, 30]) clock.after(seconds(at), () => response.write(say.PING))
    clock.after(seconds(80), () => response.end(rest.slice(1).join('')))
  })
  const begun = clock.now()
  const asked = ask()
  await passUntil(clock, () => asked.ended !== 'no', { atMost: seconds(90) })
  assert.equal(asked.ended, 'whole')
  assertNear(after(begun, asked.timesOf('ping')), [10, 20, 30, 45, 60, 75, 80])
})

test('a request whose attempt is out is told nothing either, until its client would leave', async (t) => {
  const { ask, clock, upstream } = await virtualRig(t, say.never, {
    policy: { headersWithin: minutes(10), headersAtMost: minutes(10) },
  })
  const begun = clock.now()
  const asked = ask()
  await pass(clock, seconds(299))
  assert.equal(asked.status, undefined)
  await pass(clock, seconds(22))
  assertNear(after(begun, asked.timesOf('ping')), every(10, 300, 320))
  assert.equal(upstream.starts.length, 1)
  asked.leave()
})

test('who waits, since when, for what, and what comes next can be seen all the while', async (t) => {
  const { ask, upstream, clock, state, gateway, lines } = await virtualRig(t, say.answers)
  upstream.edge = say.noHealthyUpstream
  const headers = {
    'x-api-key': 'k',
    'user-agent': 'claude-cli/2.1.330',
    'x-claude-code-session-id': 's-1',
    'x-holdfast-run': '0123abcd',
  }
  const asked = ask({ headers })
  await pass(clock, seconds(100))
  const { exchanges, lanes } = state()
  const [exchange] = exchanges
  assert.equal(exchange?.step, 'holding')
  assert.equal(exchange.session, 's-1')
  assert.equal(exchange.run, '0123abcd')
  assert.equal(exchange.client, 'claude-code')
  assert.equal(exchange.hold?.code, 'envoy.no-healthy-upstream')
  assert.equal(exchange.hold.scope, 'upstream')
  assert.equal(exchange.hold.place, 0)
  assert.equal(exchange.hold.next, 'sounding')
  assert.ok((exchange.hold.nextTryInMillis ?? -1) >= 0 && (exchange.hold.nextTryInMillis ?? 0) <= 15_000)
  assert.ok(exchange.hold.attempt > 5)
  assert.ok(Math.abs(exchange.hold.endsInMillis - (minutes(6 * 60) - seconds(100))) < 1000)
  const lane = lanes.find((one) => one.scope === 'upstream')
  assert.equal(lane?.health, 'unfit')
  assert.equal(lane?.waiting, 1)
  const planned = lines.filter((line) => line.event === 'next-try')
  assert.ok(planned.length > 5)
  assert.ok(planned.every((line) => line.inMillis <= 15_000 && line.waiting <= 1))
  assert.equal(gateway.state().totals.exchanges, 1)
  asked.leave()
})

test('an upstream that only pings after its message_start is helped along: an empty message_delta every 60 s', async (t) => {
  const open: ServerResponse[] = []
  const r = await virtualRig(t, ({ response }) => {
    open.push(response)
    response.writeHead(200, say.SSE as string[])
    response.write(say.answerEvents('x')[0])
  })
  const asked = r.ask()
  const pingFor = async (length: Millis): Promise<void> => {
    for (let gone = 0; gone < length; gone += 10_000) {
      await pass(r.clock, seconds(10))
      open[0]?.write('event: ping\ndata: {"type":"ping"}\n\n')
    }
  }
  await pingFor(minutes(3))
  assert.equal(asked.names[0], 'message_start')
  assert.equal(asked.timesOf('message_delta').length, 2)
  assert.equal(asked.ended, 'no')
  asked.leave()
})
