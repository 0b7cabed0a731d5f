import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { ms, seconds } from '../../src/core/time.ts'
import { pass, until } from '../instruments/rig.ts'
import { VirtualClock } from '../instruments/virtual-clock.ts'
import { chunk, CHUNKED, EVENTS, head, streamHead } from './answer-corpus.ts'
import { FIN, sendPieces, turns, type Piece } from './bare-client.ts'
import { echoes, hostilePlace, hostOf, newMark, nothingLeft, post, probe, type Place } from './place.ts'

// Too slow, too long, out of turn: it ends, and nobody else notices.

const nothing = (): void => undefined

async function virtualPlace(t: TestContext): Promise<{ readonly it: Place; readonly clock: VirtualClock }> {
  const clock = new VirtualClock()
  return { it: await hostilePlace(t, { clock }), clock }
}

test('an upload whose answer is there goes on for no longer than 5 s', async (t) => {
  const { it, clock } = await virtualPlace(t)
  const client = it.client()
  it.upstream.answerer = nothing
  await client.send([`POST /v1/files HTTP/1.1\r\nHost: ${hostOf(it)}\r\nContent-Length: 10000000000\r\n\r\n`, 'x'.repeat(1000)])
  await until(() => it.upstream.unread > 0)
  it.upstream.answerEarly(`HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n`)
  await until(() => client.answers.messages.length === 1)
  let more = true
  const sending = client.send([{ often: 'x'.repeat(100_000), times: 100_000 }]).then(() => (more = false))
  await pass(clock, seconds(6), { step: seconds(3) })
  await until(() => client.is !== 'open')
  await sending
  assert.equal(more, false)
  client.leave()
  await nothingLeft(it)
})

for (const [name, request] of [
  ['an upgrade', 'GET /v1/files HTTP/1.1\r\nHost: HOST\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'],
  ['a CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: HOST\r\n\r\n'],
  ['what is no HTTP', 'hello?\r\n\r\n'],
] as const) {
  test(`a client that is refused ${name} and never closes is closed`, async (t) => {
    const { it, clock } = await virtualPlace(t)
    const client = it.client()
    await client.send([request.replace('HOST', hostOf(it))])
    await until(() => client.is === 'fin')
    assert.equal(it.open(), 1)
    await pass(clock, seconds(6))
    await until(() => it.open() === 0)
    client.leave()
  })
}

test('a client that half-closes while it is held is served; one that leaves while it is held is noticed at once', async (t) => {
  const it = await hostilePlace(t)
  const waiting: (() => void)[] = []
  it.upstream.answerer = (heard, socket) => void waiting.push(() => echoes(heard, socket))
  const stays = it.client()
  const leaves = it.client()
  const mark = newMark()
  await stays.send([post(mark, hostOf(it), { stream: true }), { turns: 20 }, FIN])
  await leaves.send([post(newMark(), hostOf(it), { stream: true })])
  await until(() => waiting.length === 2)
  leaves.leave()
  await until(() => it.gateway.state().exchanges.length === 1, ms(1000))
  await new Promise((resolve) => setTimeout(resolve, 300))
  for (const answer of waiting) answer()
  await until(() => stays.is === 'fin')
  assert.ok(stays.bytes.includes(mark))
  assert.ok(stays.bytes.includes('message_stop'))
  stays.leave()
  await nothingLeft(it)
})

test('requests behind one that is not answered yet wait for their turn, and go with their client', async (t) => {
  const it = await hostilePlace(t)
  it.upstream.answerer = nothing
  const client = it.client()
  await client.send([newMark(), newMark(), newMark()].map((mark) => post(mark, hostOf(it))))
  await until(() => it.upstream.heard.length === 1)
  await turns(50)
  assert.equal(it.upstream.heard.length, 1)
  client.leave()
  await nothingLeft(it)
  assert.equal(it.upstream.heard.length, 1)
})

test('a hundred requests behind one that is not answered are too many', async (t) => {
  const it = await hostilePlace(t)
  it.upstream.answerer = nothing
  const client = it.client()
  await client.send([post(newMark(), hostOf(it)), `GET /v1/files HTTP/1.1\r\nHost: ${hostOf(it)}\r\n\r\n`.repeat(100)])
  await until(() => client.is !== 'open')
  assert.equal(client.bytes.length, 0)
  await probe(it)
  await nothingLeft(it)
})

test('rubbish behind requests of which one is being answered gets into no answer', async (t) => {
  const it = await hostilePlace(t)
  it.upstream.answerer = (_heard, socket) => void socket.write(streamHead(CHUNKED) + chunk(EVENTS))
  const client = it.client()
  await client.send([post(newMark(), hostOf(it), { stream: true }) + post(newMark(), hostOf(it))])
  await until(() => client.bytes.includes('hostile'))
  await client.send(['rubbish\r\n\r\n'])
  await until(() => client.is !== 'open')
  assert.equal(client.bytes.toString('latin1').match(/HTTP\/1\.1/g)?.length, 1)
  await nothingLeft(it)
})

const SLOW: readonly (readonly [name: string, says: readonly Piece[], within: number])[] = [
  ['early hints without end', [{ often: 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', times: 1000 }], 62],
  ['an endless first line', ['HTTP/1.1 200 ', { often: 'a'.repeat(10_000), times: 1000 }], 62],
  ['headers that stop in the middle', ['HTTP/1.1 200 OK\r\nX-A'], 62],
  ['an endless chunk extension', [`${streamHead(CHUNKED)}5;`, { often: 'x'.repeat(10_000), times: 1000 }], 92],
  ['an event that stops in the middle', [`${streamHead()}data: `], 92],
  ['headers of an error, and nothing more', [head('Content-Length: 5').replace('200 OK', '500 No')], 62],
]

for (const [name, says, within] of SLOW) {
  test(`an upstream that answers with ${name} is given up, unseen`, async (t) => {
    const { it, clock } = await virtualPlace(t)
    let given = 0
    it.upstream.answerer = (heard, socket) => {
      if (given++ > 0) echoes(heard, socket)
      else void sendPieces(socket, says, () => !socket.destroyed)
    }
    const client = it.client()
    const mark = newMark()
    await client.send([post(mark, hostOf(it), { stream: true })])
    await until(() => it.upstream.heard.length === 1)
    await turns(50)
    await pass(clock, seconds(within))
    await until(() => client.answers.messages.length === 1)
    assert.ok(client.bytes.includes(mark))
    client.leave()
    await nothingLeft(it)
  })
}
