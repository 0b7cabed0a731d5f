import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../../src/core/time.ts'
import { until, wholeFile } from '../instruments/rig.ts'
import type { HostileAnswer } from './answer-corpus.ts'
import { sendPieces, turns } from './bare-client.ts'
import { EVENT_ANSWERS } from './event-answers.ts'
import { MESSAGE_ANSWERS } from './message-answers.ts'
import { statusOf } from './messages.ts'
import { assertUnmixed, echoes, hostilePlace, hostOf, newMark, nothingLeft, post, probe, type Place } from './place.ts'

// Whatever an upstream answers: passed on whole, fetched again unseen, or torn so that the client knows; and never a part of
// another's answer.

const place = hostilePlace(wholeFile())

for (const entry of [...MESSAGE_ANSWERS, ...EVENT_ANSWERS]) {
  test(`an upstream answers (${entry.asks}): ${entry.name}`, async () => await tryOut(await place, entry))
}

async function tryOut(it: Place, entry: HostileAnswer): Promise<void> {
  const { upstream, lines } = it
  upstream.heard.length = 0
  upstream.faults.length = 0
  const said = lines.length
  let given = 0
  upstream.answerer = (heard, socket) => {
    if (given++ > 0) echoes(heard, socket)
    else void sendPieces(socket, entry.says, () => !socket.destroyed)
  }
  const mark = newMark()
  const host = hostOf(it)
  const client = it.client()
  const other = `GET /v1/files?${mark} HTTP/1.1\r\nHost: ${host}\r\nx-mark: ${mark}\r\n\r\n`
  await client.send([entry.asks === 'other' ? other : post(mark, host, { stream: entry.asks === 'stream' })])
  await until(() => client.answers.messages.length > 0 || client.is !== 'open', seconds(10)).catch(() => undefined)
  await turns(30)
  try {
    assertOutcome(entry, { client, mark })
    assertUnmixed(it)
    const bugs = lines.slice(said).filter((line) => line.event === 'trouble')
    assert.deepEqual(bugs, [])
  } finally {
    client.leave()
  }
  await probe(it)
  await nothingLeft(it)
}

type Seen = { readonly client: ReturnType<Place['client']>; readonly mark: string }

function assertOutcome({ outcome }: HostileAnswer, { client, mark }: Seen): void {
  const { messages, rest, fault } = client.answers
  assert.equal(fault, undefined, 'the client hears no proper HTTP')
  const seen = `${messages.map((message) => message.first).join(', ')} ${client.is} ${client.bytes.toString('latin1').slice(0, 300)}`
  assert.ok(!/smuggled/.test(client.bytes.toString('latin1')), seen)
  if (outcome.is === 'torn') {
    assert.ok(messages.length === 0 && client.is !== 'open', `not torn: ${seen}`)
    return
  }
  const [answer] = messages
  assert.ok(answer !== undefined && messages.length === 1 && rest.length === 0, `not one whole answer: ${seen}`)
  const status = outcome.is === 'relayed' ? outcome.status : 200
  assert.equal(statusOf(answer), status, seen)
  const body = answer.body.toString('latin1')
  if (outcome.is === 'fetched-again') assert.ok(body.includes(mark), `not the second answer: ${seen}`)
  else if (outcome.body !== undefined) assert.equal(body, outcome.body)
}
