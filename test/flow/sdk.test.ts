import Anthropic, { AuthenticationError } from '@anthropic-ai/sdk'
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Policy } from '../../src/core/policy.ts'
import { seconds, type Millis } from '../../src/core/time.ts'
import { pass, passUntil, until, virtualRig, type Rig } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'
import type { VirtualClock } from '../instruments/virtual-clock.ts'

// The official TypeScript SDK through the gateway: it gets its answers, and has nothing to retry.

type Told = Rig<VirtualClock> & { readonly client: Anthropic; readonly requests: () => number }

/** An SDK whose requests are counted where it hands them to the network. */
async function withSdk(t: TestContext, script = say.answers, options: { readonly policy?: Partial<Policy> } = {}): Promise<Told> {
  const r = await virtualRig(t, script, options)
  let count = 0
  const client = new Anthropic({
    apiKey: 'sk-ant-made-up',
    baseURL: r.gateway.url,
    fetch: (...given: Parameters<typeof fetch>) => {
      count += 1
      return fetch(...given)
    },
  })
  return { ...r, client, requests: () => count }
}

const asked = { model: 'claude-opus-5', max_tokens: 1024, messages: [{ role: 'user' as const, content: 'Hello' }] }

const textIn = (message: Anthropic.Message): string =>
  message.content.map((block) => (block.type === 'text' ? block.text : '')).join('')

/** An outage of the edge while a question is out, and its end. */
async function over<Answer>(r: Told, question: Promise<Answer>, { outage }: { readonly outage: Millis }): Promise<Answer> {
  let done = false
  const settled = question.finally(() => (done = true))
  settled.catch(() => undefined)
  await until(() => r.upstream.calls.length > 0)
  await pass(r.clock, outage)
  r.upstream.edge = undefined
  await passUntil(r.clock, () => done, { atMost: seconds(30) })
  return await settled
}

for (const [name, outage] of [
  ['a short outage', seconds(20)],
  ['an outage of five minutes', seconds(300)],
] as const) {
  test(`${name}: a message without stream arrives, with no retry of the SDK’s own`, async (t) => {
    const r = await withSdk(t)
    r.upstream.edge = say.noHealthyUpstream
    const message = await over(r, r.client.messages.create(asked), { outage })
    assert.ok(textIn(message).includes('echo'))
    assert.equal(message.usage.output_tokens, 7)
    assert.equal(r.requests(), 1)
  })

  test(`${name}: a streamed message arrives, with no retry of the SDK’s own`, async (t) => {
    const r = await withSdk(t)
    r.upstream.edge = say.noHealthyUpstream
    const message = await over(r, r.client.messages.stream(asked).finalMessage(), { outage })
    assert.ok(textIn(message).includes('echo'))
    assert.equal(message.stop_reason, 'end_turn')
    assert.equal(message.usage.output_tokens, 7)
    assert.equal(r.requests(), 1)
  })
}

test('events are seen as they come, one by one', async (t) => {
  const r = await withSdk(t)
  const types: string[] = []
  for await (const event of await r.client.messages.create({ ...asked, stream: true })) types.push(event.type)
  assert.deepEqual(types, [
    'message_start',
    'content_block_start',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ])
})

test('an overload is held as well', async (t) => {
  const r = await withSdk(t, say.overloaded)
  let done = false
  const question = r.client.messages.create(asked).finally(() => (done = true))
  await until(() => r.upstream.calls.length > 0)
  await pass(r.clock, seconds(30))
  assert.equal(done, false)
  r.upstream.script = say.answers
  await passUntil(r.clock, () => done, { atMost: seconds(20) })
  assert.ok(textIn(await question).includes('echo'))
  assert.equal(r.requests(), 1)
})

test('errors that waiting cannot help arrive as the SDK’s own errors, at once', async (t) => {
  const r = await withSdk(t, say.apiError(401, 'authentication_error'))
  await assert.rejects(r.client.messages.create(asked), (error) => {
    assert.ok(error instanceof AuthenticationError)
    assert.equal(error.requestID, 'req_error')
    return true
  })
  assert.equal(r.requests(), 1)
})

test('an SDK that was told to come again does so by itself, and gets its answer', async (t) => {
  const r = await withSdk(t, say.answers, { policy: { adviceUsual: seconds(1), soundAtMost: seconds(1) } })
  r.upstream.edge = say.noHealthyUpstream
  let done = false
  const client = r.client.withOptions({ timeout: 20_000 })
  const question = client.messages.create(asked).finally(() => (done = true))
  await until(() => r.upstream.calls.length > 0)
  await passUntil(r.clock, () => r.state().totals.handedBack === 1, { atMost: seconds(25) })
  // Its own pause is real time.
  r.upstream.edge = undefined
  await until(() => r.requests() === 2, seconds(20))
  await passUntil(r.clock, () => done, { atMost: seconds(20) })
  assert.ok(textIn(await question).includes('echo'))
})

test('count_tokens and the list of models pass through', async (t) => {
  const json = ['content-type', 'application/json']
  const r = await withSdk(t, (call) =>
    call.path.endsWith('count_tokens')
      ? say.says(200, json, '{"input_tokens":12}')(call)
      : say.says(200, json, '{"data":[{"type":"model","id":"claude-opus-5"}],"has_more":false}')(call),
  )
  assert.equal((await r.client.messages.countTokens({ model: 'claude-opus-5', messages: asked.messages })).input_tokens, 12)
  assert.equal((await r.client.models.list()).data[0]?.id, 'claude-opus-5')
})
