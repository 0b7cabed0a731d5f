import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { startProvider, type Provider } from '../../src/drill/provider.ts'
import { ask, CREDENTIALS, messagesBody, type RawAnswer } from './raw-client.ts'

let provider: Provider
before(async () => {
  provider = await startProvider({ port: 0, servers: 2 })
})
after(() => provider.close())

const control = (method: string, path: string, body?: unknown): Promise<RawAnswer> =>
  ask(provider.controlUrl, { method, path: `/_drill${path}`, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
const say = (): Promise<RawAnswer> => ask(provider.url, { headers: CREDENTIALS, body: messagesBody('a') })
const jsonOf = (answer: RawAnswer): unknown => JSON.parse(answer.body)

test('faults are set, shown and taken back', async () => {
  const fault = { kind: 'api-error', status: 529 }
  assert.deepEqual(jsonOf(await control('POST', '/faults', [fault])), [fault])
  assert.equal((await say()).status, 529)
  assert.equal((await control('POST', '/faults', { kind: 'envoy-503' })).status, 200)
  assert.deepEqual(jsonOf(await control('GET', '/faults')), [{ kind: 'envoy-503' }])
  await control('DELETE', '/faults')
  assert.equal((await say()).status, 200)
})

test('a fault that is none is refused with its path and what was expected, and changes nothing', async () => {
  const answer = await control('POST', '/faults', [{ kind: 'envoy-503' }, { kind: 'api-error', status: 'often' }])
  assert.equal(answer.status, 400)
  assert.deepEqual(jsonOf(answer), { problem: { kind: 'bad-value', path: '[1].status', expected: 'status', got: '"often"' } })
  assert.equal((await control('POST', '/faults')).status, 400)
  assert.equal((await say()).status, 200)
})

test('servers go down and come back', async () => {
  await control('POST', '/servers/0', { up: false })
  assert.equal((await say()).status, 200)
  const states = jsonOf(await control('POST', '/servers/1', { up: false })) as readonly { up: boolean }[]
  assert.deepEqual(
    states.map((server) => server.up),
    [false, false],
  )
  assert.equal((await say()).status, 503)
  await control('POST', '/servers/0', { up: true })
  assert.equal((await say()).status, 200)
  assert.equal((await control('POST', '/servers/9', { up: true })).status, 404)
  assert.equal((await control('POST', '/servers/0', { up: 'yes' })).status, 400)
})

test('another timetable can be begun', async () => {
  await control('POST', '/scenario', { phases: [{ faults: [{ kind: 'edge-page', by: 'nginx', status: 504 }] }] })
  assert.equal((await say()).status, 504)
  await control('POST', '/scenario', { phases: [] })
  assert.equal((await say()).status, 200)
})

test('it tells what was asked, and is not counted itself', async () => {
  const asked = provider.counts().requests
  await say()
  const counts = jsonOf(await control('GET', '/counts')) as { requests: number }
  assert.equal(counts.requests, asked + 1)
  const log = jsonOf(await control('GET', '/log')) as readonly unknown[]
  assert.equal(log.length, asked + 1)
})

test('it answers on the port of the API too, even to the order to refuse connections', async () => {
  const answer = await ask(provider.url, { path: '/_drill/faults', body: '{"kind":"refused"}' })
  assert.equal(answer.status, 200)
  assert.equal((await say()).ending, 'refused')
  await control('DELETE', '/faults')
  assert.equal((await say()).status, 200)
})

test('web pages and unknown paths get nothing', async () => {
  const page = await ask(provider.controlUrl, {
    method: 'DELETE',
    path: '/_drill/faults',
    headers: { origin: 'http://evil.example' },
  })
  assert.equal(page.status, 403)
  assert.equal((await control('GET', '/nothing')).status, 404)
  assert.equal((await control('POST', '/nothing', {})).status, 404)
})
