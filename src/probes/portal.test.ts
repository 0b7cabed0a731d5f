import assert from 'node:assert/strict'
import { test } from 'node:test'
import { benchFor, NEVER } from '../../test/instruments/bench-for-probes.ts'
import { freePort } from '../../test/instruments/free-port.ts'
import { startDoor, type Manner } from '../../test/instruments/small-servers.ts'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { ms } from '../core/time.ts'
import type { PortalFacts } from './facts.ts'
import { portalProbe } from './portal.ts'
import type { Bench, Controls } from './probe.ts'

type Portal = Controls['portals'][number]
const withPortals = (portals: readonly Portal[]): Pick<Bench, 'controls'> => ({
  controls: { addresses: [], portals, resolvers: [], site: 'https://x.test', otherName: 'x.test', statusPages: [] },
})

const NO_CONTENT = 'HTTP/1.1 204 No Content\r\nDate: Sun, 22 Nov 2026 12:00:00 GMT\r\n\r\n'
const SUCCESS = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsuccess\n'
const REDIRECT = 'HTTP/1.1 302 Found\r\nLocation: http://login.hotel.test:8080/?from=x\r\nContent-Length: 0\r\n\r\n'
const PAGE = `HTTP/1.1 200 OK\r\n\r\n${'<html>Welcome</html>'.repeat(2000)}`

async function asked(
  t: Parameters<typeof startDoor>[0],
  manner: Manner,
  expected: Omit<Portal, 'url'>,
): Promise<PortalFacts['tries'][number]['tried']> {
  const { port } = await startDoor(t, manner)
  const bench = benchFor(t, 'https://x.test', withPortals([{ url: `http://localhost:${port}/`, ...expected }]))
  const [one] = (await portalProbe.measure(bench, NEVER)).tries
  assert.ok(one !== undefined)
  return one.tried
}

test('what is expected, with its date; a redirect, not followed, with its host; a page in its place', async (t) => {
  const seen = async (says: string, expected: Omit<Portal, 'url'>): Promise<unknown> => {
    const tried = await asked(t, { says }, expected)
    return tried.ok ? tried.saw : tried.code
  }
  const empty = { status: 204, body: '' }
  const text = { status: 200, body: 'success' }
  const none = { location: undefined, date: undefined }
  assert.deepEqual(await seen(NO_CONTENT, empty), {
    status: 204,
    location: undefined,
    asExpected: true,
    date: Date.UTC(2026, 10, 22, 12),
  })
  assert.deepEqual(await seen(SUCCESS, text), { ...none, status: 200, asExpected: true })
  assert.deepEqual(await seen(REDIRECT, empty), { ...none, status: 302, location: 'login.hotel.test:8080', asExpected: false })
  assert.deepEqual(await seen(PAGE, empty), { ...none, status: 200, asExpected: false })
  assert.deepEqual(await seen(PAGE, text), { ...none, status: 200, asExpected: false })
})

test('who has handed a page on is told by its own word', async (t) => {
  const tried = await asked(
    t,
    { says: NO_CONTENT.replace('\r\n\r\n', '\r\nVia: 1.1 cache.corp (squid)\r\n\r\n') },
    { status: 204, body: '' },
  )
  assert.ok(tried.ok && tried.saw.asExpected)
  assert.equal(tried.saw.via, '1.1 cache.corp (squid)')
})

test('errors are errors, and no pages', async (t) => {
  const code = async (manner: Manner): Promise<unknown> => {
    const tried = await asked(t, manner, { status: 204, body: '' })
    return tried.ok ? tried.saw : tried.code
  }
  assert.equal(await code('hangs-up'), 'ECONNRESET')
  assert.match(String(await code({ says: 'SSH-2.0-OpenSSH_9.2\r\n' })), /^HPE_/)
  const closed = withPortals([{ url: `http://127.0.0.1:${await freePort()}/`, status: 204, body: '' }])
  const [one] = (await portalProbe.measure(benchFor(t, 'https://x.test', closed), NEVER)).tries
  assert.equal(one?.tried.ok === false && one.tried.code, 'ECONNREFUSED')
})

test('silence ends with the limit, and with the signal at once', async (t) => {
  const { port, sockets } = await startDoor(t, 'silent')
  const portals = withPortals([{ url: `http://127.0.0.1:${port}/`, status: 204, body: '' }])
  const clock = new VirtualClock()
  const late = portalProbe.measure(benchFor(t, 'https://x.test', { clock, ...portals }), NEVER)
  await clock.advance(ms(4500))
  assert.deepEqual((await late).tries[0]?.tried, { ok: false, millis: 4500, code: 'TIMEOUT' })

  const ending = new AbortController()
  const measuring = portalProbe.measure(benchFor(t, 'https://x.test', portals), ending.signal)
  await new Promise((resolve) => setTimeout(resolve, 50))
  const began = performance.now()
  ending.abort(new Error('enough'))
  assert.equal((await measuring).tries[0]?.tried.ok, false)
  assert.ok(performance.now() - began < 50)
  for (let looks = 0; looks < 100 && sockets.size > 0; looks++) await new Promise((resolve) => setTimeout(resolve, 10))
  assert.equal(sockets.size, 0)
})

test('nobody is asked who must not be', async (t) => {
  const bench = benchFor(t, 'https://x.test', {
    ...withPortals([{ url: 'http://127.0.0.1:1/', status: 204, body: '' }]),
    controlsAllowed: 'no',
  })
  assert.deepEqual(await portalProbe.measure(bench, NEVER), { tries: [] })
})
