import { after, before, beforeEach, test } from 'node:test'
import assert from 'node:assert/strict'
import { minutes, ms, seconds } from '../../src/core/time.ts'
import type { Fault } from '../../src/drill/fault.ts'
import { startProvider, type Provider } from '../../src/drill/provider.ts'
import { settle, VirtualClock } from '../instruments/virtual-clock.ts'
import { ask, CREDENTIALS, eventsIn, messagesBody, namesIn, type RawAnswer } from './raw-client.ts'

// Each fault as a client sees it on the wire.

let provider: Provider
before(async () => {
  provider = await startProvider({ port: 0 })
})
beforeEach(() => provider.set([]))
after(() => provider.close())

type Json = Readonly<Record<string, unknown>>
/** Long enough to say that nothing comes, and for a few pings. */
const QUIET = 300

const say = (prompt = 'good day', more: Json = {}): Promise<RawAnswer> =>
  ask(provider.url, { headers: CREDENTIALS, body: messagesBody(prompt, more) })
const sound = (): Promise<RawAnswer> => ask(provider.url, {})
const errorType = (answer: RawAnswer): unknown => (JSON.parse(answer.body) as { error: Json }).error['type']

/** What has come of an answer that does not go on. */
async function quietUnder(fault: Fault): Promise<RawAnswer> {
  await provider.set([fault])
  return await ask(provider.url, { headers: CREDENTIALS, body: messagesBody('good day'), watchMillis: QUIET })
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}

async function under(fault: Fault, prompt?: string, more?: Json): Promise<RawAnswer> {
  await provider.set([fault])
  return await say(prompt, more)
}

test('503 is what Envoy says, to the byte, and no request of the API', async () => {
  const answer = await under({ kind: 'envoy-503' })
  assert.deepEqual([answer.status, answer.body], [503, 'no healthy upstream'])
  assert.equal(answer.headers['content-length'], '19')
  assert.equal(answer.headers['content-type'], 'text/plain')
  assert.equal(answer.headers['server'], 'envoy')
  assert.equal(answer.headers['request-id'], undefined)
  assert.equal((await sound()).status, 503)
})

test('503 names any reset reason in the words of Envoy, and carries any header', async () => {
  const says = async (fault: Partial<Fault>): Promise<string> => (await under({ kind: 'envoy-503', ...fault } as Fault)).body
  assert.equal(
    await says({ reason: 'connection termination' }),
    'upstream connect error or disconnect/reset before headers. reset reason: connection termination',
  )
  assert.equal(
    await says({
      reason: 'remote connection failure',
      transport: 'delayed connect error: Connection refused',
      retried: true,
    }),
    'upstream connect error or disconnect/reset before headers. retried and the latest reset reason: remote connection failure, transport failure reason: delayed connect error: Connection refused',
  )
  const advised = await under({ kind: 'envoy-503', headers: { 'retry-after': '600' } })
  assert.equal(advised.headers['retry-after'], '600')
})

test('a balancer without a server left answers as Envoy, and goes on with the first that is back', async () => {
  for (const index of provider.servers().keys()) provider.put(index, 'down')
  assert.deepEqual([(await say()).status, (await sound()).body], [503, 'no healthy upstream'])
  provider.put(1, 'up')
  assert.equal((await say()).status, 200)
  assert.equal(provider.log().at(-1)?.server, 1)
  for (const index of provider.servers().keys()) provider.put(index, 'up')
})

test('a server that dies takes its answers with it: reset before the headers as Envoy, behind them as a cut', async () => {
  const kill = (): void => {
    for (const index of provider.servers().keys()) provider.put(index, 'down')
    for (const index of provider.servers().keys()) provider.put(index, 'up')
  }
  const waiting = say('[[wait:1m]]')
  await until(() => provider.servers().some((server) => server.exchanges > 0))
  kill()
  const early = await waiting
  assert.deepEqual([early.status, early.body.endsWith('reset reason: connection termination')], [503, true])
  const streaming = say('[[gap:20ms]] [[text:4000]]')
  await until(() => (provider.log().at(-1)?.outputTokens ?? 0) > 0)
  kill()
  const late = await streaming
  assert.deepEqual([late.status, late.ending], [200, 'closed'])
})

test('errors of the API have its form, its headers, and an empty-handed caller still gets his 401', async () => {
  const types = { 400: 'invalid_request_error', 401: 'authentication_error', 403: 'permission_error', 413: 'request_too_large' }
  const passing = { 429: 'rate_limit_error', 500: 'api_error', 504: 'timeout_error', 529: 'overloaded_error' }
  for (const [status, type] of Object.entries({ ...types, ...passing })) {
    const answer = await under({ kind: 'api-error', status: Number(status) })
    assert.deepEqual([answer.status, errorType(answer)], [Number(status), type])
    assert.match(answer.headers['request-id'] ?? '', /^req_/)
  }
  assert.equal((await sound()).status, 401)
})

test('429 carries whatever headers it is given', async () => {
  const headers = { 'retry-after': '3600', 'anthropic-ratelimit-unified-status': 'rejected', 'x-should-retry': 'false' }
  const answer = await under({ kind: 'api-error', status: 429, message: 'limit', headers })
  for (const [name, value] of Object.entries(headers)) assert.equal(answer.headers[name], value)
})

test('pages of nginx, ALB and Cloudflare look like theirs', async () => {
  const nginx = await under({ kind: 'edge-page', by: 'nginx', status: 502 })
  assert.match(nginx.body, /<h1>502 Bad Gateway<\/h1><\/center>\r\n<hr><center>nginx<\/center>/)
  const alb = await under({ kind: 'edge-page', by: 'alb', status: 503 })
  assert.equal(alb.headers['server'], 'awselb/2.0')
  assert.doesNotMatch(alb.body, /<hr>/)
  const cloudflare = await under({ kind: 'edge-page', by: 'cloudflare', status: 522 })
  assert.deepEqual([cloudflare.headers['server'], cloudflare.headers['content-type']], ['cloudflare', 'text/html; charset=UTF-8'])
  assert.ok(cloudflare.headers['cf-ray'])
  const asked = { headers: { ...CREDENTIALS, accept: 'application/json' }, body: messagesBody('a') }
  const problem = JSON.parse((await ask(provider.url, asked)).body) as Json
  assert.deepEqual([problem['cloudflare_error'], problem['status']], [true, 522])
  assert.equal((await under({ kind: 'edge-page', by: 'nginx', status: 200 })).status, 200)
})

test('refused: nobody listens, until the fault is taken back through the other port', async () => {
  const { url } = provider
  assert.equal((await under({ kind: 'refused' })).ending, 'refused')
  const taken = await ask(provider.controlUrl, { method: 'DELETE', path: '/_drill/faults' })
  assert.equal(taken.status, 200)
  assert.equal(provider.url, url)
  assert.equal((await say()).status, 200)
})

test('reset: not one header', async () => {
  const answer = await under({ kind: 'reset' })
  assert.deepEqual([answer.status, answer.ending], [undefined, 'reset'])
})

test('silence: no headers, headers alone, or message_start and pings', async () => {
  const none = await quietUnder({ kind: 'no-headers' })
  assert.deepEqual([none.status, none.ending], [undefined, 'quiet'])
  const headers = await quietUnder({ kind: 'silence', after: 'headers' })
  assert.deepEqual([headers.status, headers.body, headers.ending], [200, '', 'quiet'])
  const pings = await quietUnder({ kind: 'silence', after: 'message-start', pings: ms(20) })
  const names = namesIn(pings.body)
  assert.equal(pings.ending, 'quiet')
  assert.equal(names[0], 'message_start')
  assert.ok(names.length > 3 && names.slice(1).every((name) => name === 'ping'))
})

const RICH = '[[thinking:60]] [[text:100]] [[tool:Bash {"command":"make everything"}]]'

test('a cut falls behind any number of events, and never ends politely unless asked to', async () => {
  const whole = eventsIn((await say(RICH)).body).length
  for (let at = 0; at < whole; at++) {
    const answer = await under({ kind: 'cut', at }, RICH)
    assert.deepEqual([answer.status, eventsIn(answer.body).length, answer.ending], [200, at, 'closed'])
  }
  const polite = await under({ kind: 'cut', at: 3, by: 'end' }, RICH)
  assert.deepEqual([eventsIn(polite.body).length, polite.ending], [3, 'end'])
  assert.equal((await under({ kind: 'cut', at: 3, by: 'reset' }, RICH)).ending, 'reset')
})

test('a cut finds its place by name', async () => {
  const last = async (
    at: 'message-start' | 'mid-thinking' | 'mid-text' | 'mid-tool' | 'after-text' | 'before-stop',
  ): Promise<unknown> => {
    const event = eventsIn((await under({ kind: 'cut', at }, RICH)).body).at(-1)
    return (event?.data['delta'] as Json | undefined)?.['type'] ?? event?.name
  }
  assert.equal(await last('message-start'), 'message_start')
  assert.equal(await last('mid-thinking'), 'thinking_delta')
  assert.equal(await last('mid-text'), 'text_delta')
  assert.equal(await last('mid-tool'), 'input_json_delta')
  assert.equal(await last('after-text'), 'content_block_stop')
  assert.equal(await last('before-stop'), 'message_delta')
})

test('a cut inside an event leaves half of it', async () => {
  const answer = await under({ kind: 'cut', at: 'message-start', inside: true })
  assert.deepEqual(namesIn(answer.body), ['message_start'])
  assert.match(answer.body, /\n\nevent: content_block_start\n?[^\n]*$/)
})

test('a cut answer without stream is half a document', async () => {
  const answer = await under({ kind: 'cut', at: 2 }, 'good day', { stream: false })
  assert.equal(answer.ending, 'closed')
  assert.throws(() => JSON.parse(answer.body) as unknown)
})

test('an error event comes under a 200, before content or behind it, and then the end', async () => {
  for (const at of [0, 'message-start', 'mid-text'] as const) {
    const answer = await under({ kind: 'error-event', at })
    const last = eventsIn(answer.body).at(-1)
    assert.deepEqual([answer.status, answer.ending, last?.name], [200, 'end', 'error'])
    assert.deepEqual(last?.data['error'], { type: 'overloaded_error', message: 'Overloaded' })
  }
})

test('an empty 200 is complete and empty', async () => {
  const answer = await under({ kind: 'empty-200' })
  assert.deepEqual([answer.status, answer.body, answer.ending], [200, '', 'end'])
})

test('a drip is slow, but whole', async () => {
  await provider.set([{ kind: 'drip', bytes: 200, every: ms(5) }])
  const startedAt = performance.now()
  const answer = await ask(provider.url, { headers: CREDENTIALS, body: messagesBody('good day') })
  assert.deepEqual([answer.ending, namesIn(answer.body).at(-1)], ['end', 'message_stop'])
  assert.ok(performance.now() - startedAt >= 5 * Math.floor(answer.body.length / 200))
})

test('half-dead: who has no credential is answered, who has one is not', async () => {
  const answer = await under({ kind: 'envoy-503', match: { authenticated: true } })
  assert.deepEqual([answer.status, (await sound()).status], [503, 401])
})

test('a fault may concern one model, one path or one form of answer', async () => {
  await provider.set([{ kind: 'api-error', status: 529, match: { model: 'claude-opus-*' } }])
  assert.deepEqual([(await say()).status, (await say('a', { model: 'claude-sonnet-5' })).status], [529, 200])
  await provider.set([{ kind: 'api-error', status: 500, match: { path: '/v1/models*' } }])
  const models = await ask(provider.url, { method: 'GET', path: '/v1/models', headers: CREDENTIALS })
  assert.deepEqual([(await say()).status, models.status], [200, 500])
  await provider.set([{ kind: 'empty-200', match: { streaming: false } }])
  assert.notEqual((await say()).body, '')
  assert.equal((await say('a', { stream: false })).body, '')
})

test('a fault may strike a number of times, or with a chance that its seed repeats', async () => {
  await provider.set([{ kind: 'envoy-503', times: 2 }])
  assert.deepEqual([(await say()).status, (await say()).status, (await say()).status], [503, 503, 200])
  const draws = async (seed: number): Promise<string> => {
    const seeded = await startProvider({ port: 0, seed })
    await seeded.set([{ kind: 'envoy-503', probability: 0.5 }])
    let statuses = ''
    for (let count = 0; count < 20; count++) {
      statuses += (await ask(seeded.url, { headers: CREDENTIALS, body: messagesBody('a') })).status === 503 ? 'x' : '.'
    }
    await seeded.close()
    return statuses
  }
  const one = await draws(7)
  assert.equal(await draws(7), one)
  assert.notEqual(await draws(8), one)
  assert.match(one, /x.*\.|\..*x/)
})

test('a timetable holds by the clock: from, to, flapping, and refusing connections in between', async () => {
  const clock = new VirtualClock()
  const faults = [
    { from: seconds(5), to: seconds(10), fault: { kind: 'envoy-503' } },
    {
      from: seconds(20),
      to: seconds(40),
      fault: { kind: 'api-error', status: 529, flap: { period: seconds(8), down: seconds(5) } },
    },
    { from: minutes(1), to: minutes(2), fault: { kind: 'refused' } },
  ] as const
  const timed = await startProvider({ port: 0, clock, scenario: { name: 'timed', faults } })
  const seen: unknown[] = []
  for (const at of [4, 6, 9, 11, 21, 26, 29, 34, 45, 61, 119, 121]) {
    await clock.advance(ms(at * 1000 + 1_000 - clock.now()))
    await settle()
    const answer = await ask(timed.url, { headers: CREDENTIALS, body: messagesBody('a') })
    seen.push(answer.status ?? answer.ending)
  }
  assert.deepEqual(seen, [200, 503, 503, 200, 529, 200, 529, 200, 200, 'refused', 'refused', 200])
  await timed.close()
})

test('it counts which fault struck how often', async () => {
  const fresh = await startProvider({ port: 0 })
  const send = (): Promise<RawAnswer> => ask(fresh.url, { headers: CREDENTIALS, body: messagesBody('a') })
  await fresh.set([
    { kind: 'envoy-503', times: 2 },
    { kind: 'cut', at: 'mid-text', times: 1 },
  ])
  for (let count = 0; count < 4; count++) await send()
  const counts = fresh.counts()
  assert.deepEqual(counts.byFault, { '503 no healthy upstream': 2, 'cut mid-text': 1 })
  assert.deepEqual([counts.starts, counts.answers], [4, 1])
  assert.deepEqual(
    fresh.log().map((seen) => seen.ended),
    ['answered', 'answered', 'failed', 'answered'],
  )
  await fresh.close()
})
