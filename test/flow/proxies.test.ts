import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { ms, seconds } from '../../src/core/time.ts'
import { undiciNetwork, type Network, type NetworkOptions } from '../../src/world/network.ts'
import { plainNames } from '../../src/world/names/names.ts'
import type { LookUp } from '../../src/world/way-out/look-up.ts'
import { Asking, message } from '../instruments/asking.ts'
import { fetched, type Fetched } from '../instruments/fetched.ts'
import { ForwardProxy, refusal } from '../instruments/forward-proxy.ts'
import { freePort } from '../instruments/free-port.ts'
import { gatewayFor, until, type Running } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'
import { authority, type Identity } from '../instruments/self-signed.ts'
import { Upstream, type Script } from '../instruments/upstream.ts'

const HOST = 'upstream.test'
const company = authority('Company Root')

function network(t: TestContext, options: Partial<NetworkOptions>): Network {
  const made = undiciNetwork({ env: {}, connectWithin: seconds(5), ...options })
  t.after(async () => await made.close())
  return made
}

async function upstream(t: TestContext, tls?: Identity, script: Script = say.answers): Promise<Upstream> {
  const made = await new Upstream(script, tls === undefined ? {} : { tls }).open()
  t.after(async () => await made.shut())
  return made
}

async function caFile(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-ca-'))
  t.after(async () => await rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'ca.pem')
  await writeFile(path, company.cert)
  return path
}

const failure = (result: Fetched): string =>
  'code' in result ? `${result.phase} ${result.code} ${result.sent}` : `answered ${result.status}`

test('https goes through a tunnel, http in absolute form, both with the login', async (t) => {
  const secure = await upstream(t, company.issue(HOST))
  const plain = await upstream(t)
  const proxy = await new ForwardProxy().open(t)
  proxy.login = 'me:p@ss'
  const env = { HTTPS_PROXY: `http://me:p%40ss@${proxy.host}`, NODE_EXTRA_CA_CERTS: await caFile(t) }
  const out = network(t, { env })
  assert.equal(failure(await fetched(out, `https://${HOST}:${secure.port}/one?two`)), 'answered 200')
  assert.equal(failure(await fetched(out, `http://${HOST}:${plain.port}/one?two`)), 'answered 200')
  assert.deepEqual(
    proxy.asked.map(({ method, target }) => `${method} ${target}`),
    [`CONNECT ${HOST}:${secure.port}`, `GET http://${HOST}:${plain.port}/one?two`],
  )
  assert.equal(secure.calls[0]?.target, '/one?two')
  assert.equal(plain.calls[0]?.headers['host'], `${HOST}:${plain.port}`)
  for (const call of [...secure.calls, ...plain.calls]) assert.equal(call.headers['proxy-authorization'], undefined)
})

test('a tunnel serves many requests', async (t) => {
  const secure = await upstream(t, company.issue(HOST))
  const proxy = await new ForwardProxy().open(t)
  const out = network(t, { env: { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: await caFile(t) } })
  for (let turn = 0; turn < 3; turn++) {
    await fetched(out, `https://${HOST}:${secure.port}/`)
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.equal(proxy.asked.length, 1)
  assert.equal(secure.calls.length, 3)
})

test('through a proxy that is spoken to over TLS, tunnels and absolute form alike', async (t) => {
  const secure = await upstream(t, company.issue(HOST))
  const plain = await upstream(t)
  const proxy = await new ForwardProxy(company.issue('127.0.0.1')).open(t)
  const out = network(t, { env: { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: await caFile(t) } })
  assert.equal(failure(await fetched(out, `https://${HOST}:${secure.port}/`)), 'answered 200')
  assert.equal(failure(await fetched(out, `http://${HOST}:${plain.port}/`)), 'answered 200')
  assert.equal(proxy.asked.length, 2)
})

test('NO_PROXY and loopback go straight', async (t) => {
  const plain = await upstream(t)
  const proxy = await new ForwardProxy().open(t)
  const lookUp: LookUp = async () => await Promise.resolve([{ address: '127.0.0.1', family: 4 }])
  const out = network(t, { names: plainNames(lookUp), env: { HTTPS_PROXY: proxy.url, NO_PROXY: 'other.test, .test' } })
  assert.equal(failure(await fetched(out, `http://${HOST}:${plain.port}/`)), 'answered 200')
  assert.equal(failure(await fetched(out, plain.url)), 'answered 200')
  assert.deepEqual(proxy.asked, [])
})

type Row = readonly [string, (proxy: ForwardProxy) => void, string, RegExp]

const PAGE =
  '<html><head><title>ERROR</title><style>p{color:red}</style></head><body><p>Host is <b>blocked</b>.</p></body></html>'
const ROWS: readonly Row[] = [
  ['wants a login', (proxy) => (proxy.login = 'me:secret'), 'connect path.proxy-login nothing', /^407 Please log in\.$/],
  [
    'denies',
    (proxy) => (proxy.way = refusal('403 Forbidden', PAGE)),
    'connect path.proxy-denied nothing',
    /^403 Host is blocked \.$/,
  ],
  ['cannot connect', (proxy) => (proxy.way = refusal('502 Bad Gateway', PAGE)), 'connect path.proxy-error nothing', /^502 Host/],
  ['has no upstream', (proxy) => (proxy.way = refusal('503 No', '')), 'connect path.proxy-error nothing', /^503 $/],
  ['hangs up', (proxy) => (proxy.way = 'hangs-up'), 'connect path.proxy-refused nothing', /^undefined undefined$/],
  ['is none', (proxy) => (proxy.way = { raw: 'SSH-2.0-OpenSSH_9\r\n' }), 'connect path.proxy-not-http nothing', /^undefined/],
  ['says nothing', (proxy) => (proxy.way = 'silent'), 'connect path.proxy-hangs nothing', /^undefined/],
]

for (const [name, prepare, expected, says] of ROWS) {
  test(`a proxy that ${name}: its own code, and nothing was sent`, async (t) => {
    const proxy = await new ForwardProxy().open(t)
    prepare(proxy)
    const out = network(t, { env: { HTTPS_PROXY: proxy.url }, tunnelWithin: ms(200) })
    const result = await fetched(out, `https://${HOST}/`)
    assert.equal(failure(result), expected)
    assert.ok('code' in result && result.met?.kind === 'proxy')
    assert.equal(result.met.proxy, proxy.host)
    assert.equal(result.met.variable, 'HTTPS_PROXY')
    assert.match(`${result.met.status} ${result.met.says}`, says)
  })
}

test('a proxy that is not there, or whose name is not: their own codes, and they pass', async (t) => {
  const port = await freePort()
  const gone = network(t, { env: { HTTPS_PROXY: `http://127.0.0.1:${port}` } })
  assert.equal(failure(await fetched(gone, `https://${HOST}/`)), 'connect path.proxy-unreachable nothing')
  const lookUp = (name: string): Promise<never> =>
    Promise.reject(Object.assign(new Error(name), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }))
  const nameless = network(t, { names: plainNames(lookUp), env: { HTTPS_PROXY: 'http://proxy.test:3128' } })
  assert.equal(failure(await fetched(nameless, `https://${HOST}/`)), 'dns path.proxy-not-found nothing')
})

test('a proxy whose certificate nobody knows is told with its issuer', async (t) => {
  const proxy = await new ForwardProxy(company.issue('127.0.0.1')).open(t)
  const result = await fetched(network(t, { env: { HTTPS_PROXY: proxy.url } }), `https://${HOST}/`)
  assert.equal(failure(result), 'tls path.proxy-tls nothing')
  assert.ok('code' in result && result.met?.kind === 'certificate')
  assert.equal(result.met.issuer, 'Company Root')
})

test('an interceptor behind a proxy is told with its issuer', async (t) => {
  const secure = await upstream(t, company.issue(HOST))
  const proxy = await new ForwardProxy().open(t)
  const result = await fetched(network(t, { env: { HTTPS_PROXY: proxy.url } }), `https://${HOST}:${secure.port}/`)
  assert.equal(failure(result), 'tls path.tls-cert-unknown-issuer nothing')
  assert.ok('code' in result && result.met?.kind === 'certificate')
  assert.deepEqual([result.met.host, result.met.subject, result.met.issuer], [HOST, HOST, 'Company Root'])
})

test('TLS that stalls is no connection that stalls', async (t) => {
  const mute = createServer().listen(0, '127.0.0.1')
  await once(mute, 'listening')
  t.after(() => mute.close())
  const out = network(t, { secureWithin: ms(100) })
  const result = await fetched(out, `https://127.0.0.1:${(mute.address() as AddressInfo).port}/`)
  assert.equal(failure(result), 'tls path.tls-timeout nothing')
})

const codes = ({ lines }: Running): readonly string[] =>
  lines.flatMap((line) => (line.event === 'step' && line.saw.kind === 'failed' ? [line.saw.code] : []))

test('a client is told at once that the proxy wants a login, by which proxy, and not to try again', async (t) => {
  const proxy = await new ForwardProxy().open(t)
  proxy.login = 'me:secret'
  const running = await gatewayFor(t, { upstream: `https://${HOST}`, env: { https_proxy: proxy.url } })
  const asked = await new Asking(running.gateway.url, { body: message('Hello') }).over
  assert.equal(asked.status, 502)
  assert.equal(asked.headers['x-should-retry'], 'false')
  const said = (asked.json['error'] as { message: string }).message
  assert.match(said, /wants a login.*from https_proxy.*answered 407: "Please log in\."/)
  assert.match(said, new RegExp(proxy.host.replaceAll('.', '\\.')))
  assert.equal(proxy.asked.length, 1)
})

test('while the proxy is away a request is held, and served when it is back', async (t) => {
  const plain = await upstream(t)
  const port = await freePort()
  const running = await gatewayFor(t, {
    upstream: `http://${HOST}:${plain.port}`,
    env: { HTTPS_PROXY: `http://127.0.0.1:${port}` },
    policy: { firstRetryLeast: ms(5), firstRetryMost: ms(10), secondRetry: ms(20), soundEvery: ms(20), soundAtMost: ms(50) },
  })
  const asking = new Asking(running.gateway.url, { body: message('Hello') })
  await until(() => codes(running).length >= 3)
  assert.deepEqual([...new Set(codes(running))], ['path.proxy-unreachable'])
  assert.equal(asking.ended, 'no')
  const proxy = new ForwardProxy()
  proxy.port = port
  await proxy.open(t)
  const asked = await asking.over
  assert.equal(asked.status, 200)
  assert.equal(plain.starts.length, 1)
})
