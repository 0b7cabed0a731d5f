import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { between, ms, seconds, type Instant, type Millis } from '../../src/core/time.ts'
import { readJournal } from '../../src/journal/read.ts'
import { plainNames } from '../../src/world/names/names.ts'
import { undiciNetwork, type Network } from '../../src/world/network.ts'
import type { LookUp } from '../../src/world/way-out/look-up.ts'
import { fixedPace, type Pace } from '../../src/world/way-out/pace.ts'
import { fetched } from '../instruments/fetched.ts'
import { ForwardProxy } from '../instruments/forward-proxy.ts'
import { gatewayFor, passUntil } from '../instruments/rig.ts'
import { Asking, message } from '../instruments/asking.ts'
import * as say from '../instruments/scripts.ts'
import { authority } from '../instruments/self-signed.ts'
import { Upstream } from '../instruments/upstream.ts'
import { VirtualClock } from '../instruments/virtual-clock.ts'

// Limits of making connections that follow what was seen, over real sockets; time stands still but for what the test lets pass.

const HOST = 'upstream.test'
const company = authority('Company Root')

type Stage = {
  readonly clock: VirtualClock
  readonly upstream: Upstream
  readonly network: Network
  readonly dataDir: string
  /** How names are looked up: on this machine, unless it is said otherwise. */
  readonly names: { lookUp: LookUp }
}

async function stage(t: TestContext, env: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-connections-'))
  const ca = join(dataDir, 'ca.pem')
  writeFileSync(ca, company.cert)
  const clock = new VirtualClock()
  const upstream = await new Upstream(say.answers, { clock, tls: company.issue(HOST) }).open()
  const names = { lookUp: (() => Promise.resolve([{ address: '127.0.0.1', family: 4 }])) as LookUp }
  const network = undiciNetwork({
    env: { NODE_EXTRA_CA_CERTS: ca, ...env },
    clock,
    names: plainNames((name) => names.lookUp(name), clock),
    connectWithin: seconds(8),
    secureWithin: seconds(10),
    place: () => 'here',
  })
  t.after(async () => {
    await network.close()
    await upstream.shut()
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  })
  return { clock, upstream, network, dataDir, names }
}

/** What is told of each part, in order. */
function heardBy(network: Network, limits: Partial<Record<string, Millis>> = {}): readonly string[] {
  const heard: string[] = []
  const fixed = fixedPace({ connectWithin: seconds(8), secureWithin: seconds(10) })
  const pace: Pace = {
    within: (phase, host) => limits[`${phase} ${host}`] ?? fixed.within(phase, host),
    took: (phase, host, length) => void heard.push(`${phase} ${host} ${length}`),
    late: (phase, host) => void heard.push(`${phase} ${host} late`),
  }
  network.keepPace(pace)
  return heard
}

test('each new connection is measured once in each of its parts, and a kept one in none', async (t) => {
  const { network, upstream, names, clock } = await stage(t)
  const heard = heardBy(network)
  names.lookUp = (name) =>
    new Promise((resolve) => {
      assert.equal(name, HOST)
      clock.after(ms(30), () => resolve([{ address: '127.0.0.1', family: 4 }]))
    })
  const url = `https://${HOST}:${upstream.port}/`
  const first = fetched(network, url)
  await clock.advance(ms(30))
  assert.ok('status' in (await first))
  assert.deepEqual(heard, [`look-up ${HOST} 30`, `connect ${HOST} 0`, `secure ${HOST} 0`])
  await new Promise((resolve) => setImmediate(resolve))
  assert.ok('status' in (await fetched(network, url)))
  assert.equal(upstream.connected, 1)
  assert.equal(heard.length, 3)
})

test('through a proxy it is the proxy that is looked up and connected to, and the upstream that is secured', async (t) => {
  const proxy = await new ForwardProxy().open(t)
  const { network, upstream } = await stage(t, { HTTPS_PROXY: `http://proxy.test:${proxy.port}` })
  const heard = heardBy(network)
  assert.ok('status' in (await fetched(network, `https://${HOST}:${upstream.port}/`)))
  assert.deepEqual(heard, ['look-up proxy.test 0', 'connect proxy.test 0', `secure ${HOST} 0`])
})

test('what fails is no sample; what is given up at its limit is told as that, and each part has its own', async (t) => {
  const { network, upstream, names, clock } = await stage(t)
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  t.after(() => silent.close())
  const sockets: { destroy: () => void }[] = []
  silent.on('connection', (socket) => sockets.push(socket.on('error', () => undefined)))
  t.after(() => sockets.forEach((socket) => socket.destroy()))
  const heard = heardBy(network, { [`secure ${HOST}`]: seconds(3), [`look-up ${HOST}`]: seconds(4) })

  const stalls = timed(clock, network, `https://${HOST}:${(silent.address() as AddressInfo).port}/`)
  assert.deepEqual(await stalls, ['path.tls-timeout', 3000])
  names.lookUp = () => new Promise(() => undefined)
  assert.deepEqual(await timed(clock, network, `https://${HOST}:${upstream.port}/`), ['path.dns-timeout', 4000])
  assert.deepEqual(heard, [`look-up ${HOST} 0`, `connect ${HOST} 0`, `secure ${HOST} late`, `look-up ${HOST} late`])
})

/** How a request fails, and after how much virtual time, in steps of half a second. */
async function timed(clock: VirtualClock, network: Network, url: string): Promise<readonly [string, number]> {
  const began: Instant = clock.now()
  let code = ''
  void fetched(network, url).then((result) => (code = 'code' in result ? result.code : 'answered'))
  await passUntil(clock, () => code !== '', { atMost: seconds(20) })
  return [code, between(began, clock.now())]
}

test('a gateway learns from its connections, writes down why, and gives the next one up sooner; after that it waits as usual', async (t) => {
  const { clock, upstream, network, dataDir, names } = await stage(t)
  upstream.script = say.streams([say.START, say.PING, say.BLOCK, say.said('well'), say.STOPPED, say.DELTA, say.STOP])
  const running = await gatewayFor(t, {
    upstream: `https://${HOST}:${upstream.port}`,
    clock,
    dataDir,
    through: () => network,
  })
  const { gateway, lines } = running
  const ask = (): Asking => new Asking(gateway.url, { clock, body: message('Hello') })
  for (let at = 0; at < 60; at++) {
    assert.equal((await ask().over).status, 200)
    // pauses between turns are longer than a connection is kept
    network.freshen()
    await clock.advance(seconds(2))
  }
  const { learned } = gateway.state()
  const limits = Object.fromEntries(learned.map(({ phase, limitMillis }) => [phase, limitMillis]))
  assert.deepEqual([limits['look-up'], limits['connect'], limits['secure']], [4000, 4000, 5000])
  assert.ok(learned.every(({ host }) => host === undefined))

  const well = names.lookUp
  names.lookUp = () => new Promise(() => undefined)
  const silences = (): number => lines.filter((line) => JSON.stringify(line).includes('path.dns-timeout')).length
  const asked = ask()
  const began = clock.now()
  await passUntil(clock, () => silences() > 0, { atMost: seconds(20) })
  assert.ok(between(began, clock.now()) <= 4500, `${between(began, clock.now())}`)
  assert.ok(!gateway.state().learned.some(({ phase }) => phase === 'look-up'))
  names.lookUp = well
  network.freshenNames()
  await passUntil(clock, () => asked.ended !== 'no', { atMost: seconds(30) })
  assert.match(asked.text, /well/)

  await gateway.close('drain')
  const read = readJournal(join(dataDir, 'journal.sqlite'), (reader) => reader.limits(0 as never))
  assert.ok(read.ok)
  const recorded = read.value
  for (const [phase, from, to] of [
    ['look-up', 8000, 4000],
    ['connect', 8000, 4000],
    ['secure', 10_000, 5000],
  ] as const) {
    const rows = recorded.filter((one) => one.phase === phase)
    assert.deepEqual(
      rows.map((row) => [row.from, row.to, row.why, row.samples >= 50]),
      [[from, to, 'faster', true]],
    )
  }
})
