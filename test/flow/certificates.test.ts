import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { logSentence } from '../../src/cli/print/log-printer.ts'
import { ms, seconds } from '../../src/core/time.ts'
import { StartError } from '../../src/gateway/start-error.ts'
import { undiciNetwork, type Network, type NetworkOptions } from '../../src/world/network.ts'
import { Asking, message } from '../instruments/asking.ts'
import { fetched, type Fetched } from '../instruments/fetched.ts'
import { gatewayFor, until } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'
import { authority, selfSigned, type Identity } from '../instruments/self-signed.ts'
import { Upstream } from '../instruments/upstream.ts'

const HOST = '127.0.0.1'
const company = authority('Company Root')

function network(t: TestContext, env: NetworkOptions['env'], more: Partial<NetworkOptions> = {}): Network {
  const made = undiciNetwork({ env, connectWithin: seconds(5), ...more })
  t.after(async () => await made.close())
  return made
}

async function upstream(t: TestContext, tls: Identity): Promise<Upstream> {
  const made = await new Upstream(say.answers, { tls }).open()
  t.after(async () => await made.shut())
  return made
}

async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-certificates-'))
  t.after(async () => await rm(folder, { recursive: true, force: true }))
  return folder
}

async function written(t: TestContext, text: string): Promise<string> {
  const path = join(await folderFor(t), 'file.pem')
  await writeFile(path, text)
  return path
}

const failure = (result: Fetched): string =>
  'code' in result ? `${result.phase} ${result.code} ${result.sent}` : `answered ${result.status}`

type Row = readonly [string, Identity, string, string]

const ROWS: readonly Row[] = [
  ['of a private authority', company.issue(HOST), 'path.tls-cert-unknown-issuer', 'Company Root'],
  ['signed by itself', selfSigned('Gateway Box'), 'path.tls-cert-self-signed', 'Gateway Box'],
]

for (const [name, tls, code, issuer] of ROWS) {
  test(`a certificate ${name} is told with its issuer`, async (t) => {
    const result = await fetched(network(t, {}), (await upstream(t, tls)).url)
    assert.equal(failure(result), `tls ${code} nothing`)
    assert.ok('code' in result && result.met?.kind === 'certificate')
    assert.equal(result.met.issuer, issuer)
    assert.equal(result.met.host, HOST)
  })
}

const BELIEVED: readonly Row[] = [
  ['has expired', company.issue(HOST, { until: new Date('2024-01-01') }), 'path.tls-cert-expired', '2020-01-01 2024-01-01'],
  [
    'is not valid yet',
    company.issue(HOST, { from: new Date('2048-01-01') }),
    'path.tls-cert-not-yet-valid',
    '2048-01-01 2049-12-31',
  ],
  ['names another host', company.issue('portal.test'), 'path.tls-cert-wrong-name', '2020-01-01 2049-12-31'],
]

for (const [name, tls, code, days] of BELIEVED) {
  test(`a certificate that ${name} is told with its dates and names`, async (t) => {
    const env = { NODE_EXTRA_CA_CERTS: await written(t, company.cert) }
    const result = await fetched(network(t, env), (await upstream(t, tls)).url)
    assert.equal(failure(result), `tls ${code} nothing`)
    assert.ok('code' in result && result.met?.kind === 'certificate')
    assert.equal(`${result.met.validFrom} ${result.met.validUntil}`, days)
  })
}

test('an authority in NODE_EXTRA_CA_CERTS is believed, also when its file comes later', async (t) => {
  const path = join(await folderFor(t), 'later.pem')
  const { url } = await upstream(t, company.issue(HOST))
  const out = network(t, { NODE_EXTRA_CA_CERTS: path })
  assert.equal(failure(await fetched(out, url)), 'tls path.tls-cert-unknown-issuer nothing')
  await writeFile(path, company.cert)
  assert.equal(failure(await fetched(out, url)), 'answered 200')
})

test('an authority that only the system knows is believed, by all who connect at once', async (t) => {
  const { url } = await upstream(t, company.issue(HOST))
  let asked = 0
  const systemCertificates = (): readonly string[] => {
    asked += 1
    return [company.cert]
  }
  const out = network(t, {}, { systemCertificates })
  const all = await Promise.all([1, 2, 3].map(async () => failure(await fetched(out, url))))
  assert.deepEqual(all, ['answered 200', 'answered 200', 'answered 200'])
  assert.equal(asked, 1)
  const bundled = network(t, { CLAUDE_CODE_CERT_STORE: 'bundled' }, { systemCertificates })
  assert.equal(failure(await fetched(bundled, url)), 'tls path.tls-cert-unknown-issuer nothing')
})

test('a second connection takes up the session of the first', async (t) => {
  const server = await tlsServer(t, { ...company.issue(HOST) }, (socket) => String(socket.isSessionReused()))
  const out = network(t, { NODE_EXTRA_CA_CERTS: await written(t, company.cert) })
  const ask = async (): Promise<Fetched> => await fetched(out, server, { connection: 'fresh' })
  assert.deepEqual(await ask(), { status: 200, text: 'false' })
  assert.deepEqual(await ask(), { status: 200, text: 'true' })
  out.freshen()
  assert.deepEqual(await ask(), { status: 200, text: 'false' })
})

/** A server that says of each connection what is asked of it. @returns its URL */
async function tlsServer(t: TestContext, options: object, says: (socket: TLSSocket) => string): Promise<string> {
  const server: Server = createServer(options, (request, response) => response.end(says(request.socket as TLSSocket)))
  server.on('tlsClientError', () => undefined)
  server.listen(0, HOST)
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `https://${HOST}:${(server.address() as AddressInfo).port}/`
}

test('a client certificate is shown, and read again when it has changed', async (t) => {
  const folder = await folderFor(t)
  const [cert, key, ca] = ['cert.pem', 'key.pem', 'ca.pem'].map((name) => join(folder, name)) as [string, string, string]
  await writeFile(ca, company.cert)
  const wanting = { ...company.issue(HOST), ca: company.cert, requestCert: true, rejectUnauthorized: true }
  const url = await tlsServer(t, wanting, (socket) => String(socket.getPeerCertificate().subject.CN))
  const out = network(t, { NODE_EXTRA_CA_CERTS: ca, CLAUDE_CODE_CLIENT_CERT: cert, CLAUDE_CODE_CLIENT_KEY: key })
  const ask = async (): Promise<Fetched> => await fetched(out, url, { connection: 'fresh' })
  assert.equal(failure(await ask()), 'tls path.tls-client-cert-unusable nothing')

  const write = async ({ cert: certificate, key: secret }: Identity, which: 'both' | 'cert'): Promise<void> => {
    await writeFile(cert, certificate)
    if (which === 'both') await writeFile(key, secret)
  }
  await write(company.issue('first laptop'), 'both')
  assert.deepEqual(await ask(), { status: 200, text: 'first laptop' })
  const second = company.issue('second laptop')
  await write(second, 'cert')
  assert.deepEqual(await ask(), { status: 200, text: 'first laptop' })
  await write(second, 'both')
  assert.deepEqual(await ask(), { status: 200, text: 'second laptop' })
})

test('a server that wants a client certificate and gets none is told as that', async (t) => {
  const wanting = { ...company.issue(HOST), ca: company.cert, requestCert: true, rejectUnauthorized: true }
  const url = await tlsServer(t, wanting, () => 'never')
  const result = await fetched(network(t, { NODE_EXTRA_CA_CERTS: await written(t, company.cert) }), url)
  assert.ok('code' in result)
  assert.equal(result.code, 'path.tls-client-cert')
})

test('a client is told at once who issued the certificate, in its language, and what to set', async (t) => {
  const { url, calls } = await upstream(t, company.issue(HOST))
  const running = await gatewayFor(t, { upstream: url })
  const asked = await new Asking(running.gateway.url, { body: message('Hello') }).over
  assert.equal(asked.status, 502)
  assert.equal(asked.headers['x-should-retry'], 'false')
  const said = (asked.json['error'] as { message: string }).message
  assert.match(said, /was issued by "Company Root" to "127\.0\.0\.1".*NODE_EXTRA_CA_CERTS/)
  assert.equal(calls.length, 0)
  assert.equal(running.lines.filter((line) => line.event === 'step').length, 1)
})

test('who is held while the path is down is told of a wrong certificate as soon as there is one', async (t) => {
  const made = new Upstream(say.answers, { tls: company.issue(HOST) })
  await made.open()
  await made.shut()
  const policy = { firstRetryLeast: ms(5), firstRetryMost: ms(10), secondRetry: ms(20), soundEvery: ms(20), soundAtMost: ms(50) }
  const running = await gatewayFor(t, { upstream: made.url, policy })
  const asking = new Asking(running.gateway.url, { body: message('Hello') })
  await until(() => running.gateway.state().lanes.some(({ waiting }) => waiting > 0))
  await made.open()
  t.after(async () => await made.shut())
  const asked = await asking.over
  assert.equal(asked.status, 502)
  assert.match(asked.text, /Company Root/)
})

test('a proxy setting that cannot be used stops the start, and a login in it is not repeated', async (t) => {
  const env = { HTTPS_PROXY: 'socks5://me:secret@proxy.test:1080' }
  await assert.rejects(gatewayFor(t, { upstream: 'https://upstream.test', env }), (error) => {
    assert.ok(error instanceof StartError)
    assert.deepEqual([error.code, error.detail], ['proxy-setting', 'HTTPS_PROXY=socks5://proxy.test:1080'])
    return true
  })
  const near = await gatewayFor(t, { upstream: 'http://127.0.0.1:9', env })
  assert.ok(near.gateway.port > 0)
})

test('certificates that are not checked are said once, and reach through', async (t) => {
  const { url } = await upstream(t, company.issue(HOST))
  const running = await gatewayFor(t, { upstream: url, env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })
  assert.equal((await new Asking(running.gateway.url, { body: message('Hello') }).over).status, 200)
  const troubles = running.lines.flatMap((line) => (line.event === 'trouble' ? [logSentence(line, 'en')] : []))
  assert.equal(troubles.length, 1)
  assert.match(troubles[0] ?? '', /NODE_TLS_REJECT_UNAUTHORIZED/)
})
