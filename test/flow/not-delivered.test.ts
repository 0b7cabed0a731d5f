import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { ms, seconds } from '../../src/core/time.ts'
import type { Delivery } from '../../src/world/delivery.ts'
import type { Network } from '../../src/world/network.ts'
import { message } from '../instruments/asking.ts'
import { pass, until, virtualRig, type Rig } from '../instruments/rig.ts'
import type { VirtualClock } from '../instruments/virtual-clock.ts'
import * as say from '../instruments/scripts.ts'

// A connection that is dead on the way gives no error; the kernel knows that nothing has arrived.

/** Whoever is silent for 5 s is looked at, on the next round of 300 ms. */
const A_LOOK = ms(5600)

type Line = {
  /** What the kernel says, one look after the other. */
  readonly looks: readonly Delivery[]
  readonly reused: 'yes' | 'no'
}

type Stage = Rig<VirtualClock> & { readonly looked: () => number }

/** The first request stays without an answer; of what is sent on, only the first looks are staged. */
async function stage(t: TestContext, { looks, reused }: Line): Promise<Stage> {
  let looked = 0
  const look = (): Promise<Delivery> => {
    looked += 1
    return Promise.resolve(looks[looked - 1] ?? 'unknown')
  }
  const through = (network: Network): Network => ({
    ...network,
    send: (request, listener) => {
      const sending = network.send(request, listener)
      return {
        abort: () => sending.abort(),
        pause: () => sending.pause(),
        resume: () => sending.resume(),
        delivery: look,
        reused: reused === 'yes',
      }
    },
  })
  let calls = 0
  const rig = await virtualRig(t, (call) => (++calls === 1 ? undefined : say.answers(call)), { through })
  return { ...rig, looked: () => looked }
}

for (const stream of [true, false]) {
  test(`a request that never arrived on a kept connection is sent again at once, ${stream ? 'streamed' : 'in one piece'}`, async (t) => {
    const { ask, clock, upstream, steps, state, looked } = await stage(t, { looks: ['under-way', 'lost'], reused: 'yes' })
    const asked = ask({ body: message('Hello', { stream }) })
    await until(() => upstream.calls.length === 1)
    await pass(clock, A_LOOK)
    await until(() => looked() === 1)
    assert.equal(upstream.calls.length, 1)
    await pass(clock, A_LOOK)
    assert.equal((await asked.over).status, 200)
    assert.equal(upstream.calls.length, 2)
    assert.deepEqual(steps().slice(0, 2), ['attempt first-try', 'attempt stale-connection'])
    assert.equal(state().totals.absorbed, 1)
  })
}

test('what has arrived is left to the other side, and not looked for again', async (t) => {
  const { ask, clock, upstream, looked } = await stage(t, { looks: ['confirmed', 'lost'], reused: 'yes' })
  ask()
  await until(() => upstream.calls.length === 1)
  await pass(clock, A_LOOK)
  await until(() => looked() === 1)
  await pass(clock, seconds(20))
  assert.deepEqual([looked(), upstream.calls.length], [1, 1])
})

test('on a new connection it is a failure of the way, and counts as one', async (t) => {
  const { ask, clock, upstream, lines, looked } = await stage(t, { looks: ['lost'], reused: 'no' })
  const asked = ask()
  await until(() => upstream.calls.length === 1)
  await pass(clock, A_LOOK)
  await until(() => looked() === 1)
  await pass(clock, seconds(1))
  assert.equal((await asked.over).status, 200)
  const [first] = lines.filter((line) => line.event === 'step')
  assert.deepEqual(
    [first?.judged.kind, first !== undefined && 'code' in first.judged && first.judged.code],
    ['down', 'path.not-delivered'],
  )
})

test('what may act at the provider is not sent again: its confirmation alone may be lost', async (t) => {
  const { ask, clock, upstream, looked } = await stage(t, { looks: ['lost'], reused: 'yes' })
  const asked = ask({ body: message('Hello', { mcp_servers: [{ url: 'https://tools.test' }] }) })
  await until(() => upstream.calls.length === 1)
  await pass(clock, A_LOOK)
  await until(() => looked() === 1)
  await asked.over
  assert.equal(upstream.calls.length, 1)
})
