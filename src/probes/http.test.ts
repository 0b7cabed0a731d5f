import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { benchFor, folderWith, NEVER } from '../../test/instruments/bench-for-probes.ts'
import { ForwardProxy } from '../../test/instruments/forward-proxy.ts'
import { authority } from '../../test/instruments/self-signed.ts'
import { Upstream, type Script, type UpstreamOptions } from '../../test/instruments/upstream.ts'
import { clockProbe } from './clock.ts'
import { httpProbe } from './http.ts'
import type { Bench } from './probe.ts'

const CORP = authority('Corp Root')
const KEY = `sk-ant-api03-${'k'.repeat(93)}AA`

async function upstream(t: TestContext, edge: Script, options: UpstreamOptions = {}): Promise<Upstream> {
  const opened = await new Upstream(edge, options).open()
  opened.edge = edge
  t.after(() => opened.shut())
  return opened
}

const UNAUTHORISED =
  '{"type":"error","error":{"type":"authentication_error","message":"x-api-key header is required"},"request_id":"req_1"}'

const api: Script = ({ response }) => {
  const headers = { 'content-type': 'application/json', 'request-id': 'req_1', 'anthropic-organization-id': 'org-of-a-person' }
  response.writeHead(401, headers).end(UNAUTHORISED)
}

test('front door and messages are asked without any credential, and the answer is recognised', async (t) => {
  const { url, calls } = await upstream(t, api)
  const bench = benchFor(t, `${url}/base/`, { env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_AUTH_TOKEN: KEY } })
  const { front, messages, control, deep } = await httpProbe.measure(bench, NEVER)
  assert.ok(front?.ok && messages?.ok && control?.ok)
  assert.deepEqual([front.saw.status, front.saw.code, front.saw.body], [401, 'api.authentication', UNAUTHORISED])
  assert.equal(front.saw.headers['request-id'], 'req_1')
  assert.equal(front.saw.headers['anthropic-organization-id'], undefined)
  assert.ok(front.saw.firstByteMillis >= 1)
  assert.equal(deep, undefined)
  const asked = calls.map(({ method, path, body }) => `${method} ${path} ${body.length}`).toSorted()
  assert.deepEqual(asked, ['GET /base/v1/models 0', 'HEAD /base/ 0', 'POST /base/v1/messages 0'])
  assert.equal(JSON.stringify(calls.map(({ raw }) => raw)).includes(KEY), false)
})

const ANSWERS: readonly (readonly [string, Script, string | undefined])[] = [
  [
    'the edge',
    ({ response }) => void response.writeHead(503, { server: 'envoy' }).end('no healthy upstream'),
    'envoy.no-healthy-upstream',
  ],
  [
    'a portal',
    ({ response }) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>'),
    'middlebox.html-page',
  ],
  [
    'a list of models',
    ({ response }) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}'),
    undefined,
  ],
]
for (const [name, script, code] of ANSWERS) {
  test(`whose answer it is: ${name}`, async (t) => {
    const { front } = await httpProbe.measure(benchFor(t, (await upstream(t, script)).url), NEVER)
    assert.ok(front?.ok)
    assert.equal(front.saw.code, code)
  })
}

test('deep asks for one token with an API key, and never with a login; the key is told nowhere', async (t) => {
  const echo: Script = ({ response, headers }) =>
    void response
      .writeHead(401, { 'content-type': 'text/plain', via: `1.1 ${headers['x-api-key']}` })
      .end(`key ${headers['x-api-key']}`)
  const { url, calls } = await upstream(t, echo)
  const odd = 'a-key-of-a-gateway'
  const facts = await httpProbe.measure(benchFor(t, url, { deep: 'yes', env: { ANTHROPIC_API_KEY: odd } }), NEVER)
  assert.ok(facts.deep?.ok)
  assert.equal(JSON.stringify(facts).includes(odd), false)
  const sent = calls.find(({ headers }) => headers['x-api-key'] === odd) ?? assert.fail()
  assert.equal((JSON.parse(sent.body.toString()) as { readonly max_tokens: number }).max_tokens, 1)
  calls.length = 0
  const login = { CLAUDE_CODE_OAUTH_TOKEN: `sk-ant-oat01-${'o'.repeat(90)}` }
  const without = await httpProbe.measure(benchFor(t, url, { deep: 'yes', env: login }), NEVER)
  assert.deepEqual([without.deep, calls.length], [undefined, 3])
})

test('the way is that of the client: its certificates, and its proxy for plain http as well', async (t) => {
  const secure = await upstream(t, api, { tls: CORP.issue('127.0.0.1') })
  const refused = await httpProbe.measure(benchFor(t, secure.url), NEVER)
  assert.ok(refused.front?.ok === false && refused.front.code === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  const ca = join(folderWith(t, { 'ca.pem': CORP.cert }), 'ca.pem')
  const believed = await httpProbe.measure(benchFor(t, secure.url, { env: { NODE_EXTRA_CA_CERTS: ca } }), NEVER)
  assert.ok(believed.front?.ok)
  const plain = await upstream(t, api)
  const proxy = await new ForwardProxy().open(t)
  const bench = benchFor(t, `http://api.example.test:${plain.port}`, { env: { HTTP_PROXY: proxy.url } })
  const { front } = await httpProbe.measure(bench, NEVER)
  assert.ok(front?.ok && front.saw.code === 'api.authentication')
  assert.equal(proxy.asked[0]?.target.startsWith('http://api.example.test'), true)
})

test('where the login has expired and can be renewed, the host for that is asked, without it', async (t) => {
  const { url } = await upstream(t, api)
  const host = await upstream(t, ({ response }) => void response.writeHead(302).end())
  const token = `sk-ant-oat01-${'o'.repeat(90)}`
  const home = (expiresAt: number): string => {
    const claudeAiOauth = { accessToken: token, refreshToken: token, expiresAt, scopes: ['user:inference'] }
    return folderWith(t, { '.claude/.credentials.json': JSON.stringify({ claudeAiOauth }) })
  }
  const asked = async (expiresAt: number): Promise<unknown> => {
    const bench = benchFor(t, url, { home: home(expiresAt) })
    return (await httpProbe.measure({ ...bench, controls: { ...bench.controls, loginHost: host.url } }, NEVER)).login
  }
  assert.equal(await asked(Date.now() + 3_600_000), undefined)
  assert.equal(host.calls.length, 0)
  const login = (await asked(1)) as { readonly saw: unknown }
  assert.deepEqual(login.saw, { status: 302 })
  assert.equal(JSON.stringify(host.calls.map(({ raw }) => raw)).includes(token), false)
  await host.shut()
  const gone = (await asked(1)) as { readonly ok: boolean; readonly code: string }
  assert.deepEqual([gone.ok, gone.code], [false, 'ECONNREFUSED'])
})

test('offline asks no control', async (t) => {
  const { url } = await upstream(t, api)
  assert.equal((await httpProbe.measure(benchFor(t, url, { controlsAllowed: 'no' }), NEVER)).control, undefined)
})

test('an end from outside is heeded at once, and leaves no connection', async (t) => {
  const silent = await upstream(t, () => undefined)
  const ending = new AbortController()
  const measuring = httpProbe.measure(benchFor(t, silent.url), ending.signal)
  while (silent.calls.length < 3) await new Promise((resolve) => setImmediate(resolve))
  const before = performance.now()
  ending.abort()
  const { front } = await measuring
  assert.ok(performance.now() - before < 50)
  assert.ok(front?.ok === false && front.code === 'ABORTED')
  await Promise.all(silent.calls.map(({ closed }) => closed))
})

const dated =
  (date: () => number, age?: string): Script =>
  ({ response }) =>
    void response.writeHead(200, { date: new Date(date()).toUTCString(), ...(age === undefined ? {} : { age }) }).end()

test('clocks are compared with everybody who says a date: certificates need not be valid for that', async (t) => {
  const day = 86_400_000
  const target = await upstream(
    t,
    dated(() => Date.now() - 400 * day),
    { tls: CORP.issue('other') },
  )
  const portal = await upstream(
    t,
    dated(() => Date.now() - 60_000, '60'),
  )
  const bench = benchFor(t, target.url)
  const portals: Bench['controls']['portals'] = [{ url: `${portal.url}/generate_204`, status: 204, body: '' }]
  const { offsets } = await clockProbe.measure({ ...bench, controls: { ...bench.controls, site: portal.url, portals } }, NEVER)
  assert.deepEqual(
    offsets.map(({ host }) => host),
    [target, portal, portal].map(({ port }) => `127.0.0.1:${port}`),
  )
  const [far = 0, near = 9e9] = offsets.map(({ millis }) => millis)
  assert.ok(Math.abs(far - 400 * day) < 2000, String(far))
  assert.ok(Math.abs(near) < 2000, String(near))
  const offline = await clockProbe.measure({ ...bench, controlsAllowed: 'no' }, NEVER)
  assert.equal(offline.offsets.length, 1)
})
