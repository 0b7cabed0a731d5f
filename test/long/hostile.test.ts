import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { minutes, seconds } from '../../src/core/time.ts'
import { until } from '../instruments/rig.ts'
import { statusOf } from '../hostile/messages.ts'
import { growth, hostilePlace, hostOf, newMark, nothingLeft, post, probe } from '../hostile/place.ts'

// Hostile HTTP at its real size and pace; the corpus itself is in test/hostile.

const MIB = 1_048_576

test('10 GB sent to a path that passes on flow through without being kept', async (t) => {
  const it = await hostilePlace(t)
  let taken = 0
  it.upstream.leaveUnread((bytes) => (taken += bytes))
  const client = it.client()
  const length = 10_000 * MIB
  const grown = await growth(async () => {
    await client.send([
      `POST /v1/files HTTP/1.1\r\nHost: ${hostOf(it)}\r\nContent-Length: ${length}\r\n\r\n`,
      { often: 'x'.repeat(MIB), times: 10_000 },
    ])
    await until(() => taken >= length, minutes(5))
  })
  // Its own heap stays at 14 MiB; the memory that the buffers pass through breaks into pieces by and by.
  assert.ok(grown < 500, `memory grew by ${Math.round(grown)} MiB`)
  client.leave()
  it.upstream.hangUp()
})

test('an answer that gzip makes 10 GB of, read at once: it reaches a client that takes it all, a piece at a time', async (t) => {
  const it = await hostilePlace(t)
  // Gzip may be continued with more of it: one part of 100 MB, a hundred times.
  const part = gzipSync(Buffer.alloc(100_000_000))
  it.upstream.answerer = (_heard, socket) => {
    socket.write(
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${part.length * 100}\r\n\r\n`,
    )
    for (let at = 0; at < 100; at++) socket.write(part)
  }
  const client = it.client()
  let heard = 0
  client.socket.removeAllListeners('data').on('data', (chunk: Buffer) => (heard += chunk.length))
  const grown = await growth(async () => {
    await client.send([post(newMark(), hostOf(it))])
    await until(() => heard > 10_000_000_000, minutes(5))
  })
  assert.ok(grown < 250, `memory grew by ${Math.round(grown)} MiB`)
  client.leave()
  await probe(it)
  await nothingLeft(it)
})

test('a body in two million chunks of one byte: what is kept is what was said', async (t) => {
  const it = await hostilePlace(t)
  const client = it.client()
  const grown = await growth(async () => {
    await client.send([
      `POST /v1/messages HTTP/1.1\r\nHost: ${hostOf(it)}\r\nTransfer-Encoding: chunked\r\n\r\n`,
      { often: '1\r\nx\r\n'.repeat(10_000), times: 200 },
      '0\r\n\r\n',
    ])
    await until(() => client.answers.messages.length === 1, minutes(2))
  })
  assert.equal(it.upstream.heard[0]?.body.length, 2_000_000)
  assert.ok(grown < 300, `memory grew by ${Math.round(grown)} MiB`)
  client.leave()
  await nothingLeft(it)
})

for (const [name, bytes] of [
  ['nothing at all', ''],
  ['half a request line', 'POST /v1/mess'],
  ['half its headers', 'POST /v1/messages HTTP/1.1\r\nHost: a'],
] as const) {
  test(`a client that sends ${name} and waits is ended within a minute`, async (t) => {
    const it = await hostilePlace(t)
    const client = it.client()
    await client.send([bytes])
    await until(() => client.is !== 'open', seconds(60))
    assert.ok(client.answers.messages.every((answer) => statusOf(answer) === 408))
    client.leave()
    await nothingLeft(it)
  })
}
