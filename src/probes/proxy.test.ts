import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { benchFor, folderWith, NEVER } from '../../test/instruments/bench-for-probes.ts'
import { ForwardProxy, refusal } from '../../test/instruments/forward-proxy.ts'
import { freePort } from '../../test/instruments/free-port.ts'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { seconds } from '../core/time.ts'
import type { RunCommand } from '../world/run-command.ts'
import type { Bench } from './probe.ts'
import { measureProxy } from './proxy.ts'

const SECRET = 'hunter2-proxy-password'
const noSystem: RunCommand = () => Promise.reject(new Error('not there'))

async function opened(t: TestContext): Promise<{ readonly proxy: ForwardProxy; readonly port: number }> {
  const server = createServer((socket) => void socket.on('error', () => undefined))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => void server.close())
  return { proxy: await new ForwardProxy().open(t), port: (server.address() as AddressInfo).port }
}

/** A target that has a name nobody knows: only a proxy leads there. */
function at(t: TestContext, port: number, more: Partial<Bench> = {}): Bench {
  const bench = benchFor(t, `https://api.example.test:${port}`, more)
  return { ...bench, controls: { ...bench.controls, site: `https://control.example.test:${port}` } }
}

test('without any setting the way is direct, and nothing else is asked', async (t) => {
  const facts = await measureProxy(benchFor(t, 'https://127.0.0.1:1'), noSystem, NEVER)
  assert.deepEqual(facts, {
    route: 'direct',
    shown: undefined,
    variable: undefined,
    fault: undefined,
    written: undefined,
    login: false,
    conflicting: [],
    exempted: false,
    resolves: undefined,
    connects: undefined,
    tunnel: undefined,
    tunnelToControl: undefined,
    otherWay: undefined,
  })
})

test('a proxy in the settings of the client beats the shell; its login is used and never told', async (t) => {
  const { proxy, port } = await opened(t)
  proxy.login = `me:${SECRET}`
  const url = `http://me:${SECRET}@localhost:${proxy.port}`
  const home = folderWith(t, { '.claude/settings.json': JSON.stringify({ env: { HTTPS_PROXY: url } }) })
  const bench = at(t, port, { home, env: { HTTPS_PROXY: 'http://shell.example.test:1' } })
  const facts = await measureProxy(bench, noSystem, NEVER)
  assert.deepEqual([facts.route, facts.shown, facts.variable], ['proxy', `localhost:${proxy.port}`, 'HTTPS_PROXY'])
  assert.deepEqual([facts.login, facts.written, facts.exempted], [true, 'whole', false])
  assert.ok(facts.resolves?.ok && facts.resolves.saw.addresses.includes('127.0.0.1'))
  assert.ok(facts.connects?.ok && facts.tunnel?.ok && facts.tunnelToControl?.ok)
  assert.deepEqual([facts.tunnel.saw, facts.tunnelToControl.saw.status], [{ status: 200, banner: undefined }, 200])
  assert.ok(facts.otherWay?.what === 'direct' && !facts.otherWay.tried.ok)
  assert.equal(JSON.stringify(facts).includes(SECRET), false)
})

test('what a proxy refuses is told by its status, for the target and for the control', async (t) => {
  const { proxy, port } = await opened(t)
  proxy.login = 'other:one'
  const first = await measureProxy(at(t, port, { env: { https_proxy: proxy.url } }), noSystem, NEVER)
  assert.ok(first.tunnel?.ok && first.tunnel.saw.status === 407)
  assert.equal(first.resolves, undefined)
  proxy.login = undefined
  proxy.way = refusal('403 Forbidden', '<html><body>Blocked by policy</body></html>')
  const second = await measureProxy(at(t, port, { env: { https_proxy: proxy.url } }), noSystem, NEVER)
  assert.ok(second.tunnel?.ok)
  assert.deepEqual(second.tunnel.saw, { status: 403, banner: undefined })
})

test('what is no HTTP is told with its first words', async (t) => {
  const server = createServer((socket) => void socket.on('error', () => undefined).write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => void server.close())
  const { port } = server.address() as AddressInfo
  const facts = await measureProxy(at(t, 1, { env: { HTTPS_PROXY: `http://127.0.0.1:${port}` } }), noSystem, NEVER)
  assert.ok(facts.connects?.ok && facts.tunnel?.ok)
  assert.deepEqual(facts.tunnel.saw, { status: 0, banner: 'SSH-2.0-OpenSSH_9.2p1 Debian-2' })
})

test('a proxy that is not known, not there, or silent, is told apart', async (t) => {
  const { proxy, port } = await opened(t)
  const measured = (url: string) => measureProxy(at(t, port, { env: { HTTPS_PROXY: url } }), noSystem, NEVER)
  const unknown = await measured('http://nope.example.invalid:3128')
  assert.ok(unknown.resolves?.ok === false && unknown.resolves.code === 'ENOTFOUND')
  const down = await measured(`http://127.0.0.1:${await freePort()}`)
  assert.ok(down.connects?.ok === false && down.connects.code === 'ECONNREFUSED')
  assert.ok(down.tunnel?.ok === false && down.tunnel.code === 'ECONNREFUSED')
  proxy.way = 'silent'
  const clock = new VirtualClock()
  const measuring = measureProxy(at(t, port, { clock, env: { HTTPS_PROXY: proxy.url } }), noSystem, NEVER)
  while (proxy.asked.length === 0) await new Promise((resolve) => setImmediate(resolve))
  await clock.advance(seconds(6))
  const silent = await measuring
  assert.ok(silent.connects?.ok && silent.tunnel?.ok === false && silent.tunnel.code === 'TIMEOUT')
})

const UNUSABLE: readonly (readonly [string, string, string])[] = [
  [`socks5://me:${SECRET}@127.0.0.1:1080`, 'socks', 'socks5://127.0.0.1:1080'],
  ['ftp://127.0.0.1:1', 'other-scheme', 'ftp://127.0.0.1:1'],
  [`http://me:${SECRET}@p:port`, 'not-a-url', 'http://p:port'],
]
for (const [value, fault, shown] of UNUSABLE) {
  test(`a proxy setting that cannot work is not tried: ${fault}`, async (t) => {
    const facts = await measureProxy(at(t, 1, { env: { https_proxy: value } }), noSystem, NEVER)
    assert.deepEqual([facts.route, facts.fault, facts.shown, facts.tunnel], ['unusable', fault, shown, undefined])
    assert.equal(facts.otherWay?.what, 'direct')
    assert.equal(JSON.stringify(facts).includes(SECRET), false)
  })
}

test('both cases of one variable that differ are a conflict; a proxy for http that differs is none', async (t) => {
  const { proxy, port } = await opened(t)
  const other = { HTTPS_PROXY: `http://me:${SECRET}@other.example.test:1`, HTTP_PROXY: 'http://plain.example.test:1' }
  const facts = await measureProxy(at(t, port, { env: { https_proxy: proxy.url, ...other } }), noSystem, NEVER)
  assert.deepEqual(facts.conflicting, [{ variable: 'HTTPS_PROXY', shown: 'http://other.example.test:1' }])
  const same = await measureProxy(at(t, port, { env: { https_proxy: proxy.url, HTTPS_PROXY: proxy.url } }), noSystem, NEVER)
  assert.deepEqual(same.conflicting, [])
})

test('where NO_PROXY exempts the target, the way through the proxy is tried as the other one', async (t) => {
  const { proxy, port } = await opened(t)
  const facts = await measureProxy(at(t, port, { env: { HTTPS_PROXY: proxy.url, NO_PROXY: '.example.test' } }), noSystem, NEVER)
  assert.deepEqual([facts.route, facts.exempted, facts.shown, facts.tunnel], ['direct', true, proxy.host, undefined])
  assert.ok(facts.otherWay?.what === 'proxy' && facts.otherWay.tried.ok)
})

test("where none is set, the system's own proxy is tried", async (t) => {
  const { proxy, port } = await opened(t)
  const settings = `org.gnome.system.proxy mode 'manual'\norg.gnome.system.proxy.https host '127.0.0.1'\norg.gnome.system.proxy.https port ${proxy.port}\n`
  const facts = await measureProxy(at(t, port), () => Promise.resolve({ status: 0, stdout: settings }), NEVER)
  assert.ok(facts.otherWay?.tried.ok)
  assert.deepEqual([facts.route, facts.otherWay.what, facts.otherWay.shown], ['direct', 'system-proxy', proxy.host])
})

test('ALL_PROXY, which the client does not read, is tried before it; SOCKS is not', async (t) => {
  const { proxy, port } = await opened(t)
  const facts = await measureProxy(at(t, port, { env: { ALL_PROXY: proxy.url } }), noSystem, NEVER)
  assert.ok(facts.otherWay?.tried.ok)
  assert.deepEqual([facts.route, facts.otherWay.what, facts.otherWay.shown], ['direct', 'system-proxy', proxy.host])
  const socks = await measureProxy(at(t, port, { env: { all_proxy: 'socks5://127.0.0.1:1' } }), noSystem, NEVER)
  assert.equal(socks.otherWay, undefined)
})

test('an end from outside is heeded at once', async (t) => {
  const { proxy, port } = await opened(t)
  proxy.way = 'silent'
  const ending = new AbortController()
  const measuring = measureProxy(at(t, port, { env: { HTTPS_PROXY: proxy.url } }), noSystem, ending.signal)
  while (proxy.asked.length === 0) await new Promise((resolve) => setImmediate(resolve))
  const before = performance.now()
  ending.abort()
  const { tunnel } = await measuring
  assert.ok(performance.now() - before < 50)
  assert.ok(tunnel?.ok === false && tunnel.code === 'ABORTED')
})
