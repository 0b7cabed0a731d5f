import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { blackHole } from '../../test/faults/black-hole.ts'
import { benchFor, NEVER } from '../../test/instruments/bench-for-probes.ts'
import { freePort } from '../../test/instruments/free-port.ts'
import { startDoor } from '../../test/instruments/small-servers.ts'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { until } from '../../test/instruments/rig.ts'
import { ms } from '../core/time.ts'
import { spotIn } from './connecting.ts'
import { egressProbe } from './egress.ts'
import { mtuProbe } from './mtu.ts'
import type { Bench } from './probe.ts'
import { tcpProbe } from './tcp.ts'

// On loopback: doors that answer, refuse, and stay silent.

async function hole(t: TestContext): Promise<number> {
  const { port, close } = await blackHole(await freePort())
  t.after(close)
  return port
}

const controls = (addresses: readonly string[]): Pick<Bench, 'controls'> => ({
  controls: { addresses, portals: [], resolvers: [], site: 'http://127.0.0.1:1', otherName: 'x.test', statusPages: [] },
})

test('addresses are written with and without port', () => {
  assert.deepEqual(spotIn('1.1.1.1:53', 443), { address: '1.1.1.1', family: 4, port: 53 })
  assert.deepEqual(spotIn('1.1.1.1', 443), { address: '1.1.1.1', family: 4, port: 443 })
  assert.deepEqual(spotIn('[2001:db8::1]:8443', 443), { address: '2001:db8::1', family: 6, port: 8443 })
  assert.deepEqual(spotIn('2001:db8::1', 443), { address: '2001:db8::1', family: 6, port: 443 })
  assert.equal(spotIn('one.test:443', 443), undefined)
})

test('egress: who answers and who refuses is told for each address; what is no address is not tried', async (t) => {
  const { port } = await startDoor(t, 'silent')
  const closed = await freePort()
  const bench = benchFor(t, 'https://x.test', controls([`127.0.0.1:${port}`, `127.0.0.1:${closed}`, 'a.name:443']))
  const { tries, otherWays } = await egressProbe.measure(bench, NEVER)
  assert.deepEqual(
    tries.map(({ address, family, tried }) => [address, family, tried.ok ? 'ok' : tried.code]),
    [
      ['127.0.0.1', 4, 'ok'],
      ['127.0.0.1', 4, 'ECONNREFUSED'],
    ],
  )
  assert.ok(tries.every(({ tried }) => tried.millis >= 1))
  assert.deepEqual(otherWays, [])
})

test('egress: nobody is asked who must not be', async (t) => {
  const { port, sockets } = await startDoor(t, 'silent')
  const bench = benchFor(t, 'https://x.test', { ...controls([`127.0.0.1:${port}`]), controlsAllowed: 'no' })
  assert.deepEqual(await egressProbe.measure(bench, NEVER), { tries: [], otherWays: [] })
  assert.equal(sockets.size, 0)
})

test('egress: one that stays silent is waited for to the limit, and not as long once another has answered', async (t) => {
  const [{ port }, silent] = [await startDoor(t, 'silent'), await hole(t)]
  const clock = new VirtualClock()
  const alone = egressProbe.measure(benchFor(t, 'https://x.test', { clock, ...controls([`127.0.0.1:${silent}`]) }), NEVER)
  await clock.advance(ms(3400))
  assert.equal(clock.pending > 0, true)
  await clock.advance(ms(200))
  const [only] = (await alone).tries
  assert.deepEqual(only?.tried, { ok: false, millis: 3500, code: 'TIMEOUT' })

  const began = performance.now()
  const both = await egressProbe.measure(
    benchFor(t, 'https://x.test', controls([`127.0.0.1:${port}`, `127.0.0.1:${silent}`])),
    NEVER,
  )
  assert.deepEqual(
    both.tries.map(({ tried }) => (tried.ok ? 'ok' : tried.code)),
    ['ok', 'TIMEOUT'],
  )
  const took = performance.now() - began
  assert.ok(took > 1000 && took < 2500, `${took} ms`)
})

test('whatever hangs is let go when the signal aborts', async (t) => {
  const silent = await hole(t)
  const bench = benchFor(t, `https://127.0.0.1:${silent}`, controls([`127.0.0.1:${silent}`]))
  for (const probe of [egressProbe, tcpProbe, mtuProbe]) {
    const ending = new AbortController()
    const measuring = probe.measure(bench, ending.signal)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const began = performance.now()
    ending.abort(new Error('enough'))
    const facts = await measuring
    assert.ok(performance.now() - began < 50, probe.id)
    assert.match(JSON.stringify(facts), /"code":"ABORTED"/)
  }
})

test('tcp: each address, as programs do, and the control', async (t) => {
  const { port } = await startDoor(t, 'silent')
  const bench = benchFor(t, `https://localhost:${port}`, controls([]))
  const facts = await tcpProbe.measure(bench, NEVER)
  const v4 = facts.addresses.find(({ family }) => family === 4)
  assert.equal(v4?.address, '127.0.0.1')
  assert.equal(v4.tried.ok, true)
  assert.equal(facts.asPrograms.ok, true)
  assert.deepEqual(facts.control.ok ? 'ok' : facts.control.code, 'ECONNREFUSED')
})

test('tcp: a name that is not found is why a program would fail, and no address is tried', async (t) => {
  const bench = benchFor(t, 'https://x.test', { controlsAllowed: 'no' })
  const facts = await tcpProbe.measure({ ...bench, target: { ...bench.target, host: 'two words' } }, NEVER)
  assert.deepEqual(facts.addresses, [])
  assert.deepEqual(facts.asPrograms.ok ? 'ok' : facts.asPrograms.code, 'ENOTFOUND')
  assert.deepEqual(facts.control, { ok: false, millis: 0, code: 'NOT_ASKED' })
})

test(
  'mtu: what a server reads is acknowledged, also when it objects or hangs up',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const resets = (socket: Socket): void => void socket.once('data', () => socket.resetAndDestroy())
    for (const manner of ['silent', resets, { says: 'x' }] as const) {
      const { port } = await startDoor(t, manner)
      const { bulk } = await mtuProbe.measure(benchFor(t, `https://127.0.0.1:${port}`), NEVER)
      assert.equal(bulk?.ok, true)
      assert.deepEqual(bulk.saw, { sent: 24_576, unacknowledged: 0 })
    }
  },
)

test('mtu: a server that hangs up in order is let go too', { skip: process.platform !== 'linux' }, async (t) => {
  const { port, sockets } = await startDoor(t, (socket) => void socket.once('data', () => socket.destroy()))
  const bench = benchFor(t, `https://127.0.0.1:${port}`)
  for (let round = 0; round < 3; round++) await mtuProbe.measure(bench, NEVER)
  // its sockets and ours are in one process: one that is never closed stays here
  const open = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length
  await until(() => sockets.size === 0 && open() === 0)
})

test('mtu: nothing is poured into a door without TLS, and a closed one says so', async (t) => {
  const { port, sockets } = await startDoor(t, 'silent')
  assert.deepEqual(await mtuProbe.measure(benchFor(t, `http://127.0.0.1:${port}`), NEVER), { bulk: undefined })
  assert.equal(sockets.size, 0)
  const { bulk } = await mtuProbe.measure(benchFor(t, `https://127.0.0.1:${await freePort()}`), NEVER)
  assert.equal(bulk?.ok === false && bulk.code, 'ECONNREFUSED')
  const elsewhere = benchFor(t, `https://127.0.0.1:${port}`, { platform: 'win32' })
  assert.deepEqual(await mtuProbe.measure(elsewhere, NEVER), { bulk: undefined })
})
