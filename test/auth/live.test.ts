import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { canariesIn } from '../instruments/canary.ts'
import { freePort } from '../instruments/free-port.ts'
import { ForwardProxy } from '../instruments/forward-proxy.ts'
import { furnish, KEY, LOGIN, lookAt, NOW, secret, snapshot, type Home, type Shown } from './home.ts'
import { login, LOGIN_FILE, USER } from './homes.ts'
import { realClock } from '../../src/world/clock.ts'
import { unixMillis } from '../../src/core/time.ts'

type Answer = { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }

const MODELS: Answer = {
  status: 200,
  body: JSON.stringify({ data: [{ type: 'model', id: 'claude-haiku-4-5' }], has_more: true }),
}
const refusal = (status: number, type: string, message: string): Answer => ({
  status,
  body: JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_1' }),
})
const due = { code: 0, uses: null, finds: [] } as const

/** An API that gives one answer, and what it was asked. */
async function api(
  t: TestContext,
  answer: Answer,
): Promise<{ readonly url: string; readonly asked: readonly IncomingMessage[] }> {
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    const headers = { 'content-type': 'application/json', date: new Date(NOW).toUTCString(), ...answer.headers }
    response.writeHead(answer.status, headers).end(answer.body)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.after(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

/** Frozen where days count, real where an answer is waited for. */
const clock = { ...realClock, wall: () => unixMillis(NOW) }

async function live(
  t: TestContext,
  home: Partial<Home>,
  target: string,
): Promise<Shown & { readonly first: string | undefined }> {
  const whole: Home = { name: 'live', due, ...home }
  const rooted = furnish(t, whole)
  const before = snapshot(rooted.root)
  const shown = await lookAt(whole, rooted, { flags: { live: true, target, json: true }, practice: { clock } })
  assert.deepEqual(canariesIn('live', Buffer.from(shown.out + shown.notes)), [])
  assert.deepEqual(snapshot(rooted.root), before)
  const { findings } = JSON.parse(shown.out) as { readonly findings: readonly { readonly id: string }[] }
  return { ...shown, first: findings.map(({ id }) => id).find((id) => /^(?:live|clock)-/.test(id)) }
}

const withKey = { env: { ANTHROPIC_API_KEY: KEY } }

const ANSWERS: readonly (readonly [string, Answer, number, string])[] = [
  ['a list of models', MODELS, 0, 'live-accepted'],
  ['a limit: who has one is known', refusal(429, 'rate_limit_error', 'slow down'), 0, 'live-accepted'],
  ['an invalid key', refusal(401, 'authentication_error', `invalid x-api-key ${KEY}`), 1, 'live-refused'],
  ['no permission', refusal(403, 'permission_error', 'not for you'), 1, 'live-refused'],
  [
    'an organisation that is disabled',
    refusal(400, 'invalid_request_error', 'This organization has been disabled.'),
    1,
    'live-refused',
  ],
  ['an overload', refusal(529, 'overloaded_error', 'Overloaded'), 3, 'live-unclear'],
  ['an error of a server', { status: 503, body: 'no healthy upstream' }, 3, 'live-unclear'],
  [
    'a page that is none of the API',
    { status: 200, body: '<html>Sign in to the Wi-Fi</html>', headers: { 'content-type': 'text/html' } },
    3,
    'live-unclear',
  ],
  ['a redirect', { status: 302, body: '', headers: { location: 'https://portal.example.test/' } }, 3, 'live-unclear'],
  ['a clock that goes otherwise', { ...MODELS, headers: { date: new Date(NOW - 3_600_000).toUTCString() } }, 1, 'live-accepted'],
]
for (const [name, answer, code, finding] of ANSWERS) {
  test(`asked for its word, the API gives ${name}: ${finding}`, async (t) => {
    const { url, asked } = await api(t, answer)
    const shown = await live(t, withKey, url)
    assert.deepEqual([shown.code, JSON.parse(shown.out).findings.some(({ id }: { id: string }) => id === finding)], [code, true])
    assert.deepEqual(
      asked.map(({ method, url: path, headers }) => [method, path, headers['x-api-key'], headers.authorization]),
      [['GET', '/v1/models?limit=1', KEY, undefined]],
    )
  })
}

test('an invalid key is told with the words of the API', async (t) => {
  const { url } = await api(t, refusal(401, 'authentication_error', 'invalid x-api-key'))
  const { out } = await live(t, withKey, url)
  assert.match(out, /"en": "127\.0\.0\.1 refuses it \(401\)\. It said: \\"invalid x-api-key\\""/)
})

test('nobody there is not an invalid key', async (t) => {
  const { code, first, out } = await live(t, withKey, `http://127.0.0.1:${await freePort()}`)
  assert.deepEqual([code, first], [3, 'live-unanswered'])
  assert.match(out, /That does not mean that the key is bad/)
})

test('an API that is silent is not waited for without end, and its silence is not an invalid key', async (t) => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const hurried = {
    ...clock,
    after: (delay: Parameters<typeof clock.after>[0], action: () => void) =>
      clock.after(delay > 5000 ? (200 as typeof delay) : delay, action),
  }
  const home: Home = { name: 'silence', due, ...withKey }
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { code, out } = await lookAt(home, furnish(t, home), { flags: { live: true, target }, practice: { clock: hurried } })
  assert.equal(code, 3)
  assert.match(out, /Not checked: 127\.0\.0\.1 could not be asked \(no answer in time\)/)
})

const NEVER: readonly (readonly [string, Partial<Home>, number])[] = [
  ['a login', { files: { [LOGIN_FILE]: login() } }, 0],
  ['a long-lived token', { env: { CLAUDE_CODE_OAUTH_TOKEN: LOGIN } }, 0],
  ["a login's token in a key's place", { env: { ANTHROPIC_API_KEY: LOGIN } }, 1],
  ["a login's token as a gateway's", { env: { ANTHROPIC_AUTH_TOKEN: LOGIN } }, 0],
  ["a command's login token", { files: { [USER]: JSON.stringify({ apiKeyHelper: `echo '${LOGIN}'` }) } }, 1],
  ['a refresh token', { env: { ANTHROPIC_API_KEY: secret('sk-ant-ort01-') } }, 1],
  ['a key with a line break', { env: { ANTHROPIC_API_KEY: `${KEY}\n` } }, 1],
  ['nothing', {}, 1],
]
for (const [name, home, code] of NEVER) {
  test(`${name} is never sent, and why is said`, async (t) => {
    const { url, asked } = await api(t, MODELS)
    const shown = await live(t, home, url)
    assert.deepEqual([shown.code, shown.first, asked.length], [code, 'live-not-asked', 0])
  })
}

test("what a command prints goes in both headers, and a gateway's token in one, as the client sends them", async (t) => {
  const { url, asked } = await api(t, MODELS)
  await live(t, { files: { [USER]: JSON.stringify({ apiKeyHelper: `echo '${KEY}'` }) } }, url)
  await live(t, { env: { ANTHROPIC_AUTH_TOKEN: 'token-of-a-gateway', ANTHROPIC_BASE_URL: url } }, url)
  assert.deepEqual(
    asked.map(({ headers }) => [headers['x-api-key'], headers.authorization]),
    [
      [KEY, `Bearer ${KEY}`],
      [undefined, 'Bearer token-of-a-gateway'],
    ],
  )
})

test('without --live nobody is asked, and with it through the proxy that the client would take', async (t) => {
  const proxy = await new ForwardProxy().open(t)
  const url = 'http://api.example.test:8080'
  const home: Home = { name: 'proxy', due, env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url, HTTP_PROXY: proxy.url } }
  const quiet = await lookAt(home, furnish(t, home), {})
  assert.deepEqual([quiet.code, proxy.asked.length], [0, 0])
  await live(t, home, url)
  assert.deepEqual(
    proxy.asked.map(({ method, target }) => [method, target]),
    [['GET', `${url}/v1/models?limit=1`]],
  )
})
