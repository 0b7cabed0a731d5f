import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { benchFor, NEVER } from '../../test/instruments/bench-for-probes.ts'
import { freePort } from '../../test/instruments/free-port.ts'
import { answerOf, startNameServer, type Answer } from '../../test/instruments/name-server.ts'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { ms, seconds } from '../core/time.ts'
import { dnsProbeWith } from './dns.ts'
import type { LookUp } from '../world/way-out/look-up.ts'
import type { DnsFacts, Names, Tried } from './facts.ts'
import type { Bench, Probe } from './probe.ts'

// Name servers on loopback, and a system that knows loopback alone: nobody outside is asked.

const NAME = 'api.holdfast.invalid'
const BOTH = { addresses: ['192.0.2.1', '2001:db8::1'] }

const SYSTEM: LookUp = (name) =>
  /^(?:localhost|127\.0\.0\.1)$/.test(name)
    ? Promise.resolve([{ address: '127.0.0.1', family: 4 }])
    : Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }))

const probeFor = (servers: readonly string[], hosts = '', system = SYSTEM): Probe<'dns'> =>
  dnsProbeWith({
    read: () => Promise.resolve({ configured: { state: 'present', servers, search: [], wsl: false }, hosts }),
    names: () => ({ lookUp: () => system }),
  })

function benchWith(t: TestContext, resolvers: readonly string[], more: Partial<Bench> = {}): Bench {
  const controls = { addresses: [], portals: [], resolvers, site: 'https://localhost', otherName: 'x.test', statusPages: [] }
  return { ...benchFor(t, `https://${NAME}`, { ...more, controls }), target: targetNamed(NAME) }
}

const targetNamed = (host: string): Bench['target'] => ({
  url: `https://${host}`,
  host,
  port: 443,
  secure: true,
  official: false,
})

const outcome = (one: Tried<Names> | undefined): unknown => (one?.ok === true ? one.saw.addresses : one?.code)
const ask = async (t: TestContext, say: () => Answer): Promise<DnsFacts> => {
  const { server } = await startNameServer(t, say)
  return await probeFor([server]).measure(benchWith(t, []), NEVER)
}

test('each server is asked for itself, for both families; what it refuses with is told', async (t) => {
  const table: readonly (readonly [Answer, unknown, unknown])[] = [
    [BOTH, ['192.0.2.1'], ['2001:db8::1']],
    [{ addresses: ['192.0.2.1'] }, ['192.0.2.1'], 'ENODATA'],
    [{ refusal: 3 }, 'ENOTFOUND', 'ENOTFOUND'],
    [{ refusal: 5 }, 'EREFUSED', 'EREFUSED'],
  ]
  for (const [answer, a, aaaa] of table) {
    const { servers, unvalidated } = await ask(t, () => answer)
    assert.deepEqual([outcome(servers[0]?.a), outcome(servers[0]?.aaaa)], [a, aaaa])
    assert.equal(unvalidated, undefined)
  }
})

test('a server that fails is asked again without validation', async (t) => {
  const { server, asked } = await startNameServer(t, ({ validation }) => (validation === 'off' ? BOTH : { refusal: 2 }))
  const facts = await probeFor([server]).measure(benchWith(t, []), NEVER)
  assert.equal(outcome(facts.servers[0]?.a), 'ESERVFAIL')
  assert.deepEqual(outcome(facts.unvalidated), ['192.0.2.1'])
  assert.deepEqual(
    asked.filter(({ validation }) => validation === 'off'),
    [{ name: NAME, type: 'A', validation: 'off' }],
  )

  const broken = await ask(t, () => ({ refusal: 2 }))
  assert.equal(outcome(broken.unvalidated), 'ESERVFAIL')
})

test('a closed port refuses; a silent server has two seconds and no more', async (t) => {
  const silent = await startNameServer(t, () => undefined)
  const closed = `127.0.0.1:${await freePort()}`
  const began = performance.now()
  const { servers } = await probeFor([silent.server, closed]).measure(benchWith(t, []), NEVER)
  assert.deepEqual(
    servers.map(({ a, aaaa }) => [outcome(a), outcome(aaaa)]),
    [
      ['TIMEOUT', 'TIMEOUT'],
      ['ECONNREFUSED', 'ECONNREFUSED'],
    ],
  )
  const took = performance.now() - began
  assert.ok(took > 1900 && took < 4200, `${took} ms`)
  // one try each
  assert.equal(silent.asked.length, 2)
})

test('public resolvers are asked by UDP and by HTTPS, and not at all when no control may be', async (t) => {
  const { server, asked } = await startNameServer(t, () => BOTH)
  const web = createServer((request, response) => {
    const parts: Buffer[] = []
    request
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        if (request.url === '/block') response.writeHead(403).end('<html>')
        else response.end(request.url === '/junk' ? 'junk' : answerOf(Buffer.concat(parts), BOTH))
      })
  }).listen(0, '127.0.0.1')
  await once(web, 'listening')
  t.after(() => web.close())
  const url = (path: string): string => `http://127.0.0.1:${(web.address() as AddressInfo).port}${path}`
  const resolvers = [server, url('/dns-query'), url('/block'), url('/junk')]
  const facts = await probeFor([]).measure(benchWith(t, resolvers), NEVER)
  assert.deepEqual(
    facts.public.map(({ by, a, aaaa }) => [by, outcome(a), outcome(aaaa)]),
    [
      ['udp', ['192.0.2.1'], ['2001:db8::1']],
      ['https', ['192.0.2.1'], ['2001:db8::1']],
      ['https', 'HTTP_403', 'HTTP_403'],
      ['https', 'EBADRESP', 'EBADRESP'],
    ],
  )
  const before = asked.length
  const alone = await probeFor([]).measure(benchWith(t, resolvers, { controlsAllowed: 'no' }), NEVER)
  assert.deepEqual(alone.public, [])
  assert.equal(outcome(alone.systemControl), 'NOT_ASKED')
  assert.equal(asked.length, before)
})

test('the system is asked for target and control; a loopback name and an address are no business of name servers', async (t) => {
  const { server, asked } = await startNameServer(t, () => BOTH)
  for (const host of ['localhost', '127.0.0.1']) {
    const bench = { ...benchWith(t, [server]), target: targetNamed(host) }
    const facts = await probeFor([server], '127.0.0.1 localhost\n').measure(bench, NEVER)
    assert.equal(facts.system.ok && facts.systemControl.ok, true)
    assert.deepEqual([facts.servers, facts.public], [[], []])
    assert.deepEqual(facts.hostsFile, host === 'localhost' ? ['127.0.0.1 localhost'] : [])
  }
  assert.equal(asked.length, 0)
})

test('with everybody silent it ends by its own limits, and at once with the signal', async (t) => {
  const { server } = await startNameServer(t, () => undefined)
  const clock = new VirtualClock()
  const silent: LookUp = () => new Promise(() => undefined)
  const late = probeFor([server], '', silent).measure(benchWith(t, [server], { clock }), NEVER)
  await clock.advance(seconds(2.3))
  await clock.advance(seconds(1.5))
  const facts = await late
  assert.equal(outcome(facts.system), 'TIMEOUT')
  assert.equal(outcome(facts.servers[0]?.a), 'TIMEOUT')
  assert.equal(outcome(facts.public[0]?.a), 'TIMEOUT')
  assert.equal(clock.pending, 0)

  const ending = new AbortController()
  const measuring = probeFor([server]).measure(benchWith(t, [server]), ending.signal)
  await new Promise((resolve) => setTimeout(resolve, ms(50)))
  const began = performance.now()
  ending.abort(new Error('enough'))
  assert.equal(outcome((await measuring).servers[0]?.aaaa), 'ABORTED')
  assert.ok(performance.now() - began < 50)
})
