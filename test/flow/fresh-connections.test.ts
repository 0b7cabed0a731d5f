import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { seconds } from '../../src/core/time.ts'
import { undiciNetwork, type Network, type NetworkOptions } from '../../src/world/network.ts'
import { plainNames } from '../../src/world/names/names.ts'
import type { LookUp } from '../../src/world/way-out/look-up.ts'
import { fetched } from '../instruments/fetched.ts'
import { until } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'
import { Upstream, type Call, type Script } from '../instruments/upstream.ts'

async function stage(
  t: TestContext,
  script: Script,
  more: Partial<NetworkOptions> = {},
): Promise<{ readonly upstream: Upstream; readonly network: Network }> {
  const upstream = await new Upstream(script).open()
  const network = undiciNetwork({ env: {}, connectWithin: seconds(5), ...more })
  t.after(async () => {
    await network.close()
    await upstream.shut()
  })
  return { upstream, network }
}

/** Between two requests: a connection is free a moment after its answer has ended. */
const aMoment = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('after freshen() idle connections are closed, and a new request gets a new one', async (t) => {
  const { upstream, network } = await stage(t, say.answers)
  await fetched(network, upstream.url)
  await aMoment()
  await fetched(network, upstream.url)
  await aMoment()
  assert.equal(upstream.connected, 1)
  network.freshen()
  await until(() => upstream.connections === 0)
  await fetched(network, upstream.url)
  assert.equal(upstream.connected, 2)
})

test('a request under way goes on through freshen(), and its connection ends with it', async (t) => {
  let call: Call | undefined
  const { upstream, network } = await stage(t, (asked) => {
    call ??= asked
    asked.response.write('first ')
  })
  const slow = fetched(network, upstream.url)
  await until(() => call !== undefined)
  network.freshen()
  network.freshen()
  const other = fetched(network, upstream.url)
  await until(() => upstream.calls.length === 2)
  assert.equal(upstream.connected, 2)
  call?.response.end('second')
  assert.deepEqual(await slow, { status: 200, text: 'first second' })
  await until(() => upstream.connections === 1)
  upstream.calls[1]?.response.end()
  await other
})

test('close() ends what went on through freshen()', async (t) => {
  const { upstream, network } = await stage(t, ({ response }) => void response.write('first '))
  const slow = fetched(network, upstream.url)
  await until(() => upstream.calls.length === 1)
  network.freshen()
  await network.close()
  assert.ok('code' in (await slow))
  await until(() => upstream.connections === 0)
})

test('a connection that is being made begins anew, and does not wait for a look-up on the old network', async (t) => {
  let asked = 0
  const lookUp: LookUp = (name) => {
    asked += 1
    assert.equal(name, 'upstream.test')
    if (asked === 1) return new Promise(() => undefined)
    return Promise.resolve([{ address: '127.0.0.1', family: 4 }])
  }
  const { upstream, network } = await stage(t, say.answers, { names: plainNames(lookUp) })
  const waiting = fetched(network, `http://upstream.test:${upstream.port}/`)
  await until(() => asked === 1)
  network.freshen()
  const result = await waiting
  assert.ok('status' in result && result.status === 200)
  assert.equal(asked, 2)
})

test('close() ends connections that are being made', async (t) => {
  const lookUp = (): Promise<never> => new Promise(() => undefined)
  const { upstream, network } = await stage(t, say.answers, { names: plainNames(lookUp) })
  const waiting = fetched(network, `http://upstream.test:${upstream.port}/`)
  await aMoment()
  await network.close()
  assert.ok('code' in (await waiting))
})

test('many who want one name at once have it looked up once', async (t) => {
  let asked = 0
  const lookUp: LookUp = async () => {
    asked += 1
    await aMoment()
    return [{ address: '127.0.0.1', family: 4 }]
  }
  const { upstream, network } = await stage(t, say.answers, { names: plainNames(lookUp) })
  const all = Array.from({ length: 20 }, async () => await fetched(network, `http://upstream.test:${upstream.port}/`))
  for (const result of await Promise.all(all)) assert.ok('status' in result)
  assert.equal(asked, 1)
})

test('a connection inside this machine lives on, whatever addresses the machine has lost', async (t) => {
  const { upstream, network } = await stage(t, say.answers)
  await fetched(network, upstream.url)
  await aMoment()
  network.dropOrphans(new Set(['192.0.2.7']))
  await fetched(network, upstream.url)
  assert.equal(upstream.connected, 1)
})
