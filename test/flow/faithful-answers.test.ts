import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { dataOf, message } from '../instruments/asking.ts'
import { rig, type Rig, wholeFile } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'
import type { Script } from '../instruments/upstream.ts'

// What the upstream says reaches the client as it was said.

/** For all that ends well or is final: no health changes from one test to the next. */
const shared = rig(wholeFile(), say.never)

async function upstreamThat(script: Script): Promise<Rig> {
  const r = await shared
  r.upstream.begin(script)
  return r
}

/** Written by the server for this connection. */
const OF_THE_CONNECTION = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding'])

const pairs = (raw: readonly string[]): readonly string[] =>
  raw.flatMap((name, at) => (at % 2 === 0 && !OF_THE_CONNECTION.has(name.toLowerCase()) ? [`${name}: ${raw[at + 1]}`] : []))

test('the headers of an answer keep their order, case and number, whatever they are called', async () => {
  const headers = say.raw(
    'Content-Type: text/event-stream; charset=utf-8',
    'Request-Id: req_1',
    'anthropic-Organization-id: org',
    'anthropic-ratelimit-unified-status: allowed',
    'ANTHROPIC-RATELIMIT-REQUESTS-REMAINING: 49',
    'x-claude-code-of-tomorrow: yes',
    'Set-Cookie: a=1',
    'Set-Cookie: b=2',
    'retry-after: 3',
    'x-envoy-upstream-service-time: 12',
    'cf-ray: 8f-NRT',
    'server: cloudflare',
    'via: 1.1 google',
  )
  const { ask } = await upstreamThat(say.says(200, headers, say.answerEvents('hi').join('')))
  const asked = await ask().over
  assert.equal(asked.status, 200)
  assert.deepEqual(pairs(asked.raw), pairs(headers))
})

test('what belongs to one connection stops at the gateway, and so does what Connection names', async () => {
  const headers = ['Content-Type', 'application/json', 'Connection', 'keep-alive, X-Only-Here', 'X-Only-Here', '1']
  const hop = ['Keep-Alive', 'timeout=999', 'Proxy-Authenticate', 'Basic']
  const { ask } = await upstreamThat(say.says(200, [...headers, ...hop], say.wholeMessage('hi')))
  const asked = await ask({ body: message('Hello', { stream: false }) }).over
  assert.deepEqual(pairs(asked.raw), ['Content-Type: application/json'])
  assert.notEqual(asked.headers['keep-alive'], 'timeout=999')
})

test('pings, comments, unknown events and unusual line ends pass through a stream byte for byte', async () => {
  const events = [
    say.START,
    ': a comment\n\n',
    say.PING,
    say.BLOCK,
    'event: of_tomorrow\nid: 7\nretry: 10\ndata: {"a":1}\ndata: {"b":2}\n\n',
    'event: content_block_delta\r\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"é世🌊"}}\r\n\r\n',
    'data: {"type":"ping"}\n\n',
    say.STOPPED,
    say.DELTA,
    say.STOP,
  ]
  const { ask } = await upstreamThat(say.streams(events))
  const asked = await ask().over
  assert.equal(asked.text, events.join(''))
  assert.equal(asked.ended, 'whole')
})

const REFUSED: readonly (readonly [status: number, name: string, headers: readonly string[], body: string])[] = [
  [
    400,
    'a bad request',
    ['Content-Type', 'application/json', 'request-id', 'req_1'],
    '{"type":"error","error":{"type":"invalid_request_error","message":"é"}}\n',
  ],
  [
    401,
    'a bad key',
    ['content-type', 'application/json'],
    '{ "type": "error",  "error": {"type":"authentication_error","message":"invalid x-api-key"}}',
  ],
  [402, 'a bill', ['content-type', 'application/json'], '{"type":"error","error":{"type":"billing_error","message":"no"}}'],
  [
    403,
    'a missing right',
    ['content-type', 'application/json'],
    '{"error":{"type":"forbidden","message":"Request not allowed"}}',
  ],
  [
    404,
    'an unknown model',
    ['content-type', 'application/json'],
    '{"type":"error","error":{"type":"not_found_error","message":"model: x"}}',
  ],
  [
    413,
    'a large request',
    ['Content-Type', 'text/html', 'Server', 'nginx'],
    '<html><head><title>413 Request Entity Too Large</title></head></html>',
  ],
  [
    429,
    'a spent plan',
    say.raw(
      'content-type: application/json',
      'anthropic-ratelimit-unified-status: rejected',
      'anthropic-ratelimit-unified-reset: 1795400000',
      'retry-after: 3600',
      'x-should-retry: false',
      'request-id: req_2',
    ),
    '{"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your limit."}}',
  ],
  [
    500,
    'what must not be tried again',
    ['content-type', 'application/json', 'x-should-retry', 'false'],
    '{"type":"error","error":{"type":"api_error","message":"no"}}',
  ],
]

for (const [status, name, headers, body] of REFUSED) {
  for (const stream of [true, false]) {
    test(`${name} (${status}) is passed on at once, byte for byte, ${stream ? 'streaming' : 'not streaming'}`, async () => {
      const { ask, upstream } = await upstreamThat(say.says(status, headers, body))
      const asked = await ask({ body: message('Hello', { stream }) }).over
      assert.equal(asked.status, status)
      assert.equal(asked.text, body)
      assert.deepEqual(pairs(asked.raw), pairs([...headers]))
      assert.equal(upstream.starts.length, 1)
    })
  }
}

const COMPRESSIONS = { gzip: gzipSync, br: brotliCompressSync, zstd: zstdCompressSync } as const

for (const [encoding, compress] of Object.entries(COMPRESSIONS)) {
  test(`a stream that comes compressed by ${encoding} unasked is read and given on plain`, async () => {
    const plain = say.answerEvents('hi').join('')
    const { ask } = await upstreamThat(say.says(200, [...say.SSE, 'Content-Encoding', encoding], compress(plain)))
    const asked = await ask().over
    assert.equal(asked.text, plain)
    assert.equal(asked.headers['content-encoding'], undefined)
    assert.equal(asked.ended, 'whole')
  })

  test(`a message that comes compressed by ${encoding} unasked is read and given on plain`, async () => {
    const plain = say.wholeMessage('hi')
    const bytes = compress(plain)
    const headers = ['Content-Type', 'application/json', 'Content-Length', String(bytes.length), 'Content-Encoding', encoding]
    const { ask } = await upstreamThat(say.says(200, headers, bytes))
    const asked = await ask({ body: message('Hello', { stream: false }) }).over
    assert.equal(asked.text, plain)
    assert.equal(asked.headers['content-encoding'], undefined)
  })
}

test('an error that comes compressed is understood, and given on so that the client can read it', async () => {
  const body = '{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}'
  const headers = ['content-type', 'application/json', 'content-encoding', 'gzip']
  const { ask, upstream } = await upstreamThat(say.says(401, headers, gzipSync(body)))
  const asked = await ask().over
  assert.equal(asked.status, 401)
  assert.equal(asked.text, body)
  assert.equal(asked.headers['content-encoding'], undefined)
  assert.equal(upstream.starts.length, 1)
})

test('a compressed stream that breaks off before content is fetched again, unseen', async () => {
  const whole = gzipSync(say.answerEvents('lost').join(''))
  const headers = [...say.SSE, 'content-encoding', 'gzip']
  const { ask, upstream } = await upstreamThat(
    say.inTurn(say.says(200, headers, whole.subarray(0, 12)), say.streams(say.answerEvents('found'))),
  )
  const asked = await ask().over
  assert.equal(asked.text, say.answerEvents('found').join(''))
  assert.equal(upstream.starts.length, 2)
})

test('an answer without stream to a streaming request is given on as it is', async () => {
  const { ask } = await upstreamThat(say.says(200, ['content-type', 'application/json'], say.wholeMessage('hi')))
  const asked = await ask().over
  assert.equal(asked.text, say.wholeMessage('hi'))
})

test('an event of a megabyte arrives whole, and nothing of the answer is held back until its end', async () => {
  const large = say.said('x'.repeat(1_000_000))
  let finish = (): void => undefined
  const { ask } = await upstreamThat(({ response }) => {
    response.writeHead(200, say.SSE as string[])
    response.write([say.START, say.BLOCK, large].join(''))
    finish = () => response.end([say.STOPPED, say.DELTA, say.STOP].join(''))
  })
  const asked = ask()
  while (!asked.names.includes('content_block_delta')) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal(asked.ended, 'no')
  assert.equal((dataOf(asked.events.at(-1))['delta'] as { text: string }).text.length, 1_000_000)
  finish()
  assert.equal((await asked.over).ended, 'whole')
})
