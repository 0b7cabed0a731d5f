import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { Readable, Writable } from 'node:stream'
import { test } from 'node:test'
import { ms, seconds } from '../../src/core/time.ts'
import { CLAUDE_CODE } from '../instruments/asking.ts'
import { rig, until, virtualRig, passUntil, wholeFile, type Rig } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'
import type { Script } from '../instruments/upstream.ts'

// Everything that is no message: passed through without a copy, and sent again only where that does no harm.

const shared = rig(wholeFile(), say.never)

async function upstreamThat(script: Script): Promise<Rig> {
  const r = await shared
  r.upstream.begin(script)
  return r
}

const MIB = 1_048_576

/** A body of so many MiB that is made only as fast as it is taken. */
function* chunks(count: number): Generator<Buffer> {
  const chunk = Buffer.alloc(MIB, 'x')
  for (let made = 0; made < count; made++) yield chunk
}

/** How much an open connection between two ends of this machine may hold by itself. */
const IN_SOCKETS = 24 * MIB

test('a large upload streams through: nothing is read that the upstream does not take', async (t) => {
  let taken = 0
  let flow = (): void => undefined
  const r = await rig(
    t,
    async ({ request, response }) => {
      await new Promise<void>((resolve) => (flow = resolve))
      for await (const chunk of request) taken += (chunk as Buffer).length
      response.end('stored')
    },
    { upstream: { bodies: 'left' } },
  )
  const size = 160
  const sent = httpRequest(`${r.gateway.url}/v1/files`, {
    method: 'POST',
    headers: { ...CLAUDE_CODE, 'content-length': size * MIB },
  })
  let made = 0
  const source = Readable.from(
    (function* () {
      for (const chunk of chunks(size)) {
        made += 1
        yield chunk
      }
    })(),
  )
  const answered = once(sent, 'response')
  const uploaded = pipeline(source, sent)
  await until(() => r.upstream.calls.length === 1)
  // It stalls: the sockets are full, and the gateway keeps nothing of its own.
  let before = -1
  while (made !== before) {
    before = made
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  assert.ok(made * MIB < IN_SOCKETS, `${made} MiB were taken from the client`)
  assert.equal(r.state().replay.bytesInMemory, 0)
  flow()
  await uploaded
  const [response] = (await answered) as [Readable]
  response.resume()
  await once(response, 'end')
  assert.equal(taken, size * MIB)
})

test('a large download streams through: nothing is fetched that the client does not take', async () => {
  const size = 160
  let made = 0
  const r = await upstreamThat(async ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': size * MIB })
    const source = Readable.from(
      (function* () {
        for (const chunk of chunks(size)) {
          made += 1
          yield chunk
        }
      })(),
    )
    await pipeline(source, response).catch(() => undefined)
  })
  const sent = httpRequest(`${r.gateway.url}/v1/files/f1/content`, { headers: CLAUDE_CODE }).end()
  const [response] = (await once(sent, 'response')) as [Readable]
  let before = -1
  while (made !== before) {
    before = made
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  assert.ok(made * MIB < IN_SOCKETS, `${made} MiB were fetched`)
  let taken = 0
  await pipeline(
    response,
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        taken += chunk.length
        done()
      },
    }),
  )
  assert.equal(taken, size * MIB)
})

for (const [name, script] of [
  ['a 503 of the edge', say.noHealthyUpstream],
  ['a 529', say.overloaded],
  ['a reset', say.resets],
] as const) {
  test(`a GET is tried again after ${name}`, async () => {
    const { ask, upstream } = await upstreamThat(
      say.inTurn(script, say.says(200, ['content-type', 'application/json'], '{"data":[]}')),
    )
    const asked = await ask({ method: 'GET', path: '/v1/files?limit=2' }).over
    assert.equal(asked.status, 200)
    assert.equal(asked.text, '{"data":[]}')
    assert.equal(upstream.calls.length, 2)
  })
}

test('a GET that goes on failing gives the upstream’s own answer within 3 s, after two retries', async (t) => {
  const { ask, upstream, clock } = await virtualRig(t, say.noHealthyUpstream)
  const asked = ask({ method: 'GET', path: '/v1/files' })
  await passUntil(clock, () => asked.ended !== 'no', { atMost: seconds(3), step: ms(50) })
  assert.equal(asked.status, 503)
  assert.equal(asked.text, 'no healthy upstream')
  assert.equal(upstream.calls.length, 3)
})

for (const path of ['/v1/messages/batches', '/v1/files', '/v1/anything']) {
  const harmful = [
    ['a reset', say.resets],
    ['a 503 of the edge, when its body has begun to stream', say.noHealthyUpstream],
    ['a 500 of the API', say.apiError(500, 'api_error')],
  ] as const
  for (const [name, script] of harmful) {
    test(`a POST to ${path} is not sent again after ${name}: it may have been done`, async () => {
      const { ask, upstream } = await upstreamThat(say.inTurn(script, say.says(200, [], 'twice')))
      const asked = await ask({ path, body: { requests: [] } }).over
      assert.notEqual(asked.status, 200)
      assert.equal(upstream.calls.length, 1)
    })
  }

  test(`a POST to ${path} is sent again when nobody took the connection: nothing can have been done`, async (t) => {
    const { ask, upstream, clock, steps } = await virtualRig(t, say.says(200, [], 'done'))
    await upstream.shut()
    const asked = ask({ path, body: { requests: ['a'] } })
    await passUntil(clock, () => steps().length > 0, { atMost: seconds(1), step: ms(10) })
    await upstream.open()
    await passUntil(clock, () => asked.ended !== 'no', { atMost: seconds(3), step: ms(50) })
    assert.equal(asked.status, 200)
    assert.equal(asked.text, 'done')
    assert.equal(upstream.calls.length, 1)
    assert.equal(upstream.calls[0]?.body.toString(), '{"requests":["a"]}')
  })
}

test('a POST without a body to a path that acts is not sent again either, unless the edge says that nobody had it', async () => {
  const { ask, upstream } = await upstreamThat(say.inTurn(say.resets, say.says(200, [], 'twice')))
  await ask({ path: '/v1/messages/batches/b1/cancel' }).over
  assert.equal(upstream.calls.length, 1)
  upstream.script = say.inTurn(say.noHealthyUpstream, say.says(200, [], 'once'))
  assert.equal((await ask({ path: '/v1/messages/batches/b1/cancel' }).over).text, 'once')
})

test('an upload whose upstream answers early leaves the client its answer', async (t) => {
  const { gateway } = await rig(t, say.apiError(401, 'authentication_error'), { upstream: { bodies: 'left' } })
  const sent = httpRequest(`${gateway.url}/v1/files`, { method: 'POST', headers: { ...CLAUDE_CODE, 'content-length': 20 * MIB } })
  // Later, when the test is over and nobody takes the rest.
  sent.on('error', () => undefined)
  const answered = once(sent, 'response')
  Readable.from(chunks(20)).pipe(sent)
  const [response] = (await answered) as [Readable & { statusCode: number }]
  assert.equal(response.statusCode, 401)
  assert.match(Buffer.concat((await response.toArray()) as Buffer[]).toString(), /authentication_error/)
})

test('a client that leaves in the middle of its upload ends it at the upstream', async (t) => {
  let left = false
  const { gateway, upstream, state } = await rig(
    t,
    async ({ request }) => {
      try {
        for await (const _ of request);
      } catch {
        left = true
      }
    },
    { upstream: { bodies: 'left' } },
  )
  const sent = httpRequest(`${gateway.url}/v1/files`, { method: 'POST', headers: { ...CLAUDE_CODE, 'content-length': 20 * MIB } })
  sent.on('error', () => undefined)
  sent.write(Buffer.alloc(MIB))
  await until(() => upstream.calls.length === 1)
  sent.destroy()
  await until(() => left && state().exchanges.length === 0)
})

test('an answer that breaks off breaks off for the client too, and is not ended politely', async () => {
  const { ask } = await upstreamThat(({ response }) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' })
    response.write('the first half')
    setTimeout(() => response.socket?.destroy(), 20)
  })
  const asked = await ask({ method: 'GET', path: '/v1/files/f1/content' }).over
  assert.equal(asked.text, 'the first half')
  assert.equal(asked.ended, 'aborted')
})

for (const [method, path] of [
  ['POST', '/v1/messages/count_tokens'],
  ['GET', '/v1/models'],
  ['GET', '/v1/models/claude-opus-5'],
] as const) {
  test(`${method} ${path} gets two quick retries and then the error, within 3 s, and is never held`, async (t) => {
    const { ask, upstream, clock, steps } = await virtualRig(t, say.noHealthyUpstream)
    const asked = ask({ method, path, ...(method === 'POST' ? { body: { model: 'claude-opus-5', messages: [] } } : {}) })
    await passUntil(clock, () => asked.ended !== 'no', { atMost: seconds(3), step: ms(50) })
    assert.equal(asked.status, 503)
    assert.equal(asked.text, 'no healthy upstream')
    assert.deepEqual(steps(), ['attempt first-try', 'attempt retry', 'attempt retry', 'relay never-held'])
    assert.equal(upstream.calls.length, 3)
  })
}

test('an upload whose length nobody knows streams through as well', async () => {
  const { gateway, upstream } = await upstreamThat(say.says(200, [], 'stored'))
  const sent = httpRequest(`${gateway.url}/v1/files`, { method: 'POST', headers: CLAUDE_CODE })
  const answered = once(sent, 'response')
  sent.write('one')
  await until(() => gateway.state().exchanges.length === 1)
  sent.end('two')
  const [response] = (await answered) as [Readable & { statusCode: number }]
  assert.equal(response.statusCode, 200)
  assert.equal(upstream.calls[0]?.body.toString(), 'onetwo')
})

test('a GET that has a body is not sent again without it', async () => {
  const { ask, upstream } = await upstreamThat(say.inTurn(say.hangsUp, say.says(200, [], 'found')))
  const asked = await ask({ method: 'GET', path: '/v1/search', body: { query: 'x' } }).over
  assert.notEqual(asked.status, 200)
  assert.equal(upstream.calls.length, 1)
})

for (const status of [201, 204, 301, 304]) {
  test(`a ${status} passes as it is`, async () => {
    const headers = say.raw('etag: "x"', 'location: /elsewhere')
    const { ask, upstream } = await upstreamThat(say.says(status, headers, ''))
    const asked = await ask({ method: 'GET', path: '/v1/files/f1' }).over
    assert.equal(asked.status, status)
    assert.equal(asked.headers['location'], '/elsewhere')
    assert.equal(asked.headers.etag, '"x"')
    assert.equal(upstream.calls.length, 1)
  })
}

test('a HEAD gets the headers of its answer', async () => {
  const { ask } = await upstreamThat(say.says(200, say.raw('content-length: 1234', 'x-a: b'), ''))
  const asked = await ask({ method: 'HEAD', path: '/v1/files/f1' }).over
  assert.deepEqual([asked.status, asked.headers['content-length'], asked.headers['x-a']], [200, '1234', 'b'])
})
