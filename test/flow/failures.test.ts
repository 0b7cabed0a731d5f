import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Millis } from '../../src/core/time.ts'
import { ms, seconds } from '../../src/core/time.ts'
import { Asking, dataOf, message } from '../instruments/asking.ts'
import { gatewayFor, pass, passUntil, rig, until, virtualRig, type Rig } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'
import { selfSigned } from '../instruments/self-signed.ts'
import { Upstream, type Script } from '../instruments/upstream.ts'
import { VirtualClock } from '../instruments/virtual-clock.ts'

// Every failure that must be seen, and none of them by the client.

const FOUND = say.answerEvents('found')

/** The code under which a failure was judged, from the log. */
const codes = ({ lines }: Pick<Rig, 'lines'>): readonly string[] =>
  lines.flatMap((line) => (line.event === 'step' && 'code' in line.judged ? [line.judged.code] : []))

type Row = readonly [name: string, code: string, fails: Script, waits?: Millis]

const FAILURES: readonly Row[] = [
  ['a reset before headers', 'path.reset', say.resets],
  ['a hang-up before headers', 'path.closed-before-headers', say.hangsUp],
  ['no healthy upstream', 'envoy.no-healthy-upstream', say.noHealthyUpstream],
  ['an overload', 'api.overloaded', say.overloaded],
  ['an error of the API', 'api.internal', say.apiError(500, 'api_error')],
  ['an empty 200', 'answer.empty', say.says(200, say.SSE, '')],
  ['an empty 200 that says nothing of what it is', 'answer.empty', say.says(200, [], '')],
  ['a web page', 'middlebox.html-page', say.says(200, ['content-type', 'text/html'], '<!DOCTYPE html><title>Hotel</title>')],
  ['an answer that is none', 'middlebox.not-json', say.says(200, ['content-type', 'text/plain'], 'OK')],
  ['rubbish instead of HTTP', 'path.protocol-error', ({ response }) => void response.socket?.end('hello?\r\n\r\n')],
  ['an overload that comes as an event', 'api.overloaded', errorEvent('overloaded_error')],
  ['an end of the stream before anything', 'answer.cut', say.streams([say.PING], 'cut')],
  ['a cut right behind the start', 'answer.cut', say.streams([say.START, say.PING], 'cut')],
  ['a proper end behind the start', 'answer.cut', say.streams([say.START])],
  ['a reset in the middle of the first event', 'answer.cut', say.streams([say.START.slice(0, 40)], 'reset')],
  ['headers that never come', 'path.silent-headers', say.never, seconds(61)],
  ['headers and then nothing', 'path.silent-first-event', say.streams([], 'silence'), seconds(91)],
  ['headers and then only pings', 'path.silent-first-event', say.streams([say.PING], 'silence'), seconds(91)],
]

function errorEvent(type: string): Script {
  return say.streams([say.sse('error', { error: { type, message: 'no' } })])
}

for (const [name, code, fails, waits = ms(0)] of FAILURES) {
  test(`${name}: seen, and a streaming client gets its whole answer all the same`, async (t) => {
    const r = await virtualRig(t, say.inTurn(fails, say.streams(FOUND)))
    const asked = r.ask()
    await passUntil(r.clock, () => asked.ended !== 'no', { atMost: ms(waits + 5000) })
    assert.equal(asked.text, FOUND.join(''))
    assert.equal(asked.status, 200)
    assert.deepEqual(codes(r), [code])
    assert.equal(r.upstream.starts.length, 2)
  })
}

const WHOLE_FAILURES = FAILURES.filter(([name]) =>
  /reset before|hang-up|healthy|overload$|of the API|page|says nothing|is none/.test(name),
)

for (const [name, code, fails] of WHOLE_FAILURES) {
  test(`${name}: seen, and a client that does not stream gets its whole answer all the same`, async (t) => {
    const found = say.says(200, ['content-type', 'application/json'], say.wholeMessage('found'))
    const r = await virtualRig(t, say.inTurn(fails, found))
    const asked = r.ask({ body: message('Hello', { stream: false }) })
    await passUntil(r.clock, () => asked.ended !== 'no', { atMost: seconds(5) })
    assert.equal(asked.text, say.wholeMessage('found'))
    assert.deepEqual(codes(r), [code])
  })
}

test('half of a message that is not streamed is fetched again, unseen', async (t) => {
  const half: Script = ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 500 })
    response.write('{"type":"message",')
    setTimeout(() => response.socket?.destroy(), 20)
  }
  const found = say.says(200, ['content-type', 'application/json'], say.wholeMessage('found'))
  const r = await rig(t, say.inTurn(half, found))
  assert.equal((await r.ask({ body: message('Hello', { stream: false }) }).over).text, say.wholeMessage('found'))
})

test('nobody listening at the upstream: seen, and served as soon as somebody does', async (t) => {
  const r = await virtualRig(t, say.streams(FOUND))
  await r.upstream.shut()
  const asked = r.ask()
  await passUntil(r.clock, () => codes(r).length > 0, { atMost: seconds(1) })
  assert.deepEqual(codes(r), ['path.refused'])
  await r.upstream.open()
  await passUntil(r.clock, () => asked.ended !== 'no', { atMost: seconds(5) })
  assert.equal(asked.text, FOUND.join(''))
})

test('a name that does not exist is seen as such, and held', async (t) => {
  const running = await gatewayFor(t, { upstream: 'http://nowhere.invalid:8080' })
  const asked = new Asking(running.gateway.url, { body: message('Hello') })
  await until(() => codes(running).length > 0, seconds(15))
  assert.match(codes(running)[0] ?? '', /^path\.dns-/)
  assert.equal(asked.ended, 'no')
  asked.leave()
})

for (const stream of [true, false]) {
  test(`a certificate that nobody should trust is said at once and not tried again, ${stream ? 'streaming' : 'not streaming'}`, async (t) => {
    const r = await rig(t, say.answers, { upstream: { tls: selfSigned('127.0.0.1') } })
    const asked = await r.ask({ body: message('Hello', { stream }) }).over
    assert.deepEqual(codes(r), ['path.tls-cert-self-signed'])
    assert.equal(asked.status, 502)
    assert.equal(asked.headers['x-should-retry'], 'false')
    assert.equal((asked.json['error'] as { type: string }).type, 'api_error')
    assert.equal(r.upstream.calls.length, 0)
    assert.deepEqual(r.steps(), ['attempt first-try'])
  })
}

test('a final error that comes as an event before content is the client’s to see, at once', async (t) => {
  const event = say.sse('error', { error: { type: 'authentication_error', message: 'no' } })
  const r = await rig(t, say.streams([say.START, event]))
  const asked = await r.ask().over
  assert.ok(asked.text.endsWith(event))
  assert.equal(asked.ended, 'whole')
  assert.equal(r.upstream.starts.length, 1)
})

/** Answers whose client has part of the content: the connection is dropped, and nothing is pretended. */
const TORN: readonly Row[] = [
  ['a cut in the middle of text', 'answer.cut', say.trickles([say.START, say.BLOCK, say.said('half')], 'cut')],
  ['a proper end without message_stop', 'answer.cut', say.trickles(FOUND.slice(0, -1))],
  ['a cut before message_stop', 'answer.cut', say.trickles(FOUND.slice(0, -1), 'cut')],
  [
    'an error event behind content',
    'api.overloaded',
    say.trickles([say.START, say.BLOCK, say.said('half'), say.sse('error', { error: { type: 'overloaded_error' } })]),
  ],
  [
    'silence of an answer that has pinged',
    'answer.silent',
    say.trickles([say.START, say.BLOCK, say.PING, say.said('half')], 'silence'),
    seconds(91),
  ],
  [
    'silence of an answer that never pinged',
    'answer.silent',
    say.trickles([say.START, say.BLOCK, say.said('half')], 'silence'),
    seconds(301),
  ],
]

for (const [name, code, fails, waits = ms(0)] of TORN) {
  test(`${name}: the connection is dropped; no error event, no polite end, no second request`, async (t) => {
    const r = await virtualRig(t, fails)
    const asked = r.ask()
    await passUntil(r.clock, () => asked.ended !== 'no', { atMost: ms(waits + 2000) })
    assert.equal(asked.ended, 'aborted')
    assert.equal(asked.status, 200)
    assert.ok(!asked.names.includes('error'))
    assert.ok(!asked.names.includes('message_stop'))
    assert.ok(asked.names.includes('content_block_delta'))
    assert.deepEqual(codes(r), [code])
    assert.equal(r.upstream.starts.length, 1)
    await until(() => r.upstream.connections === 0 || r.upstream.starts[0]?.response.writableFinished === true)
  })
}

test('an answer that never pings may be silent for 300 s: its client hears a ping of ours every 15 s, and so stays', async (t) => {
  const r = await virtualRig(t, say.trickles([say.START, say.BLOCK, say.said('half')], 'silence'))
  const asked = r.ask()
  await passUntil(r.clock, () => asked.names.includes('content_block_delta'), { atMost: seconds(10) })
  await pass(r.clock, seconds(290))
  assert.equal(asked.ended, 'no')
  const pings = asked.names.filter((name) => name === 'ping').length
  assert.ok(pings >= 18 && pings <= 20, String(pings))
  await passUntil(r.clock, () => asked.ended !== 'no', { atMost: seconds(12) })
  assert.equal(asked.ended, 'aborted')
})

test('a start that the client has, and a cut before content: begun again unseen, with the usage of the second', async (t) => {
  const second = say.sse('message_start', {
    message: {
      id: 'msg_second',
      type: 'message',
      role: 'assistant',
      model: 'm',
      content: [],
      usage: { input_tokens: 99, cache_read_input_tokens: 8, output_tokens: 1 },
    },
  })
  let cut = (): void => undefined
  const first: Script = (call) => {
    void say.streams([say.START], 'silence')(call)
    cut = () => call.response.socket?.destroy()
  }
  const r = await virtualRig(t, say.inTurn(first, say.streams([second, ...FOUND.slice(1)])))
  const asked = r.ask()
  // Kept back for a moment, to see whether content follows.
  await passUntil(r.clock, () => asked.names.length > 0, { atMost: seconds(6) })
  assert.deepEqual(asked.names, ['message_start'])
  cut()
  await passUntil(r.clock, () => asked.ended !== 'no', { atMost: seconds(5) })
  assert.equal(asked.ended, 'whole')
  assert.deepEqual(
    asked.names.filter((name) => name !== 'ping'),
    ['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop'],
  )
  const end = asked.events.find((event) => event.name === 'message_delta')
  assert.deepEqual(dataOf(end)['usage'], { input_tokens: 99, cache_read_input_tokens: 8, output_tokens: 7 })
  assert.equal(r.upstream.starts.length, 2)
})

test('a kept connection that dies before any byte is tried again at once, on a fresh one, and is no failure of the upstream', async (t) => {
  const clock = new VirtualClock()
  const upstream = await new Upstream((call) => (call.turn > 1 ? say.resets(call) : say.answers(call)), { clock }).open()
  t.after(async () => await upstream.shut())
  const { gateway, ...running } = await gatewayFor(t, { upstream: upstream.url, clock })
  const answered = async (): Promise<Asking> => await new Asking(gateway.url, { body: message('Hello') }).over
  assert.equal((await answered()).status, 200)
  // No time passes here: a retry that waits would hang.
  assert.equal((await answered()).ended, 'whole')
  assert.equal(upstream.starts.length, 3)
  const judged = running.lines.flatMap((line) => (line.event === 'step' ? [line.judged.kind] : []))
  assert.deepEqual(judged, ['stale', 'good', 'done'])
  assert.ok(gateway.state().lanes.every((lane) => lane.health === 'fit'))
})

test('an answer that was given up leaves no connection open at the upstream', async (t) => {
  const fails: Script = (call) => say.streams([say.sse('error', { error: { type: 'overloaded_error' } })], 'silence')(call)
  const r = await virtualRig(t, say.inTurn(fails, say.streams(FOUND)))
  const asked = r.ask()
  await passUntil(r.clock, () => asked.ended !== 'no', { atMost: seconds(5) })
  assert.equal(asked.text, FOUND.join(''))
  await passUntil(r.clock, () => r.upstream.starts[0]?.response.closed === true, { atMost: seconds(10) })
})
