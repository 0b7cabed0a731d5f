import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until, wholeFile } from '../instruments/rig.ts'
import { turns } from './bare-client.ts'
import { FRAMING_REQUESTS } from './framing-requests.ts'
import { LINE_REQUESTS } from './line-requests.ts'
import { statusOf } from './messages.ts'
import { ORDER_REQUESTS } from './order-requests.ts'
import { assertUnmixed, bodyFor, echoes, hostilePlace, hostOf, newMark, nothingLeft, post, probe, type Place } from './place.ts'
import type { HostileRequest, It, Must } from './request-corpus.ts'

// Whatever a client sends: refused or ended, or served alone and whole.

const place = hostilePlace(wholeFile())

for (const entry of [...FRAMING_REQUESTS, ...LINE_REQUESTS, ...ORDER_REQUESTS]) {
  test(`a client sends: ${entry.name}`, async () => await tryOut(await place, entry))
}

async function tryOut(it: Place, entry: HostileRequest): Promise<void> {
  const { upstream } = it
  upstream.heard.length = 0
  upstream.faults.length = 0
  upstream.answerer = echoes
  const host = hostOf(it)
  const mark = newMark()
  const told: It = {
    mark,
    second: newMark(),
    third: newMark(),
    host,
    body: bodyFor(mark, 'whole'),
    post: (of, more) => post(of, host, more === undefined ? {} : { more }),
  }
  const must = entry.must(told)
  const client = it.client()
  await client.send(entry.sends(told))
  const ready = (): boolean =>
    must.connection === 'closed' ? client.is !== 'open' : client.answers.messages.length >= must.statuses.length
  await until(ready).catch(() => undefined)
  await turns(20)
  try {
    assertOutcome(it, client, must)
    assertUnmixed(it)
  } finally {
    client.leave()
  }
  await probe(it)
  await nothingLeft(it)
}

function assertOutcome({ upstream }: Place, client: ReturnType<Place['client']>, must: Must): void {
  const { messages, rest, fault } = client.answers
  assert.equal(fault, undefined, 'the client hears no proper HTTP')
  // Sent to find out whether it is still there.
  const statuses = messages.map(statusOf).filter((status) => status !== 102)
  assert.ok(
    fits(statuses, must),
    `heard ${statuses.join(' ')} instead of ${must.statuses.join(' ')}; ${client.is}; ${rest.toString('latin1').slice(0, 200)}`,
  )
  assert.equal(rest.length, 0, 'the client hears half an answer')
  if (must.connection !== 'either')
    assert.equal(client.is === 'open', must.connection === 'kept', `its connection is ${client.is}`)
  assert.deepEqual(
    upstream.heard.map(({ target, body }) => [target, body.toString('latin1')]),
    must.reaches,
  )
}

const fits = (heard: readonly number[], { statuses }: Must): boolean =>
  heard.length === statuses.length && statuses.every((one, at) => [one].flat().includes(heard[at] ?? 0))
