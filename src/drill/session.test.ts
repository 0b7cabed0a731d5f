import { test } from 'node:test'
import assert from 'node:assert/strict'
import { between, minutes, ms, seconds, type Instant, type Millis } from '../core/time.ts'
import { settle, VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { planAnswer } from './answer.ts'
import { eventsOf, messageOf } from './answer-events.ts'
import { PLAIN_SETTINGS } from './client-reaction.ts'
import type { MessagesRequest } from './messages-request.ts'
import { simulateSession, type SessionEvent, type SessionOptions } from './session.ts'
import type { SessionResponse, Transport } from './session-request.ts'

const encoder = new TextEncoder()
const frame = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
const PING = frame('ping', { type: 'ping' })
const START = frame('message_start', { type: 'message_start', message: {} })
const EMPTY_DELTA = frame('message_delta', { type: 'message_delta', delta: { stop_reason: null } })

/** How the scripted upstream treats one request: what it sends when, and what then. */
type Play = (clock: VirtualClock, body: MessagesRequest, signal: AbortSignal) => Promise<SessionResponse>

const SSE = { 'content-type': 'text/event-stream' }
const answerTo = (body: MessagesRequest): ReturnType<typeof planAnswer> => planAnswer(body, 'x')

const good: Play = (_clock, body) => {
  const stream = eventsOf(answerTo(body)).map((event) => `event: ${event.name}\ndata: ${event.data}\n\n`)
  return body.stream === true
    ? Promise.resolve({ status: 200, headers: SSE, body: chunks([stream.join('')]) })
    : Promise.resolve({ status: 200, headers: {}, body: chunks([JSON.stringify(messageOf(answerTo(body)))]) })
}

const failing =
  (status: number, headers: Readonly<Record<string, string>> = {}): Play =>
  () =>
    Promise.resolve({ status, headers, body: chunks(['no healthy upstream']) })

const noHeaders: Play = (_clock, _body, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })

/** 200, `first`, then `again` every `every`, for ever or `times` times; then the rest of a good answer. */
type Dripping = { readonly first?: string; readonly again?: string; readonly every: Millis; readonly times?: number }

const dripping =
  ({ first = '', again = '', every, times = Number.POSITIVE_INFINITY }: Dripping): Play =>
  (clock, body, signal) => {
    async function* stream(): AsyncGenerator<Uint8Array> {
      if (first !== '') yield encoder.encode(first)
      for (let count = 0; count < times; count++) {
        await waitOn(clock, every, signal)
        if (again !== '') yield encoder.encode(again)
      }
      yield* (await good(clock, body, signal)).body
    }
    return Promise.resolve({ status: 200, headers: SSE, body: stream() })
  }

async function* brokenBehind(text: string): AsyncGenerator<Uint8Array> {
  yield encoder.encode(text)
  await Promise.reject(new Error('socket hang up'))
}

const cutAfter =
  (text: string): Play =>
  () => {
    return Promise.resolve({ status: 200, headers: SSE, body: brokenBehind(text) })
  }

async function* chunks(texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(encoder.encode(text))
}

function waitOn(clock: VirtualClock, length: Millis, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    clock.after(length, () => resolve())
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })
}

type Run = { readonly sent: readonly { at: number; streaming: boolean }[]; readonly end: SessionEvent; readonly endedAt: number }

type Kind = Pick<SessionOptions, 'client' | 'streaming'>

/** One turn against the plays, one for each request; the last repeats. Times in seconds. */
async function turn(plays: readonly Play[], settings = PLAIN_SETTINGS, kind: Kind = {}): Promise<Run> {
  const clock = new VirtualClock()
  const startedAt = clock.now()
  const sent: { at: number; streaming: boolean }[] = []
  const at = (now: Instant): number => Math.round(between(startedAt, now) / 100) / 10
  const transport: Transport = async (request, signal) => {
    const body = JSON.parse(request.body) as MessagesRequest
    const play = plays[Math.min(sent.length, plays.length - 1)]
    assert.ok(play)
    sent.push({ at: at(clock.now()), streaming: body.stream === true })
    return await play(clock, body, signal)
  }
  const ends: { event: SessionEvent; at: number }[] = []
  const options = {
    baseUrl: 'http://nowhere',
    name: 'one',
    clock,
    roll: () => 0,
    prompt: () => 'hello',
    another: (count: number) => count === 1,
    pause: { finished: ms(0), lost: ms(0) },
    observe: (event: SessionEvent, now: Instant) => {
      if (event.kind === 'turn-finished' || event.kind === 'turn-lost') ends.push({ event, at: at(now) })
    },
    settings,
    transport,
    ...kind,
  }
  const session = simulateSession(options, new AbortController().signal)
  for (let passed = 0; passed < 120 && ends.length === 0; passed++) await clock.advance(minutes(1))
  await settle()
  await session
  const [end] = ends
  assert.ok(end)
  return { sent, end: end.event, endedAt: end.at }
}

test('a client gets its answer and notices one that belongs to somebody else', async () => {
  assert.equal((await turn([good])).end.kind, 'turn-finished')
  const swapped: Play = (clock, body, signal) =>
    good(clock, { ...body, messages: [{ role: 'user', content: 'another prompt' }] }, signal)
  assert.deepEqual((await turn([swapped])).end, { kind: 'turn-lost', because: 'wrong-answer' })
})

test('a client notices an answer that ends as if it were whole, and is not', async () => {
  const shortened: Play = (_clock, body) => {
    const stream = eventsOf(answerTo(body)).map((event) => `event: ${event.name}\ndata: ${event.data}\n\n`)
    const last = stream.findLastIndex((text) => text.includes('text_delta'))
    return Promise.resolve({ status: 200, headers: SSE, body: chunks(stream.toSpliced(last, 1)) })
  }
  assert.deepEqual((await turn([shortened])).end, { kind: 'turn-lost', because: 'wrong-answer' })
})

test('a client that does not stream waits 300 s for its answer, then retries', async () => {
  const run = await turn([noHeaders, good], PLAIN_SETTINGS, { streaming: false })
  assert.deepEqual(run.sent, [
    { at: 0, streaming: false },
    { at: 300.5, streaming: false },
  ])
  assert.equal(run.end.kind, 'turn-finished')
})

test('an SDK waits 600 s for headers and then for ever, and gives up at a cut', async () => {
  const sdk = { client: 'sdk' } as const
  assert.equal((await turn([noHeaders, good], PLAIN_SETTINGS, sdk)).sent[1]?.at, 600.5)
  const late = await turn([dripping({ every: minutes(30), times: 1 })], PLAIN_SETTINGS, sdk)
  assert.deepEqual([late.end.kind, late.endedAt, late.sent.length], ['turn-finished', 1800, 1])
  assert.deepEqual((await turn([cutAfter(START)], PLAIN_SETTINGS, sdk)).end, { kind: 'turn-lost', because: 'connection-lost' })
})

test('a client retries a 503 ten times in real time, then loses its turn', async () => {
  const run = await turn([failing(503)])
  assert.deepEqual(
    run.sent.map((request) => request.at),
    [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 63.5, 95.5, 127.5, 159.5],
  )
  assert.deepEqual(run.end, { kind: 'turn-lost', because: 'retries-used-up' })
})

test('a client reads retry-after as seconds and plan headers as final', async () => {
  const patient = await turn([failing(503, { 'retry-after': '5' }), good])
  assert.deepEqual([patient.sent[1]?.at, patient.end.kind], [5, 'turn-finished'])
  const plan = { 'retry-after': '3600', 'anthropic-ratelimit-unified-status': 'rejected' }
  assert.deepEqual((await turn([failing(429, plan)])).end, { kind: 'turn-lost', because: 'plan-limit' })
})

test('a client waits 360 s for headers, then retries', async () => {
  const run = await turn([noHeaders, good])
  assert.deepEqual(run.sent[1], { at: 360.5, streaming: true })
  assert.equal(run.end.kind, 'turn-finished')
})

test('pings alone keep a client for 600 s, then it re-sends, and after 600 s more without stream', async () => {
  const pings = dripping({ first: PING, again: PING, every: seconds(5) })
  const run = await turn([pings, pings, good])
  assert.deepEqual(run.sent, [
    { at: 0, streaming: true },
    { at: 600.5, streaming: true },
    { at: 1201, streaming: false },
  ])
  assert.equal(run.end.kind, 'turn-finished')
})

test('events of an unknown name are as good as pings alone: 600 s', async () => {
  const unknown = dripping({ first: PING, again: frame('holdfast', { type: 'holdfast' }), every: seconds(60) })
  assert.equal((await turn([unknown, good])).sent[1]?.at, 600.5)
})

test('an empty message_delta every 60 s keeps a client on one request for as long as it takes', async () => {
  const run = await turn([dripping({ first: START, again: EMPTY_DELTA, every: seconds(60), times: 30 })])
  assert.equal(run.sent.length, 1)
  assert.deepEqual([run.end.kind, run.endedAt], ['turn-finished', 1800])
})

test('message_start and then pings alone: 600 s, then without stream', async () => {
  const run = await turn([dripping({ first: START, again: PING, every: seconds(10) }), good])
  assert.deepEqual(run.sent[1], { at: 600.5, streaming: false })
})

test('silence behind the headers: 300 s, then it re-sends, and after 300 s more without stream', async () => {
  const silence = dripping({ every: minutes(60) })
  const run = await turn([silence, silence, good])
  assert.deepEqual(
    run.sent.map((request) => request.at),
    [0, 300.5, 601],
  )
  assert.equal(run.sent[2]?.streaming, false)
})

test('a drop after pings or message_start is an ordinary retry, one in the text a re-send without stream', async () => {
  for (const got of [PING, START + EMPTY_DELTA]) {
    assert.deepEqual((await turn([cutAfter(got), good])).sent[1], { at: 0.5, streaming: true })
  }
  const text =
    START +
    frame('content_block_start', { type: 'content_block_start', content_block: { type: 'text' } }) +
    frame('content_block_delta', { type: 'content_block_delta', delta: { type: 'text_delta', text: 'He' } })
  assert.deepEqual((await turn([cutAfter(text), good])).sent[1], { at: 0.5, streaming: false })
  const disabled = { ...PLAIN_SETTINGS, nonStreamingFallback: false }
  assert.deepEqual((await turn([cutAfter(text), good], disabled)).sent[1], { at: 0.5, streaming: true })
})

test('an error event without content: two re-sends, then one without stream', async () => {
  const error = dripping({ first: frame('error', { type: 'error', error: { type: 'overloaded_error' } }), every: seconds(1) })
  const run = await turn([error, error, error, good])
  assert.deepEqual(
    run.sent.map((request) => request.streaming),
    [true, true, true, false],
  )
})

test('HTML under a 200 is asked for once more without stream, then the turn is lost', async () => {
  const page: Play = () =>
    Promise.resolve({ status: 200, headers: { 'content-type': 'text/html' }, body: chunks(['<html></html>']) })
  const run = await turn([page])
  assert.deepEqual([run.sent.length, run.end], [2, { kind: 'turn-lost', because: 'malformed-answer' }])
})
