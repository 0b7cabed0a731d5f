import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import Anthropic, { BadRequestError, RateLimitError } from '@anthropic-ai/sdk'
import { startProvider, type Provider } from '../../src/drill/provider.ts'

// The official SDK takes the stand-in for the API.

let provider: Provider
let client: Anthropic
before(async () => {
  provider = await startProvider({ port: 0 })
  client = new Anthropic({ baseURL: provider.url, apiKey: 'made-up', maxRetries: 0 })
})
after(() => provider.close())

const RICH = '[[thinking:60]] [[text:200]] [[tool:Bash {"command":"true","list":[[1],[2]]}]]'
const body = (prompt: string): Anthropic.MessageCreateParamsNonStreaming => ({
  model: 'claude-opus-5',
  max_tokens: 1_000,
  messages: [{ role: 'user', content: prompt }],
  tools: [{ name: 'Bash', input_schema: { type: 'object' } }],
})

test('the SDK puts a streamed answer together to the same message as the one in one piece', async () => {
  const streamed = await client.messages.stream(body(RICH)).finalMessage()
  const whole = await client.messages.create(body(RICH))
  assert.deepEqual(
    streamed.content.map((block) => block.type),
    ['thinking', 'text', 'tool_use'],
  )
  assert.deepEqual(streamed.content, whole.content)
  assert.deepEqual(streamed.usage, whole.usage)
  assert.equal(streamed.stop_reason, 'tool_use')
})

test('the SDK knows the errors by their class, and reads models and token counts', async () => {
  await provider.set([{ kind: 'api-error', status: 429, times: 1 }])
  await assert.rejects(client.messages.create(body('hello')), RateLimitError)
  await assert.rejects(client.messages.create({ ...body('hello'), messages: [] }), BadRequestError)
  const models = await client.models.list()
  assert.ok(models.data.some((model) => model.id === 'claude-opus-5'))
  const counted = await client.messages.countTokens({ model: 'claude-opus-5', messages: [{ role: 'user', content: 'hello' }] })
  assert.ok(counted.input_tokens > 0)
})
