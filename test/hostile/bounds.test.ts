import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { seconds } from '../../src/core/time.ts'
import { until } from '../instruments/rig.ts'
import { chunk, EVENTS, head, MESSAGE, STOP, streamHead } from './answer-corpus.ts'
import { turns } from './bare-client.ts'
import { statusOf } from './messages.ts'
import { assertUnmixed, growth, hostilePlace, hostOf, newMark, nothingLeft, post, probe } from './place.ts'

// Too much of it: what is kept is bounded.

const MIB = 1_048_576

/** Waits until this stays as it is. */
async function settled(value: () => number): Promise<void> {
  for (let last = -1; last !== value(); await new Promise((resolve) => setTimeout(resolve, 60))) last = value()
}

const ZEROS = Buffer.alloc(192 * MIB)
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } }
const BOMBS: Readonly<Record<string, () => Buffer>> = {
  gzip: () => gzipSync(ZEROS, { level: 1 }),
  deflate: () => deflateSync(ZEROS, { level: 1 }),
  br: () => brotliCompressSync(ZEROS, BROTLI),
  zstd: () => zstdCompressSync(ZEROS),
}

for (const [coding, make] of Object.entries(BOMBS)) {
  for (const asks of ['whole', 'stream'] as const) {
    test(`an answer (${asks}) that ${coding} makes 192 MiB of: no more of it is made than its client reads`, async (t) => {
      const it = await hostilePlace(t)
      const bomb = make()
      const type = asks === 'whole' ? 'application/json' : 'text/event-stream'
      it.upstream.answerer = (_heard, socket) => {
        socket.write(
          `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Encoding: ${coding}\r\nContent-Length: ${bomb.length}\r\n\r\n`,
        )
        socket.write(bomb)
      }
      const client = it.client()
      client.socket.pause()
      const grown = await growth(async () => {
        await client.send([post(newMark(), hostOf(it), { stream: asks === 'stream' })])
        await until(() => it.upstream.heard.length > 0)
        await settled(() => Math.round(process.memoryUsage.rss() / (4 * MIB)))
      })
      assert.ok(grown < 120, `memory grew by ${Math.round(grown)} MiB`)
      client.leave()
      await probe(it)
      await nothingLeft(it)
    })
  }
}

test('twelve requests that unpack to 32 MiB each, at once: looked at one after the other, and passed on as they came', async (t) => {
  const it = await hostilePlace(t)
  const packed = gzipSync(ZEROS.subarray(0, 32 * MIB), { level: 1 })
  const clients = Array.from({ length: 12 }, () => it.client())
  const grown = await growth(async () => {
    for (const client of clients) {
      const headers = `x-mark: ${newMark()}\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n`
      await client.send([`POST /v1/messages HTTP/1.1\r\nHost: ${hostOf(it)}\r\nx-api-key: k\r\n${headers}\r\n`, packed])
    }
    await until(() => clients.every((client) => client.answers.messages.length === 1), seconds(40))
  })
  assert.ok(grown < 280, `memory grew by ${Math.round(grown)} MiB`)
  assert.ok(it.upstream.heard.every(({ body }) => body.equals(packed)))
  assertUnmixed(it)
  for (const client of clients) client.leave()
  await nothingLeft(it)
})

test('16 MiB of JSON in which everything is an object: described without making one of them', async (t) => {
  const it = await hostilePlace(t)
  const mark = newMark()
  for (const name of ['messages', 'model', 'tools']) {
    const body = `{"${name}":[${'{},'.repeat((16 * MIB) / 3)}{"type":"mcp_x"}],"stream":true,"mark":"${mark}"}`
    const client = it.client()
    it.upstream.answerer = (_heard, socket) => void socket.write(streamHead() + EVENTS + STOP)
    const grown = await growth(async () => {
      await client.send([`POST /v1/messages HTTP/1.1\r\nHost: ${hostOf(it)}\r\nContent-Length: ${body.length}\r\n\r\n`, body])
      await until(() => client.answers.messages.length === 1, seconds(40))
    })
    assert.ok(grown < 250, `${name}: memory grew by ${Math.round(grown)} MiB`)
    client.leave()
  }
  await nothingLeft(it)
})

test('10 GB that are really sent are ended at 64 MiB', async (t) => {
  const it = await hostilePlace(t)
  const client = it.client()
  const grown = await growth(async () => {
    await client.send([
      `POST /v1/messages HTTP/1.1\r\nHost: ${hostOf(it)}\r\nTransfer-Encoding: chunked\r\n\r\n`,
      { often: chunk('x'.repeat(MIB)), times: 10_000 },
    ])
    await until(() => client.is !== 'open')
  })
  assert.deepEqual(client.answers.messages.map(statusOf), [413])
  assert.ok(client.socket.bytesWritten < 80 * MIB)
  assert.ok(grown < 250, `memory grew by ${Math.round(grown)} MiB`)
  assert.equal(it.upstream.heard.length, 0)
  client.leave()
  await nothingLeft(it)
})

test('a client that never reads keeps its answer from being fetched, and its leaving ends it at the upstream', async (t) => {
  const it = await hostilePlace(t)
  let sent = 0
  it.upstream.answerer = (_heard, socket) => {
    const event = Buffer.from(`event: x\ndata: ${'x'.repeat(100_000)}\n\n`)
    socket.write(streamHead() + EVENTS)
    const more = (): void => {
      while (!socket.destroyed && socket.write(event)) sent += event.length
      sent += event.length
      if (!socket.destroyed) socket.once('drain', more)
    }
    more()
  }
  const client = it.client()
  client.socket.pause()
  await client.send([post(newMark(), hostOf(it), { stream: true })])
  await until(() => sent > 0)
  await settled(() => sent)
  assert.ok(sent < 24 * MIB, `${sent} bytes were fetched`)
  client.leave()
  await until(() => it.upstream.connections === 0)
  await nothingLeft(it)
})

test('an answer that its client takes slowly arrives whole', async (t) => {
  const it = await hostilePlace(t)
  const body = `${MESSAGE.slice(0, -1)},"more":"${'x'.repeat(3 * MIB)}"}`
  it.upstream.answerer = (_heard, socket) => void socket.write(head(`Content-Length: ${body.length}`) + body)
  const client = it.client()
  await client.send([post(newMark(), hostOf(it))])
  for (let at = 0; at < 40; at++) {
    client.socket.pause()
    await turns(5)
    client.socket.resume()
    await turns(1)
  }
  await until(() => client.answers.messages.length === 1)
  assert.equal(client.answers.messages[0]?.body.toString(), body)
  client.leave()
  await nothingLeft(it)
})
