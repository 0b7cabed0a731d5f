import assert from 'node:assert/strict'
import { Agent } from 'node:http'
import { test } from 'node:test'
import { seconds } from '../../src/core/time.ts'
import { Asking, message } from '../instruments/asking.ts'
import { pass, passUntil, rig, until, virtualRig } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'
import type { Script } from '../instruments/upstream.ts'

// The end of a gateway, and of a client.

test('a gateway that stops hands back who is held: 503 while that can be said, a dropped connection after', async (t) => {
  const { ask, upstream, clock, gateway } = await virtualRig(t, say.answers)
  upstream.edge = say.noHealthyUpstream
  const committed = ask({ body: message('one') })
  await pass(clock, seconds(55))
  const uncommitted = ask({ body: message('two') })
  await pass(clock, seconds(5))
  const closed = gateway.close('drain')
  await until(() => committed.ended !== 'no' && uncommitted.ended !== 'no')
  assert.equal(committed.ended, 'aborted')
  assert.equal(uncommitted.status, 503)
  assert.equal(uncommitted.text.includes('overloaded_error') || uncommitted.text === 'no healthy upstream', true)
  assert.ok(Number(uncommitted.headers['retry-after']) <= 59)
  await closed
  assert.equal((await ask().over).ended, 'refused')
  assert.equal(gateway.state().totals.handedBack, 2)
})

test('a gateway that stops lets the answers that are under way finish, and takes no new ones', async (t) => {
  let finish = (): void => undefined
  const [begin, ...rest] = say.answerEvents('slow')
  const { ask, clock, gateway } = await virtualRig(t, ({ response }) => {
    response.writeHead(200, say.SSE as string[])
    response.write(`${begin}${say.BLOCK}`)
    finish = () => response.end(rest.slice(1).join(''))
  })
  const asked = ask()
  await passUntil(clock, () => asked.names.length === 2, { atMost: seconds(1) })
  const closed = gateway.close('drain')
  await pass(clock, seconds(20))
  assert.equal(asked.ended, 'no')
  assert.equal((await ask().over).ended, 'refused')
  finish()
  assert.equal((await asked.over).ended, 'whole')
  await closed
})

test('an answer that goes on for longer than half a minute is dropped', async (t) => {
  const { ask, clock, gateway } = await virtualRig(t, say.streams([say.START, say.BLOCK, say.said('half')], 'silence'))
  const asked = ask()
  await passUntil(clock, () => asked.names.length === 3, { atMost: seconds(1) })
  const closed = gateway.close('drain')
  await pass(clock, seconds(31))
  assert.equal((await asked.over).ended, 'aborted')
  await closed
})

test('kept connections without a request do not keep a gateway from ending', async (t) => {
  const { ask, gateway, upstream } = await rig(t, say.answers)
  const agent = new Agent({ keepAlive: true })
  t.after(() => agent.destroy())
  assert.equal((await ask({ agent }).over).ended, 'whole')
  upstream.edge = say.noHealthyUpstream
  const held = ask({ agent })
  await until(() => gateway.state().exchanges[0]?.step === 'holding')
  const begun = performance.now()
  await gateway.close('drain')
  assert.equal((await held.over).status, 503)
  assert.ok(performance.now() - begun < 2000, `${performance.now() - begun} ms`)
})

test('close tells when it is over, however often and however it is asked', async (t) => {
  const { gateway, lines } = await rig(t, say.answers)
  await Promise.all([gateway.close('drain'), gateway.close('now'), gateway.closed])
  assert.deepEqual(
    lines.map((line) => line.event),
    ['listening', 'stopping', 'stopped'],
  )
})

type Standing =
  | 'an attempt is out'
  | 'it waits for its retry'
  | 'it is held, uncommitted'
  | 'it is held, committed'
  | 'its answer streams'

const STANDINGS: Readonly<Record<Standing, { readonly script: Script; readonly wait: number }>> = {
  'an attempt is out': { script: say.never, wait: 0 },
  'it waits for its retry': { script: say.noHealthyUpstream, wait: 0 },
  'it is held, uncommitted': { script: say.noHealthyUpstream, wait: 10 },
  'it is held, committed': { script: say.noHealthyUpstream, wait: 70 },
  'its answer streams': { script: say.streams([say.START, say.BLOCK, say.said('half')], 'silence'), wait: 0 },
}

for (const [standing, { script, wait }] of Object.entries(STANDINGS)) {
  test(`a client that leaves while ${standing} leaves nothing behind`, async (t) => {
    const { ask, upstream, clock, state, lines } = await virtualRig(t, script)
    upstream.edge = script
    const asked = ask()
    await until(() => upstream.calls.length > 0)
    await pass(clock, seconds(wait))
    assert.equal(state().exchanges.length, 1)
    assert.ok(state().replay.bytesInMemory > 0)
    asked.leave()
    await until(() => state().exchanges.length === 0)
    assert.equal(state().replay.bytesInMemory, 0)
    assert.ok(state().lanes.every((lane) => lane.waiting === 0))
    assert.equal(state().totals.clientsLeft, 1)
    assert.equal(lines.at(-1)?.event, 'ended')
    await until(() => upstream.calls.every((call) => call.response.closed))
    // Nobody waits: nobody asks either.
    const calls = upstream.calls.length
    await pass(clock, seconds(60))
    assert.equal(upstream.calls.length, calls)
  })
}

test('a client that leaves while it sends leaves nothing behind', async (t) => {
  const { gateway, state, upstream } = await rig(t, say.answers)
  const asked = new Asking(gateway.url, { headers: { 'x-api-key': 'k', 'content-length': '1000' }, method: 'POST' })
  await new Promise((resolve) => setTimeout(resolve, 50))
  asked.leave()
  await until(() => state().replay.bytesInMemory === 0 && state().exchanges.length === 0)
  assert.equal(upstream.calls.length, 0)
})
