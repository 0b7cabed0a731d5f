import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { describeMessages, describeOther, familyOf, type Described } from './request.ts'

const BODY = { model: 'claude-opus-5', max_tokens: 32_000, stream: true, messages: [] }
const bytesOf = (body: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(body) ?? '')
const messages = (differs: object = {}): Described => describeMessages(bytesOf({ ...BODY, ...differs }))

test('a streaming message is held, and sent again as often as need be', () => {
  assert.deepEqual(messages(), {
    kind: 'messages',
    streaming: true,
    model: 'claude-opus-5',
    family: 'opus',
    resend: 'always',
  })
})

suite('what makes a message', () => {
  const table: readonly (readonly [string, object, Partial<Described>])[] = [
    ['without stream', { stream: undefined }, { streaming: false }],
    ['stream: false', { stream: false }, { streaming: false }],
    ['a stream that is no boolean', { stream: 'true' }, { streaming: false }],
    ['max_tokens 1', { max_tokens: 1 }, { kind: 'check' }],
    ['max_tokens 2', { max_tokens: 2 }, { kind: 'messages' }],
    ['max_tokens "1"', { max_tokens: '1' }, { kind: 'messages' }],
    ['no model', { model: undefined }, { model: undefined, family: 'any' }],
    ['a model that is no text', { model: 5 }, { model: undefined, family: 'any' }],
    ['tools of the client', { tools: [{ name: 'Bash', input_schema: {} }] }, { resend: 'always' }],
    ['a custom tool', { tools: [{ type: 'custom', name: 'x' }] }, { resend: 'always' }],
    ['the shell of the client', { tools: [{ type: 'bash_20250124', name: 'bash' }] }, { resend: 'always' }],
    ['a web search: it only reads', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, { resend: 'always' }],
    ['no servers', { mcp_servers: [] }, { resend: 'always' }],
    ['MCP servers', { mcp_servers: [{ type: 'url', url: 'https://x.test', name: 'x' }] }, { resend: 'if-nothing-sent' }],
    ['a set of MCP tools', { tools: [{ type: 'mcp_toolset', mcp_server_name: 'x' }] }, { resend: 'if-nothing-sent' }],
    ['code execution', { tools: [{ name: 'Bash' }, { type: 'code_execution_20250825' }] }, { resend: 'if-nothing-sent' }],
    ['an older code execution', { tools: [{ type: 'code_execution_20250522' }] }, { resend: 'if-nothing-sent' }],
    ['a container by id', { container: 'container_011' }, { resend: 'if-nothing-sent' }],
    ['a container with skills', { container: { skills: [] } }, { resend: 'if-nothing-sent' }],
    ['container: null', { container: null }, { resend: 'always' }],
    ['tools that are none', { tools: [null, 'code_execution', 7] }, { resend: 'always' }],
    ['tools that are no list', { tools: { type: 'code_execution_20250825' } }, { resend: 'always' }],
  ]
  for (const [title, differs, wanted] of table) {
    test(`${title}: ${JSON.stringify(wanted)}`, () => assert.partialDeepStrictEqual(messages(differs), wanted))
  }
})

test('a body that is no object describes a message without fields', () => {
  const bare: Described = { kind: 'messages', streaming: false, model: undefined, family: 'any', resend: 'always' }
  for (const body of [undefined, null, 'text', 7, true, []]) assert.deepEqual(describeMessages(bytesOf(body)), bare)
})

test('whatever a body holds, it is described as if it had been parsed', () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom('claude-opus-5', true, 1, null))
  const tool = fc.record({ type: fc.constantFrom('custom', 'mcp_toolset', 'code_execution_20250825', 'bash'), name: fc.string() })
  const fields = fc.record(
    { model: value, stream: value, max_tokens: value, container: value, tools: fc.oneof(value, fc.array(tool)), messages: value },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fields, fc.constantFrom(undefined, 1, '\t'), (body, space) => {
      const described = describeMessages(new TextEncoder().encode(JSON.stringify(body, undefined, space)))
      assert.equal(described.streaming, body.stream === true)
      assert.equal(described.kind, body.max_tokens === 1 ? 'check' : 'messages')
      assert.equal(described.model, typeof body.model === 'string' ? body.model : undefined)
      const acting =
        Array.isArray(body.tools) &&
        body.tools.some((one) => /^(mcp_|code_exec)/.test((one as { type?: string } | null)?.type ?? ''))
      assert.equal(described.resend, acting || (body.container ?? null) !== null ? 'if-nothing-sent' : 'always')
    }),
  )
})

test('a value too large to be looked at is taken for the worst: it may act', () => {
  const tools = Array.from({ length: 100_000 }, () => ({ name: 'x' }))
  assert.deepEqual(messages({ tools, model: 'm'.repeat(2_000_000) }), {
    ...messages({ tools: [{ type: 'mcp_toolset' }] }),
    model: undefined,
    family: 'any',
  })
})

test('a tool whose type is written with escapes acts all the same', () => {
  const body = String.raw`{"tools":[{"type":"\u006dcp_toolset"}]}`
  assert.equal(describeMessages(new TextEncoder().encode(body)).resend, 'if-nothing-sent')
})

suite('everything that is no message', () => {
  const table: readonly (readonly [string, string, Described['kind'], Described['resend']])[] = [
    ['POST', '/v1/messages/count_tokens', 'quick', 'always'],
    ['GET', '/v1/messages/count_tokens', 'safe', 'always'],
    ['GET', '/v1/models', 'quick', 'always'],
    ['HEAD', '/v1/models', 'quick', 'always'],
    ['GET', '/v1/models/claude-opus-5', 'quick', 'always'],
    ['POST', '/v1/models', 'acting', 'if-nothing-sent'],
    ['GET', '/v1/models-of-mine', 'safe', 'always'],
    ['GET', '/v1/messages/batches', 'safe', 'always'],
    ['GET', '/v1/files/file_1/content', 'safe', 'always'],
    ['HEAD', '/anything', 'safe', 'always'],
    ['POST', '/v1/messages/batches', 'acting', 'if-nothing-sent'],
    ['POST', '/v1/messages/batches/b1/cancel', 'acting', 'if-nothing-sent'],
    ['POST', '/v1/files', 'acting', 'if-nothing-sent'],
    ['DELETE', '/v1/files/file_1', 'acting', 'if-nothing-sent'],
    ['PUT', '/v1/models', 'acting', 'if-nothing-sent'],
    ['OPTIONS', '/v1/messages', 'acting', 'if-nothing-sent'],
    ['get', '/v1/models', 'acting', 'if-nothing-sent'],
  ]
  for (const [method, path, kind, resend] of table) {
    test(`${method} ${path} is ${kind}, sent again ${resend}`, () => {
      const described = describeOther(method, path)
      assert.deepEqual(described, { kind, streaming: false, model: undefined, family: 'any', resend })
    })
  }
})

suite('families', () => {
  const table: readonly (readonly [string | undefined, string])[] = [
    ['claude-opus-5', 'opus'],
    ['claude-sonnet-5', 'sonnet'],
    ['claude-fable-5', 'fable'],
    ['claude-opus-4-8', 'opus'],
    ['claude-haiku-4-5', 'haiku'],
    ['claude-haiku-4-5-20251001', 'haiku'],
    ['claude-opus-5[1m]', 'opus'],
    ['claude-3-5-haiku-latest', 'haiku'],
    ['claude-3-7-sonnet-20250219', 'sonnet'],
    ['claude-3-opus-20240229', 'opus'],
    ['claude-3.5-sonnet', 'sonnet'],
    ['Claude-Opus-5', 'opus'],
    ['anthropic.claude-opus-5', 'opus'],
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', 'sonnet'],
    ['us.anthropic.claude-sonnet-5-v1:0', 'sonnet'],
    ['apac.anthropic.claude-3-5-haiku-20241022-v1:0', 'haiku'],
    ['global.anthropic.claude-haiku-4-5-20251001-v1:0', 'haiku'],
    ['claude-haiku-4-5@20251001', 'haiku'],
    ['anthropic/claude-opus-5', 'opus'],
    ['claude-2.1', 'claude-2.1'],
    ['deepseek-v4-pro', 'deepseek-v4-pro'],
    ['glm-5.2[1m]', 'glm-5.2[1m]'],
    ['qwen3-coder', 'qwen3-coder'],
    [undefined, 'any'],
  ]
  for (const [model, family] of table) {
    test(`${String(model)} is of ${family}`, () => assert.equal(familyOf(model), family))
  }

  test('what does not look like a model is of no family, so that nothing else gets into the log', () => {
    assert.equal(familyOf('x'.repeat(100_000)), 'other')
    assert.equal(familyOf(`claude-${'1-'.repeat(50_000)}`), 'other')
    assert.equal(familyOf('my diary\u001b[2J'), 'other')
    assert.equal(familyOf('sk-ant-api03-secret'), 'other')
  })
})
