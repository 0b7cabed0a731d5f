import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { benchFor, folderWith, NEVER } from '../../test/instruments/bench-for-probes.ts'
import { ForwardProxy } from '../../test/instruments/forward-proxy.ts'
import { freePort } from '../../test/instruments/free-port.ts'
import { authority, selfSigned } from '../../test/instruments/self-signed.ts'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { seconds } from '../core/time.ts'
import type { Bench } from './probe.ts'
import { tlsProbe } from './tls.ts'

const CORP = authority('Corp Root')

/** What it received after handshakes must be nothing. */
async function listen(t: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => void sockets.add(socket.on('error', () => undefined)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

async function secureServer(t: TestContext, options: TlsOptions): Promise<{ readonly port: number; readonly said: string[] }> {
  const said: string[] = []
  const server = createTlsServer(options, (socket) => {
    socket.on('data', (bytes) => said.push(bytes.toString('latin1'))).on('error', () => undefined)
  })
  return {
    port: await listen(
      t,
      server.on('tlsClientError', () => undefined),
    ),
    said,
  }
}

const at = (t: TestContext, port: number, more: Partial<Bench> = {}): Bench => {
  const bench = benchFor(t, `https://127.0.0.1:${port}`, more)
  return { ...bench, controls: { ...bench.controls, site: 'http://no-tls.example.test' } }
}

test('a chain that ends nowhere is told with its issuer, and nothing is sent to whom it belongs', async (t) => {
  const { port, said } = await secureServer(t, { ...CORP.issue('127.0.0.1') })
  const { target } = await tlsProbe.measure(at(t, port), NEVER)
  assert.ok(target?.ok)
  assert.equal(target.saw.trusted, false)
  assert.equal(target.saw.problem, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  assert.deepEqual(
    target.saw.chain.map(({ subject, issuer, root }) => [subject, issuer, root]),
    [['127.0.0.1', 'Corp Root', 'unknown']],
  )
  assert.deepEqual(said, [])
})

test('NODE_EXTRA_CA_CERTS in the settings of the client makes a company root one of ours', async (t) => {
  const { port } = await secureServer(t, { ...CORP.issue('127.0.0.1') })
  const ca = join(folderWith(t, { 'ca.pem': CORP.cert }), 'ca.pem')
  const home = folderWith(t, { '.claude/settings.json': JSON.stringify({ env: { NODE_EXTRA_CA_CERTS: ca } }) })
  const { target, extraCa } = await tlsProbe.measure(at(t, port, { home }), NEVER)
  assert.equal(extraCa, 'used')
  assert.ok(target?.ok)
  assert.deepEqual([target.saw.trusted, target.saw.problem, target.saw.chain.at(-1)?.root], [true, undefined, 'extra'])
})

const WRONG: readonly (readonly [string, Parameters<typeof CORP.issue>[1], string])[] = [
  ['expired', { hosts: ['127.0.0.1'], until: new Date('2021-01-01') }, 'CERT_HAS_EXPIRED'],
  ['not yet valid', { hosts: ['127.0.0.1'], from: new Date('2048-01-01') }, 'CERT_NOT_YET_VALID'],
  ['of another', { hosts: ['192.0.2.1'] }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
]
for (const [name, making, problem] of WRONG) {
  test(`a certificate that is ${name} is told as that`, async (t) => {
    const { port } = await secureServer(t, { ...CORP.issue('server', making) })
    const ca = join(folderWith(t, { 'ca.pem': CORP.cert }), 'ca.pem')
    const { target } = await tlsProbe.measure(at(t, port, { env: { NODE_EXTRA_CA_CERTS: ca } }), NEVER)
    assert.ok(target?.ok)
    assert.deepEqual([target.saw.trusted, target.saw.problem], [false, problem])
    const { validFrom, validTo } = target.saw.chain[0] ?? assert.fail()
    assert.equal(validTo, (making?.until ?? new Date('2049-12-31')).getTime())
    assert.equal(validFrom, (making?.from ?? new Date('2020-01-01')).getTime())
  })
}

test('a self-signed certificate is told as that', async (t) => {
  const { port } = await secureServer(t, { ...selfSigned('gateway') })
  const { target } = await tlsProbe.measure(at(t, port), NEVER)
  assert.ok(target?.ok)
  assert.equal(target.saw.problem, 'DEPTH_ZERO_SELF_SIGNED_CERT')
})

test('a reset for one name alone leaves the other name at the same address', async (t) => {
  const identity = CORP.issue('other.example.test')
  const server = createTlsServer({
    ...identity,
    SNICallback: (_name, answer) => answer(null),
  })
  const port = await listen(
    t,
    server.on('tlsClientError', () => undefined),
  )
  const filter = createServer((socket) => {
    socket.once('data', (hello) => {
      // an address has no name in the greeting
      if (!hello.includes('other.example.test')) socket.resetAndDestroy()
      else {
        const inner = new (socket.constructor as typeof Socket)()
        inner
          .on('error', () => undefined)
          .connect(port, '127.0.0.1', () => {
            inner.write(hello)
            socket.pipe(inner).pipe(socket)
          })
        socket.once('close', () => inner.destroy())
      }
    })
  })
  const { target, otherName } = await tlsProbe.measure(at(t, await listen(t, filter)), NEVER)
  assert.deepEqual([target?.ok, target?.ok === false && target.code], [false, 'ECONNRESET'])
  assert.ok(otherName?.ok, JSON.stringify(otherName))
})

test('a stall is told apart from a reset, and from a connection that was never made', async (t) => {
  const clock = new VirtualClock()
  const greetings: number[] = []
  const silent = createServer((socket) => void socket.on('data', () => greetings.push(1)))
  const measuring = tlsProbe.measure(at(t, await listen(t, silent), { clock }), NEVER)
  while (greetings.length < 2) await new Promise((resolve) => setImmediate(resolve))
  await clock.advance(seconds(3))
  const { target } = await measuring
  assert.deepEqual(target, { ok: false, millis: 2500, code: 'TIMEOUT' })
  const facts = await tlsProbe.measure(at(t, await freePort()), NEVER)
  assert.deepEqual(facts.target, { ok: false, millis: 0, code: 'ECONNREFUSED' })
})

test('who speaks no TLS, and who speaks only what is too old, are told by the code of OpenSSL', async (t) => {
  const plain = await listen(
    t,
    createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  )
  const first = await tlsProbe.measure(at(t, plain), NEVER)
  assert.ok(first.target?.ok === false)
  assert.equal(first.target.code, 'ERR_SSL_WRONG_VERSION_NUMBER')
  const { port } = await secureServer(t, {
    ...CORP.issue('127.0.0.1'),
    maxVersion: 'TLSv1.1',
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT:@SECLEVEL=0',
  })
  const second = await tlsProbe.measure(at(t, port), NEVER)
  assert.ok(second.target?.ok === false)
  assert.match(second.target.code, /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/)
})

test('a server that wants to know who we are is noticed; a certificate of ours that it knows satisfies it', async (t) => {
  const wanting = { ...CORP.issue('127.0.0.1'), requestCert: true, rejectUnauthorized: true, ca: CORP.cert }
  const { port } = await secureServer(t, wanting)
  const without = await tlsProbe.measure(at(t, port), NEVER)
  assert.deepEqual([without.clientCertificate, without.clientCertificateWanted], ['none', true])
  const mine = CORP.issue('me')
  const dir = folderWith(t, { 'c.pem': mine.cert, 'k.pem': mine.key, 'old.pem': '', 'other.pem': CORP.issue('x').key })
  const env = { CLAUDE_CODE_CLIENT_CERT: join(dir, 'c.pem'), CLAUDE_CODE_CLIENT_KEY: join(dir, 'k.pem') }
  const withOne = await tlsProbe.measure(at(t, port, { env }), NEVER)
  assert.deepEqual([withOne.clientCertificate, withOne.clientCertificateWanted], ['used', false])
  const unfit = await tlsProbe.measure(at(t, port, { env: { ...env, CLAUDE_CODE_CLIENT_KEY: join(dir, 'other.pem') } }), NEVER)
  assert.equal(unfit.clientCertificate, 'unusable')
  const gone = await tlsProbe.measure(at(t, port, { env: { ...env, CLAUDE_CODE_CLIENT_KEY: join(dir, 'gone.pem') } }), NEVER)
  assert.equal(gone.clientCertificate, 'missing')
})

test('files of certificates that are missing or garbled are told, and checks that are off', async (t) => {
  const dir = folderWith(t, { 'garbled.pem': 'none' })
  const { port } = await secureServer(t, { ...CORP.issue('127.0.0.1') })
  const measured = async (env: Bench['env']): Promise<readonly unknown[]> => {
    const { extraCa, checksOff } = await tlsProbe.measure(at(t, port, { env }), NEVER)
    return [extraCa, checksOff]
  }
  assert.deepEqual(await measured({ NODE_EXTRA_CA_CERTS: join(dir, 'gone.pem') }), ['missing', false])
  assert.deepEqual(await measured({ NODE_EXTRA_CA_CERTS: join(dir, 'garbled.pem') }), ['unreadable', false])
  assert.deepEqual(await measured({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }), ['none', true])
})

test('where a proxy is set, the handshake goes through its tunnel', async (t) => {
  const { port } = await secureServer(t, { ...CORP.issue('api.example.test') })
  const proxy = await new ForwardProxy().open(t)
  const bench = at(t, port, { env: { HTTPS_PROXY: proxy.url } })
  const target = { ...bench.target, url: `https://api.example.test:${port}`, host: 'api.example.test' }
  const facts = await tlsProbe.measure({ ...bench, target }, NEVER)
  assert.ok(facts.target?.ok && facts.otherName?.ok)
  assert.equal(facts.target.saw.chain[0]?.subject, 'api.example.test')
  assert.equal(facts.otherName.saw.problem, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  assert.deepEqual([...new Set(proxy.asked.map((one) => one.target))], [`api.example.test:${port}`])
})

test('an end from outside is heeded at once, with what is known by then', async (t) => {
  const silent = await listen(
    t,
    createServer(() => undefined),
  )
  const ending = new AbortController()
  const measuring = tlsProbe.measure(at(t, silent), ending.signal)
  setTimeout(() => ending.abort(), 100)
  await once(ending.signal, 'abort')
  const before = performance.now()
  const { target } = await measuring
  assert.ok(performance.now() - before < 50)
  assert.ok(target?.ok === false && target.code === 'ABORTED')
})

test('behind a URL with http, TLS is told where it is spoken, and nothing where it is not', async (t) => {
  const { port } = await secureServer(t, { ...CORP.issue('127.0.0.1') })
  const plain = await listen(
    t,
    createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  )
  const spoken = async (one: number): Promise<boolean | undefined> => {
    const bench = benchFor(t, `http://127.0.0.1:${one}`)
    return (await tlsProbe.measure(bench, NEVER)).target?.ok
  }
  assert.deepEqual([await spoken(port), await spoken(plain)], [true, undefined])
})
