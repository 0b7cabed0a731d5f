import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { CLAUDE_CODE, type Question } from '../instruments/asking.ts'
import { rig, SECRET, until, type Rig, wholeFile } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'

// Who may come in: loopback is no authentication, every web page can call it.

const ADMIN = ['/_holdfast/state', '/_holdfast/events', '/_holdfast/statusline', '/_holdfast/runs/r1'] as const
const COMMANDS = ['/_holdfast/try-now', '/_holdfast/stop'] as const
const shared = rig(wholeFile(), say.answers)

async function quiet(): Promise<Rig> {
  const r = await shared
  r.upstream.begin(say.answers)
  return r
}

const KNOWING = { 'x-holdfast-secret': SECRET }

async function asked(r: Rig, question: Question): Promise<ReturnType<Rig['ask']>> {
  return await r.ask(question).over
}

const codeOf = (answer: ReturnType<Rig['ask']>): unknown => answer.headers['x-holdfast-code']

for (const host of [
  'evil.example',
  'evil.example:PORT',
  '127.0.0.1',
  '127.0.0.1:1',
  'localhost.evil.example:PORT',
  '0.0.0.0:PORT',
]) {
  test(`a request for the host "${host}" is refused, whatever it asks for`, async () => {
    const r = await quiet()
    const named = host.replace('PORT', String(r.gateway.port))
    for (const [method, path] of [
      ['POST', '/v1/messages'],
      ['HEAD', '/'],
      ['GET', '/healthz'],
      ['GET', '/_holdfast/prove?nonce=0123456789abcdef'],
    ] as const) {
      const answer = await asked(r, { method, path, headers: { ...CLAUDE_CODE, ...KNOWING, host: named } })
      assert.equal(answer.status, 403)
      assert.equal(codeOf(answer), 'gateway.bad-host')
    }
    assert.equal(r.upstream.calls.length, 0)
  })
}

test('127.0.0.1, localhost and [::1] with the port are the hosts that count, in any case', async () => {
  const r = await quiet()
  for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
    const answer = await asked(r, { headers: { ...CLAUDE_CODE, host: `${name}:${r.gateway.port}` } })
    assert.equal(answer.status, 200, name)
  }
})

test('a request without a host, or with a wrong one before the right one, is refused', async () => {
  const { gateway, upstream } = await quiet()
  const host = `host: 127.0.0.1:${gateway.port}\r\n`
  for (const hosts of ['', `host: evil.example\r\n${host}`]) {
    const socket = connect(gateway.port, '127.0.0.1')
    let heard = ''
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
    socket.write(`GET /v1/models HTTP/1.1\r\n${hosts}connection: close\r\n\r\n`)
    await once(socket, 'close')
    assert.match(heard, /^HTTP\/1\.1 4/)
  }
  assert.equal(upstream.calls.length, 0)
})

for (const [name, value] of [
  ['origin', 'https://evil.example'],
  ['origin', 'null'],
  ['origin', 'https://127.0.0.1:PORT'],
  ['origin', 'http://localhost:1'],
  ['sec-fetch-site', 'cross-site'],
  ['sec-fetch-site', 'same-site'],
] as const) {
  test(`a web page is refused by its ${name}: ${value}`, async () => {
    const r = await quiet()
    for (const path of ['/v1/messages', ...ADMIN, ...COMMANDS]) {
      const headers = { ...CLAUDE_CODE, ...KNOWING, [name]: value.replace('PORT', String(r.gateway.port)) }
      const answer = await asked(r, { path, headers })
      assert.equal(codeOf(answer), 'gateway.bad-origin')
      assert.equal(answer.status, 403)
    }
    assert.equal(r.upstream.calls.length, 0)
    assert.equal(r.state().stopping, false)
  })
}

test('a preflight gets no permission, and no answer ever carries a CORS header of ours', async () => {
  const r = await quiet()
  const preflight = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
  const answers = [
    await asked(r, { method: 'OPTIONS', path: '/v1/messages', headers: preflight }),
    await asked(r, {}),
    await asked(r, { method: 'GET', path: '/healthz', headers: {} }),
    await asked(r, { method: 'GET', path: '/_holdfast/state', headers: KNOWING }),
    await asked(r, { method: 'GET', path: '/_holdfast/nowhere', headers: KNOWING }),
  ]
  assert.equal(answers[0]?.status, 403)
  for (const answer of answers) {
    assert.ok(!Object.keys(answer.headers).some((name) => name.startsWith('access-control-')))
  }
})

for (const path of [...ADMIN, ...COMMANDS]) {
  test(`${path} needs the secret`, async (t) => {
    const r = await rig(t, say.answers)
    const method = (COMMANDS as readonly string[]).includes(path) ? 'POST' : 'GET'
    const wrong = [
      {},
      { 'x-holdfast-secret': '' },
      { 'x-holdfast-secret': `${SECRET}x` },
      { 'x-holdfast-secret': SECRET.slice(1) },
    ]
    for (const headers of wrong) {
      const answer = await asked(r, { method, path, headers })
      assert.equal(answer.status, 401)
      assert.equal(codeOf(answer), 'gateway.secret-missing')
      assert.ok(!answer.text.includes(SECRET))
    }
    assert.equal(r.state().stopping, false)
    const known = r.ask({ method, path, headers: KNOWING })
    assert.equal((await known.head).status, 200)
    known.leave()
  })
}

test('a command by GET, or a question by POST, is refused', async () => {
  const r = await quiet()
  assert.equal((await asked(r, { method: 'GET', path: '/_holdfast/stop', headers: KNOWING })).status, 405)
  assert.equal((await asked(r, { method: 'POST', path: '/_holdfast/state', headers: KNOWING })).status, 405)
  assert.equal(r.state().stopping, false)
})

test('a gateway proves that it knows the secret, without saying it, and signs nothing but a nonce', async () => {
  const r = await quiet()
  const nonce = '00112233445566778899aabbccddeeff'
  const answer = await asked(r, { method: 'GET', path: `/_holdfast/prove?nonce=${nonce}`, headers: {} })
  assert.equal(answer.json['proof'], createHmac('sha256', SECRET).update(`${nonce}:${r.gateway.port}`).digest('hex'))
  assert.ok(!answer.text.includes(SECRET))
  for (const bad of ['', 'short', 'x'.repeat(32), '0'.repeat(129)]) {
    assert.equal((await asked(r, { method: 'GET', path: `/_holdfast/prove?nonce=${bad}`, headers: {} })).status, 400)
  }
})

test('healthz and readyz need nothing; an unfit upstream leaves the gateway ready', async (t) => {
  const r = await rig(t, say.answers)
  r.upstream.edge = say.noHealthyUpstream
  const held = r.ask()
  await until(() => r.state().lanes.some((lane) => lane.health === 'unfit'))
  for (const path of ['/healthz', '/readyz']) {
    assert.equal((await asked(r, { method: 'GET', path, headers: {} })).status, 200)
  }
  held.leave()
})

test('events shows the state at once and as it changes, and counts as presence', async (t) => {
  const r = await rig(t, say.never)
  const watching = r.ask({ method: 'GET', path: '/_holdfast/events', headers: { ...KNOWING, 'x-holdfast-run': 'r-7' } })
  await until(() => watching.names.length === 1)
  assert.deepEqual(r.state().runs, ['r-7'])
  const asking = r.ask()
  await until(() => watching.events.some((event) => (JSON.parse(event.data) as { exchanges: unknown[] }).exchanges.length === 1))
  asking.leave()
  watching.leave()
  await until(() => r.state().runs.length === 0)
})

test('stop by its path hands back and ends the gateway', async (t) => {
  const r = await rig(t, say.answers)
  r.upstream.edge = say.noHealthyUpstream
  const held = r.ask()
  await until(() => r.state().exchanges[0]?.step === 'holding')
  assert.equal((await asked(r, { path: '/_holdfast/stop', headers: KNOWING })).status, 200)
  await r.gateway.closed
  assert.equal((await held.over).status, 503)
})

test('no answer and no log line repeats the credential or the prompt', async (t) => {
  const r = await rig(t, say.inTurn(say.noHealthyUpstream, say.overloaded, say.answers))
  await asked(r, { headers: { ...CLAUDE_CODE, 'x-api-key': 'sk-ant-very-secret' } })
  const state = (await asked(r, { method: 'GET', path: '/_holdfast/state', headers: KNOWING })).text
  const all = JSON.stringify(r.lines) + state
  assert.ok(r.lines.length > 2)
  assert.ok(!all.includes('very-secret'))
  assert.ok(!all.includes('Hello'))
})
