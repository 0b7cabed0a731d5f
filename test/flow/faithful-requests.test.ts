import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { Agent } from 'node:http'
import { Asking, CLAUDE_CODE, message } from '../instruments/asking.ts'
import { rig, SECRET, until, type Rig, wholeFile } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'
import type { Script } from '../instruments/upstream.ts'

// What the client asks reaches the upstream as it was asked.

const shared = rig(wholeFile(), say.never)

async function upstreamThat(script: Script): Promise<Rig> {
  const r = await shared
  r.upstream.begin(script)
  return r
}

const FOR_THE_CONNECTION = new Set(['host', 'connection', 'content-length', 'accept-encoding', 'x-holdfast-hop'])

const pairs = (raw: readonly string[]): readonly string[] =>
  raw.flatMap((name, at) => (at % 2 === 0 && !FOR_THE_CONNECTION.has(name.toLowerCase()) ? [`${name}: ${raw[at + 1]}`] : []))

test('the headers of a request keep their order, case and number, whatever they are called', async () => {
  const { ask, upstream } = await upstreamThat(say.answers)
  const headers = {
    'X-Api-Key': 'sk',
    'anthropic-Beta': ['one-2026', 'two-2026'],
    'anthropic-of-tomorrow': 'a',
    'X-Claude-Code-Session-Id': 's1',
    'x-claude-code-of-tomorrow': 'b',
    'x-stainless-timeout': '600',
    'User-Agent': 'claude-cli/2.1.330 (external, cli)',
    accept: 'application/json',
  }
  await ask({ headers }).over
  const [call] = upstream.starts
  assert.deepEqual(pairs(call?.raw ?? []), [
    'X-Api-Key: sk',
    'anthropic-Beta: one-2026',
    'anthropic-Beta: two-2026',
    'anthropic-of-tomorrow: a',
    'X-Claude-Code-Session-Id: s1',
    'x-claude-code-of-tomorrow: b',
    'x-stainless-timeout: 600',
    'User-Agent: claude-cli/2.1.330 (external, cli)',
    'accept: application/json',
  ])
})

test('what is the gateway’s own, or the connection’s, does not leave it', async () => {
  const { ask, upstream } = await upstreamThat(say.answers)
  const headers = {
    ...CLAUDE_CODE,
    'X-Holdfast-Secret': SECRET,
    'x-holdfast-patience': '1000',
    'x-holdfast-of-tomorrow': 'a',
    connection: 'close, X-Mine',
    'x-mine': 'b',
    'keep-alive': 'timeout=5',
    'proxy-authorization': 'Basic c',
    te: 'trailers',
    expect: '100-continue',
  }
  await ask({ headers }).over
  const names = Object.keys(upstream.starts[0]?.headers ?? {})
  for (const name of [
    'x-holdfast-secret',
    'x-holdfast-patience',
    'x-holdfast-of-tomorrow',
    'x-mine',
    'keep-alive',
    'proxy-authorization',
    'te',
    'expect',
  ]) {
    assert.ok(!names.includes(name), name)
  }
})

test('a message is asked for uncompressed, whatever the client takes; anything else as the client takes it', async () => {
  const { ask, upstream } = await upstreamThat(say.answers)
  const headers = { ...CLAUDE_CODE, 'accept-encoding': 'gzip, br' }
  await ask({ headers }).over
  await ask({ method: 'GET', path: '/v1/files', headers }).over
  assert.deepEqual(
    upstream.calls.map((call) => call.headers['accept-encoding']),
    ['identity', 'gzip, br'],
  )
})

test('path and query go on as they came, under the path of the upstream', async (t) => {
  const { ask, upstream } = await rig(t, say.answers, { base: '/anthropic/' })
  for (const path of ['/v1/messages?beta=true', '/v1/messages?b=%20%2F&b=2', '/any/%E4%B8%96?x=', '/v1/models?limit=1000'])
    await ask({ method: path.includes('messages') ? 'POST' : 'GET', path, body: message('Hello') }).over
  assert.deepEqual(
    upstream.calls.map((call) => call.target),
    [
      '/anthropic/v1/messages?beta=true',
      '/anthropic/v1/messages?b=%20%2F&b=2',
      '/anthropic/any/%E4%B8%96?x=',
      '/anthropic/v1/models?limit=1000',
    ],
  )
})

const COMPRESSIONS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync } as const

for (const [encoding, compress] of Object.entries(COMPRESSIONS)) {
  test(`a body compressed by ${encoding} goes on as it came, and is known for what it is`, async () => {
    const { ask, upstream, state } = await upstreamThat(say.never)
    const body = compress(JSON.stringify(message('Hello', { model: 'claude-haiku-4-5' })))
    const asked = ask({ headers: { ...CLAUDE_CODE, 'content-encoding': encoding }, body })
    await until(() => upstream.starts.length === 1)
    assert.deepEqual(upstream.starts[0]?.body, body)
    assert.equal(upstream.starts[0]?.headers['content-encoding'], encoding)
    const [known] = state().exchanges
    assert.deepEqual([known?.kind, known?.model, known?.streaming], ['messages', 'claude-haiku-4-5', true])
    asked.leave()
  })
}

test('a body that nobody can read goes on as it came, for the API to refuse', async () => {
  const { ask, upstream } = await upstreamThat(say.apiError(400, 'invalid_request_error'))
  const asked = await ask({ body: '{"model": oh', headers: CLAUDE_CODE }).over
  assert.equal(asked.status, 400)
  assert.equal(upstream.starts[0]?.body.toString(), '{"model": oh')
})

test('HEAD / and HEAD /api/hello are answered here', async () => {
  const { ask, upstream } = await upstreamThat(say.answers)
  for (const path of ['/', '/api/hello']) {
    const asked = await ask({ method: 'HEAD', path }).over
    assert.equal(asked.status, 200)
  }
  assert.equal(upstream.calls.length, 0)
})

/** Bytes on a bare socket, and all that comes back. */
async function exchange(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
  socket.write(bytes)
  await once(socket, 'close')
  return heard
}

test('an upgrade and a CONNECT are refused in one clear answer, and the gateway goes on', async () => {
  const { ask, gateway, upstream } = await upstreamThat(say.answers)
  const host = `host: 127.0.0.1:${gateway.port}\r\n`
  for (const request of [
    `GET /v1/messages HTTP/1.1\r\n${host}connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: x\r\n\r\n`,
    `CONNECT api.anthropic.com:443 HTTP/1.1\r\n${host}\r\n`,
  ]) {
    const heard = await exchange(gateway.port, request)
    assert.match(heard, /^HTTP\/1\.1 400 /)
    assert.match(heard, /x-holdfast-code: gateway\.upgrade-refused/)
    assert.equal((JSON.parse(heard.split('\r\n\r\n')[1] ?? '') as { type: string }).type, 'error')
  }
  assert.equal(upstream.calls.length, 0)
  assert.equal((await ask().over).status, 200)
})

test('a client that resets its connection after asking for an upgrade does no harm', async () => {
  const { ask, gateway } = await upstreamThat(say.answers)
  for (let round = 0; round < 20; round++) {
    const socket = connect(gateway.port, '127.0.0.1')
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    socket.write(`GET / HTTP/1.1\r\nhost: 127.0.0.1:${gateway.port}\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n`, () =>
      socket.resetAndDestroy(),
    )
    await once(socket, 'close')
  }
  assert.equal((await ask().over).status, 200)
})

test('what is no HTTP is refused, and rubbish behind a request does not get into its answer', async () => {
  const { gateway } = await upstreamThat(say.streams([say.START, say.BLOCK, say.said('one')], 'silence'))
  assert.match(await exchange(gateway.port, 'hello?\r\n\r\n'), /^HTTP\/1\.1 400 /)
  const body = JSON.stringify(message('Hello'))
  const head = `POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1:${gateway.port}\r\nx-api-key: k\r\ncontent-length: ${body.length}\r\n\r\n`
  const socket = connect(gateway.port, '127.0.0.1')
  let heard = ''
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1')
    if (heard.includes('"one"')) socket.write('rubbish\r\n\r\n')
  })
  socket.on('error', () => undefined)
  socket.write(head + body)
  await once(socket, 'close')
  assert.match(heard, /^HTTP\/1\.1 200 /)
  assert.equal(heard.match(/HTTP\/1\.1/g)?.length, 1)
})

test('a client that asks over one kept connection gets each answer in turn', async (t) => {
  const { gateway, upstream } = await rig(t, say.answers)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => agent.destroy())
  const bodies = ['a', 'b', 'c'].map((text) => JSON.stringify(message(text)))
  const asked = await Promise.all(bodies.map((body) => new Asking(gateway.url, { body, agent }).over))
  asked.forEach((one, at) => assert.ok(one.text.includes(say.echoOf(bodies[at] ?? ''))))
  assert.equal(upstream.starts.length, 3)
  assert.equal(upstream.connected, 1)
})
