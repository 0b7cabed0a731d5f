import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { between, ms, seconds, type Instant } from '../../src/core/time.ts'
import { message, type Asking } from '../instruments/asking.ts'
import { pass, passUntil, SECRET, until, virtualRig, type Rig } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'
import type { Script } from '../instruments/upstream.ts'
import type { VirtualClock } from '../instruments/virtual-clock.ts'

// How those who wait are let through once the upstream is back: a sounding, a canary, then a ramp.

type Crowd = Rig<VirtualClock> & { readonly askings: readonly Asking[] }

/** So many clients, all held by an outage of the edge that has lasted a minute. */
async function crowd(t: TestContext, count: number): Promise<Crowd> {
  const r = await virtualRig(t, say.answers)
  r.upstream.edge = say.noHealthyUpstream
  const askings = Array.from({ length: count }, (_, index) => r.ask({ body: message(`question ${index}`) }))
  await until(() => r.state().exchanges.length === count)
  await pass(r.clock, seconds(60))
  return { ...r, askings }
}

const waitingIn = (r: Pick<Rig, 'state'>): number => Math.max(0, ...r.state().lanes.map((lane) => lane.waiting))

const allOver = (askings: readonly Asking[]) => (): boolean => askings.every((one) => one.ended !== 'no')

const firstContent = (asked: Asking): Instant => asked.timesOf('content_block_delta')[0] ?? assert.fail('no content')

test('200 wait: the canary is served within a sounding interval, the last one within 15 s more, as fast as the ramp allows', async (t) => {
  const r = await crowd(t, 200)
  const { clock, upstream, askings } = r
  assert.equal(waitingIn(r), 200)
  upstream.script = say.answersAfter(clock, ms(50))
  // Right after a sounding: recovery must wait for a whole interval.
  const sounded = upstream.soundings.length
  await passUntil(clock, () => upstream.soundings.length > sounded, { atMost: seconds(20) })
  const before = upstream.starts.length
  const back = clock.now()
  upstream.edge = undefined
  await passUntil(clock, allOver(askings), { atMost: seconds(40), step: ms(10) })

  const order = askings.map(firstContent).toSorted((one, other) => one - other)
  const canary = order[0] ?? back
  assert.ok(between(back, canary) <= 15_000 + 1000, `the canary after ${between(back, canary)} ms`)
  const last = order.at(-1) ?? back
  assert.ok(between(canary, last) <= 15_000, `the last one ${between(canary, last)} ms after it`)
  for (const [index, asked] of askings.entries()) {
    assert.equal(asked.ended, 'whole')
    assert.ok(asked.text.includes(say.echoOf(JSON.stringify(message(`question ${index}`)))))
  }
  assertRamped(
    upstream.starts.slice(before).map((call) => call.at),
    canary,
  )
  assert.equal(upstream.starts.length - before, 200)
})

/** One start in the first second after the canary, two in the next, then four; no second has more, wherever it begins. */
function assertRamped([, ...starts]: readonly Instant[], begun: Instant): void {
  assert.equal(starts.length, 199)
  for (const from of starts) {
    const within = starts.filter((at) => at >= from && at - from < 1000).length
    const allowed = 2 ** Math.floor((from + 999 - begun) / 1000)
    assert.ok(within <= allowed, `${within} starts within a second, ${from - begun} ms after the canary; allowed ${allowed}`)
  }
}

test('however many wait, one sounding goes out at a time, and nothing else', async (t) => {
  const r = await crowd(t, 50)
  const lone = await crowd(t, 1)
  assert.ok(r.upstream.soundings.length <= lone.upstream.soundings.length + 1)
  const before = r.upstream.starts.length
  await pass(r.clock, seconds(120))
  assert.equal(r.upstream.starts.length, before)
  const at = r.upstream.soundings.map((call) => call.at)
  const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0))
  assert.ok(
    gaps.every((gap) => gap >= 2000 && gap <= 15_300),
    gaps.join(', '),
  )
  const [sounding] = r.upstream.soundings
  assert.equal(sounding?.method, 'POST')
  assert.equal(sounding.body.length, 0)
  assert.equal(sounding.headers['x-api-key'], undefined)
  for (const asked of r.askings) asked.leave()
})

test('nobody waits: nothing is asked', async (t) => {
  const { upstream, clock, askings } = await crowd(t, 3)
  for (const asked of askings) asked.leave()
  await pass(clock, seconds(1))
  const before = upstream.calls.length
  await pass(clock, seconds(60))
  assert.equal(upstream.calls.length, before)
})

test('half-dead: the edge answers soundings and fails every message; the sounding loses its vote, and the canary goes alone', async (t) => {
  const r = await crowd(t, 20)
  const { upstream, clock, askings } = r
  upstream.edge = undefined
  upstream.script = say.noHealthyUpstream
  const before = { starts: upstream.starts.length, soundings: upstream.soundings.length }
  await pass(clock, seconds(120))
  const canaries = upstream.starts.slice(before.starts).map((call) => call.at)
  assert.equal(upstream.soundings.length - before.soundings, 1)
  assert.ok(canaries.length >= 7 && canaries.length <= 16, `${canaries.length} canaries`)
  const gaps = canaries.slice(1).map((at, index) => at - (canaries[index] ?? 0))
  assert.ok(
    gaps.every((gap) => gap >= 2000 && gap <= 15_300),
    gaps.join(', '),
  )
  upstream.script = say.answers
  await passUntil(clock, allOver(askings), { atMost: seconds(40), step: ms(50) })
  assert.ok(askings.every((asked) => asked.ended === 'whole'))
})

test('an overload has no sounding: a canary every 8 s at the latest, and the others wait', async (t) => {
  const r = await virtualRig(t, say.overloaded)
  const askings = Array.from({ length: 20 }, (_, index) => r.ask({ body: message(`question ${index}`) }))
  await until(() => r.state().exchanges.length === 20)
  await pass(r.clock, seconds(60))
  assert.equal(r.upstream.soundings.length, 0)
  const before = r.upstream.starts.length
  await pass(r.clock, seconds(80))
  const canaries = r.upstream.starts.length - before
  assert.ok(canaries >= 9 && canaries <= 11, `${canaries} canaries`)
  r.upstream.script = say.answers
  await passUntil(r.clock, allOver(askings), { atMost: seconds(20), step: ms(50) })
  assert.ok(askings.every((asked) => asked.ended === 'whole'))
})

test('the canary’s client leaves: the next one goes at once', async (t) => {
  const { upstream, clock, askings } = await crowd(t, 3)
  upstream.edge = undefined
  upstream.script = say.never
  const before = upstream.starts.length
  await passUntil(clock, () => upstream.starts.length > before, { atMost: seconds(20) })
  const canary = /question (\d)/.exec(upstream.starts.at(-1)?.body.toString() ?? '')?.[1]
  upstream.script = say.answers
  askings[Number(canary)]?.leave()
  await pass(clock, ms(20), { step: ms(10) })
  assert.ok(upstream.starts.length >= before + 2)
  await passUntil(clock, allOver(askings), { atMost: seconds(20), step: ms(50) })
})

test('a canary that hears nothing for 30 s has failed; its answer counts all the same when it comes', async (t) => {
  const { upstream, clock, askings, state } = await crowd(t, 3)
  upstream.edge = undefined
  let answer = (): void => undefined
  upstream.script = (call) => {
    answer = () => void say.answers(call)
  }
  const before = upstream.starts.length
  await passUntil(clock, () => upstream.starts.length > before, { atMost: seconds(20) })
  await pass(clock, seconds(31))
  assert.equal(state().lanes.find((lane) => lane.scope === 'upstream')?.health, 'unfit')
  assert.equal(upstream.starts.at(-1)?.response.closed, false)
  upstream.script = say.answers
  answer()
  await passUntil(clock, allOver(askings), { atMost: seconds(10), step: ms(50) })
  assert.equal(upstream.starts.length - before, 3)
})

test('a failure during the ramp halves it, and no one is lost', async (t) => {
  const { upstream, clock, askings } = await crowd(t, 60)
  upstream.edge = undefined
  let served = 0
  upstream.script = (call) => (++served === 20 ? say.overloaded(call) : say.answers(call))
  await passUntil(clock, allOver(askings), { atMost: seconds(60), step: ms(50) })
  assert.ok(askings.every((asked) => asked.ended === 'whole'))
})

test('try-now asks at once, and needs the secret', async (t) => {
  const { upstream, clock, askings, ask } = await crowd(t, 2)
  const path = '/_holdfast/try-now'
  const before = upstream.soundings.length
  assert.equal((await ask({ path, headers: {} }).over).status, 401)
  await pass(clock, ms(20), { step: ms(10) })
  assert.equal(upstream.soundings.length, before)
  upstream.edge = undefined
  assert.equal((await ask({ path, headers: { 'x-holdfast-secret': SECRET } }).over).status, 200)
  await passUntil(clock, () => askings[0]?.ended === 'whole', { atMost: seconds(1), step: ms(10) })
  await passUntil(clock, allOver(askings), { atMost: seconds(5) })
})

for (const field of [{ mcp_servers: [{ type: 'url', url: 'https://x.example', name: 'x' }] }, { container: 'c1' }]) {
  const [name] = Object.keys(field)
  const body = message('Do it', field)

  test(`a request with ${name} is held and sent again while nothing can have been done`, async (t) => {
    const { upstream, clock, ask } = await virtualRig(t, say.answers)
    upstream.edge = say.noHealthyUpstream
    const asked = ask({ body })
    await pass(clock, seconds(30))
    assert.equal(asked.ended, 'no')
    upstream.edge = undefined
    await passUntil(clock, () => asked.ended !== 'no', { atMost: seconds(20) })
    assert.equal(asked.ended, 'whole')
  })

  const harmful: Readonly<Record<string, Script>> = {
    'a reset': say.resets,
    'a cut before content': say.streams([say.START], 'cut'),
    'an empty answer': say.says(200, say.SSE, ''),
    'a timeout of the edge': say.says(504, ['content-type', 'text/plain'], 'upstream request timeout'),
    'a 500': say.apiError(500, 'api_error'),
  }
  for (const [harm, script] of Object.entries(harmful)) {
    test(`a request with ${name} is not sent again after ${harm}`, async (t) => {
      const { upstream, clock, ask } = await virtualRig(t, say.inTurn(script, say.answers))
      const asked = ask({ body })
      await passUntil(clock, () => asked.ended !== 'no', { atMost: seconds(5) })
      assert.notEqual(asked.status, 200)
      assert.equal(upstream.starts.length, 1)
    })
  }
}
