import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { minutes, seconds } from '../../src/core/time.ts'
import { CLAUDE_CODE, message } from '../instruments/asking.ts'
import { pass, rig, virtualRig } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'
import type { Script } from '../instruments/upstream.ts'

// Clients that do not read.

const EVENT = say.said('x'.repeat(100_000))
const EVENTS = 600

/** An answer of 60 MB, made only as fast as it is taken. @param made called for each event */
const large =
  (made: () => void): Script =>
  async ({ response }) => {
    response.writeHead(200, say.SSE as string[])
    response.write(say.START + say.BLOCK)
    response.setMaxListeners(0)
    for (let count = 0; count < EVENTS && !response.destroyed; count++) {
      made()
      if (!response.write(EVENT)) await Promise.race([once(response, 'drain'), once(response, 'close')])
    }
    response.end(say.STOPPED + say.DELTA + say.STOP)
  }

/** Asks, and reads nothing of the answer. */
async function silent(url: string): Promise<IncomingMessage> {
  const sent = httpRequest(`${url}/v1/messages`, { method: 'POST', headers: CLAUDE_CODE, agent: false })
  sent.end(JSON.stringify(message('Hello')))
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  response.pause()
  return response
}

async function lengthOf(response: IncomingMessage): Promise<number> {
  let length = 0
  for await (const chunk of response) length += (chunk as Buffer).length
  return length
}

test('a stream that its client does not read is not fetched: memory stays bounded, and nothing is lost', async (t) => {
  let made = 0
  const { gateway } = await rig(
    t,
    large(() => made++),
  )
  const response = await silent(gateway.url)
  let before = -1
  while (made !== before) {
    before = made
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  assert.ok(made * EVENT.length < 24_000_000, `${made} events were fetched`)
  const length = await lengthOf(response)
  assert.equal(length, (say.START + say.BLOCK + say.STOPPED + say.DELTA + say.STOP).length + EVENT.length * EVENTS)
})

test('a client that stops reading for minutes is not taken for a silent upstream', async (t) => {
  const { gateway, clock, lines } = await virtualRig(
    t,
    large(() => undefined),
  )
  const response = await silent(gateway.url)
  await new Promise((resolve) => setTimeout(resolve, 300))
  await pass(clock, minutes(6), { step: seconds(1) })
  const length = await lengthOf(response)
  assert.equal(length, (say.START + say.BLOCK + say.STOPPED + say.DELTA + say.STOP).length + EVENT.length * EVENTS)
  assert.ok(!lines.some((line) => line.event === 'step' && line.saw.kind === 'torn'))
})
