import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { ms } from '../../src/core/time.ts'
import { echoOf } from '../../src/drill/messages-request.ts'
import { startProvider, type Provider } from '../../src/drill/provider.ts'
import { ask, CREDENTIALS, eventsIn, messagesBody, namesIn, type RawAnswer } from './raw-client.ts'

// The stand-in seen from outside, when nothing goes wrong.

let provider: Provider
before(async () => {
  provider = await startProvider({ port: 0 })
})
after(() => provider.close())

type Json = Readonly<Record<string, unknown>>
const say = (prompt: string, more: Json = {}): Promise<RawAnswer> =>
  ask(provider.url, { headers: CREDENTIALS, body: messagesBody(prompt, more) })
const jsonOf = (answer: RawAnswer): Json => JSON.parse(answer.body) as Json
const usageIn = (data: Json | undefined): Json => data?.['usage'] as Json
const textIn = (message: Json): string => ((message['content'] as readonly Json[])[0]?.['text'] as string | undefined) ?? ''
const errorOf = (answer: RawAnswer): Json => jsonOf(answer)['error'] as Json

test('any prompt is answered with a streamed text that names the prompt by its hash', async () => {
  const answer = await say('good day')
  assert.equal(answer.status, 200)
  assert.match(answer.headers['content-type'] ?? '', /^text\/event-stream/)
  assert.deepEqual(namesIn(answer.body), [
    'message_start',
    'content_block_start',
    'ping',
    'content_block_delta',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ])
  const text = eventsIn(answer.body).map(
    (event) => ((event.data['delta'] as Json | undefined)?.['text'] as string | undefined) ?? '',
  )
  assert.equal(text.join(''), `Held fast. (echo ${echoOf('good day')})`)
})

test('usage is in message_start, and cumulative in message_delta', async () => {
  const events = eventsIn((await say('good day')).body)
  const start = usageIn(events[0]?.data['message'] as Json)
  const delta = usageIn(events.at(-2)?.data)
  assert.deepEqual([start['output_tokens'], start['input_tokens']], [1, delta['input_tokens']])
  assert.ok(Number(delta['output_tokens']) > 1)
  assert.deepEqual(events.at(-2)?.data['delta'], { stop_reason: 'end_turn', stop_sequence: null })
})

test('without stream the same answer comes in one piece', async () => {
  const message = jsonOf(await say('good day [[thinking]] [[tool:Bash {"command":"true"}]]', { stream: false }))
  const content = message['content'] as readonly Json[]
  assert.deepEqual(
    content.map((block) => block['type']),
    ['thinking', 'tool_use'],
  )
  assert.deepEqual([content[1]?.['input'], message['stop_reason']], [{ command: 'true' }, 'tool_use'])
})

test('thinking is signed before its block closes, and tool input comes in pieces of JSON', async () => {
  const answer = await say('[[thinking:30]] [[text:60]] [[tool:Bash {"command":"echo [[x]] ok"}]]')
  const deltas = eventsIn(answer.body).map((event) => (event.data['delta'] ?? {}) as Json)
  const types = deltas.map((delta) => delta['type'])
  assert.equal(types.filter((type, index) => type === 'signature_delta' && types[index - 1] === 'thinking_delta').length, 1)
  const pieces = deltas.map((delta) => delta['partial_json']).filter((piece) => typeof piece === 'string')
  assert.ok(pieces.length > 2)
  assert.deepEqual(JSON.parse(pieces.join('')), { command: 'echo [[x]] ok' })
})

test('a tool is called only if the request has it, or has no list of tools', async () => {
  const stop = async (tools: unknown): Promise<unknown> =>
    jsonOf(await say('[[tool:Bash {}]]', { stream: false, ...(tools === undefined ? {} : { tools }) }))['stop_reason']
  assert.equal(await stop([{ name: 'Bash' }]), 'tool_use')
  assert.equal(await stop(undefined), 'tool_use')
  assert.equal(await stop([]), 'end_turn')
})

test('a prompt asks for lengths, bytes, gaps and stops', async () => {
  const message = jsonOf(await say('[[text:400]] [[stop:refusal]]', { stream: false }))
  assert.equal(textIn(message).length, 400)
  assert.equal(message['stop_reason'], 'refusal')
  const bytes = (await say('[[bytes:3000]]')).body.length
  assert.ok(bytes > 2_700 && bytes < 3_300, `${bytes} bytes`)
  const startedAt = performance.now()
  await say('[[gap:20ms]] [[wait:40ms]]')
  assert.ok(performance.now() - startedAt >= 40 + 6 * 20)
})

test('max_tokens ends a text, and a schema for the answer is kept to', async () => {
  const short = jsonOf(await say('[[text:400]]', { stream: false, max_tokens: 5 }))
  assert.deepEqual([short['stop_reason'], textIn(short).length], ['max_tokens', 20])
  const schema = {
    type: 'object',
    properties: { title: { type: 'string' }, done: { type: 'boolean' } },
    required: ['title', 'done'],
  }
  const titled = jsonOf(await say('hello', { stream: false, output_config: { format: { type: 'json_schema', schema } } }))
  const title = JSON.parse(textIn(titled)) as Json
  assert.deepEqual(Object.keys(title), ['title', 'done'])
})

test('every answer of the API has a request id of its own, the organization and the rate limits', async () => {
  const [one, other] = await Promise.all([say('a'), say('b')])
  assert.match(one.headers['request-id'] ?? '', /^req_[A-Za-z0-9]{24}$/)
  assert.notEqual(one.headers['request-id'], other.headers['request-id'])
  assert.ok(one.headers['anthropic-organization-id'])
  for (const bucket of ['requests', 'tokens', 'input-tokens', 'output-tokens']) {
    assert.ok(Number(one.headers[`anthropic-ratelimit-${bucket}-remaining`]) > 0)
    assert.match(one.headers[`anthropic-ratelimit-${bucket}-reset`] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  }
})

test('without a credential an empty body gets a fast 401 in JSON: somebody is there', async () => {
  const answer = await ask(provider.url, {})
  assert.equal(answer.status, 401)
  assert.deepEqual(errorOf(answer), { type: 'authentication_error', message: 'x-api-key header is required' })
  assert.equal(jsonOf(answer)['request_id'], answer.headers['request-id'])
  assert.equal(answer.headers['anthropic-organization-id'], undefined)
  const bearer = { 'anthropic-version': '2023-06-01', authorization: 'Bearer made-up' }
  assert.equal((await ask(provider.url, { headers: bearer, body: messagesBody('a') })).status, 200)
})

test('bad bodies are refused in the words of the API', async () => {
  const message = async (body: string): Promise<unknown> => {
    const answer = await ask(provider.url, { headers: CREDENTIALS, body })
    assert.deepEqual([answer.status, errorOf(answer)['type']], [400, 'invalid_request_error'])
    return errorOf(answer)['message']
  }
  assert.match(String(await message('{')), /^The request body is not valid JSON/)
  const user = [{ role: 'user', content: 'a' }]
  assert.equal(await message(JSON.stringify({ model: 'claude-opus-5', messages: user })), 'max_tokens: Field required')
  assert.equal(await message(JSON.stringify({ max_tokens: 5, messages: user })), 'model: Field required')
  assert.equal(
    await message(JSON.stringify({ model: 'claude-opus-5', max_tokens: 5, messages: [] })),
    'messages: at least one message is required',
  )
  assert.match(String(await message(JSON.stringify({ model: 'claude-opus-5', max_tokens: 0, messages: user }))), /^max_tokens: /)
})

test('a trailing assistant turn is taken by old models alone', async () => {
  const messages = [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b' },
  ]
  const status = async (model: string): Promise<RawAnswer> => await say('', { model, messages, stream: false })
  assert.equal((await status('claude-haiku-4-5-20251001')).status, 200)
  assert.equal((await status('claude-3-5-sonnet-20241022')).status, 200)
  assert.equal((await status('claude-sonnet-4-20250514')).status, 200)
  for (const model of ['claude-opus-4-6', 'claude-opus-4-8', 'claude-opus-5', 'claude-opus-5[1m]']) {
    const answer = await status(model)
    assert.equal(answer.status, 400)
    assert.equal(
      errorOf(answer)['message'],
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    )
  }
})

test('unknown models, paths and methods get the 404 and 405 of the API', async () => {
  const model = await say('a', { model: 'gpt-4' })
  assert.deepEqual([model.status, errorOf(model)['type']], [404, 'not_found_error'])
  const path = await ask(provider.url, { path: '/v1/nowhere', headers: CREDENTIALS })
  assert.deepEqual([path.status, errorOf(path)['type']], [404, 'not_found_error'])
  const method = await ask(provider.url, { method: 'GET' })
  assert.deepEqual([method.status, method.headers['allow']], [405, 'POST'])
})

test('models are listed and told one by one, tokens are counted', async () => {
  const list = jsonOf(await ask(provider.url, { method: 'GET', path: '/v1/models?limit=1000', headers: CREDENTIALS }))
  const [first] = list['data'] as readonly Json[]
  assert.equal(list['first_id'], first?.['id'])
  const one = await ask(provider.url, { method: 'GET', path: `/v1/models/${String(first?.['id'])}`, headers: CREDENTIALS })
  assert.deepEqual(jsonOf(one), first)
  assert.equal((await ask(provider.url, { method: 'GET', path: '/v1/models/none', headers: CREDENTIALS })).status, 404)
  const body = JSON.stringify({ model: 'claude-opus-5', messages: [{ role: 'user', content: 'x'.repeat(4_000) }] })
  const counted = jsonOf(await ask(provider.url, { path: '/v1/messages/count_tokens', headers: CREDENTIALS, body }))
  assert.ok(Number(counted['input_tokens']) >= 1_000)
})

test('a client that warms up is greeted without a credential', async () => {
  assert.equal((await ask(provider.url, { method: 'HEAD', path: '/' })).status, 200)
  assert.equal((await ask(provider.url, { method: 'HEAD', path: '/api/hello' })).status, 200)
  assert.equal((await ask(provider.url, { method: 'GET', path: '/api/hello' })).status, 200)
  assert.equal((await ask(provider.url, { method: 'GET', path: '/' })).status, 404)
})

test('gzip bodies are understood, broken ones refused, and 32 MiB are too many', async () => {
  const headers = { ...CREDENTIALS, 'content-encoding': 'gzip' }
  assert.equal((await ask(provider.url, { headers, body: gzipSync(messagesBody('a')) })).status, 200)
  assert.equal((await ask(provider.url, { headers, body: 'no gzip' })).status, 400)
  const bomb = await ask(provider.url, { headers, body: gzipSync(Buffer.alloc(33 * 1024 * 1024)) })
  assert.deepEqual([bomb.status, errorOf(bomb)['type']], [413, 'request_too_large'])
  const declared = await ask(provider.url, { headers: { ...CREDENTIALS, 'content-length': String(40 * 1024 * 1024) } })
  assert.equal(declared.status, 413)
})

test('service time passes before the first byte, and several requests are served at once', async () => {
  const slow = await startProvider({ port: 0, serviceTime: ms(60) })
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: 8 }, () => ask(slow.url, { headers: CREDENTIALS, body: messagesBody('a') })))
  const took = performance.now() - startedAt
  assert.ok(took >= 60, `${took} ms`)
  const { mostConcurrent, answers, starts } = slow.counts()
  assert.deepEqual([mostConcurrent, answers, starts], [8, 8, 8])
  await slow.close()
})

test('it counts what it was asked, without prompt or credential', async () => {
  const fresh = await startProvider({ port: 0 })
  const headers = { ...CREDENTIALS, 'x-claude-code-session-id': 'one' }
  await ask(fresh.url, { headers, body: messagesBody('secret words') })
  await ask(fresh.url, {})
  await ask(fresh.url, { headers, body: messagesBody('[[gap:1m]] a'), watchMillis: 300 })
  await ask(fresh.url, { method: 'GET', path: '/v1/models', headers })
  const counts = fresh.counts()
  assert.deepEqual(counts.byPath, { 'POST /v1/messages': 3, 'GET /v1/models': 1 })
  assert.deepEqual(counts.byStatus, { '200': 3, '401': 1 })
  assert.deepEqual([counts.soundings, counts.starts, counts.answers, counts.left, counts.authenticated], [1, 2, 1, 1, 3])
  assert.ok(counts.outputTokens > 0)
  assert.equal(counts.mostStartsInASecond, 2)
  assert.equal(
    counts.perSecond.reduce((total, second) => total + second.requests, 0),
    4,
  )
  assert.deepEqual(
    fresh.log().map((seen) => [seen.session, seen.ended]),
    [
      ['one', 'answered'],
      [undefined, 'answered'],
      ['one', 'client-left'],
      ['one', 'answered'],
    ],
  )
  assert.doesNotMatch(JSON.stringify(fresh.log()), /secret|made-up/)
  await fresh.close()
})
