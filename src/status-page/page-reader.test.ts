import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { QUIET, StandInPage, summaryText, pageIncident } from '../../test/instruments/status-page.ts'
import type { Call, Script } from '../../test/instruments/upstream.ts'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { minutes, seconds } from '../core/time.ts'
import { realClock } from '../world/clock.ts'
import { undiciNetwork, type Network } from '../world/network.ts'
import { pageReader, type PageReader } from './page-reader.ts'

const NEVER = new AbortController().signal

function networkFor(t: TestContext): Network {
  const network = undiciNetwork({ env: {}, connectWithin: seconds(4) })
  t.after(() => network.close())
  return network
}

async function pageFor(t: TestContext): Promise<{ readonly page: StandInPage; readonly reader: PageReader }> {
  const page = await new StandInPage().open(t)
  return { page, reader: pageReader({ network: networkFor(t), clock: realClock, hosts: [page.url] }) }
}

const answer =
  (body: string | Buffer, { status = 200, ...headers }: Readonly<Record<string, string | number>> = {}): Script =>
  ({ response }) =>
    void response.writeHead(Number(status), { 'content-type': 'application/json', ...headers }).end(body)

const good = summaryText(QUIET)
const MEGABYTE = 'x'.repeat(1_000_000)

/** More than is read, for as long as somebody takes it. */
let poured = 0
const endless: Script = ({ response }) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  const more = (): void => {
    do poured += MEGABYTE.length
    while (!response.destroyed && response.write(MEGABYTE))
  }
  response.on('drain', more)
  more()
}

const around = ({ path, response }: Call): void => void response.writeHead(302, { location: path }).end()
const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toUTCString()

const HOSTILE: readonly (readonly [name: string, script: Script, code: string])[] = [
  ['HTML', answer('<!doctype html><title>Just a moment...</title>', { 'content-type': 'text/html' }), 'STATUS_NOT_JSON'],
  ['the page itself, called HTML', answer(good, { 'content-type': 'text/html' }), 'STATUS_NOT_JSON'],
  ['HTML that calls itself JSON', answer('<html></html>'), 'STATUS_NOT_JSON'],
  ['a challenge', answer('', { status: 405 }), 'HTTP_405'],
  ['an overloaded page', answer('', { status: 503 }), 'HTTP_503'],
  ['a redirect that leads to itself', around, 'HTTP_302'],
  ['a 304 that nobody asked for', answer('', { status: 304 }), 'HTTP_304'],
  ['nothing', answer(''), 'STATUS_NOT_JSON'],
  ['null', answer('null'), 'STATUS_NOT_JSON'],
  ['half of it', answer(good.slice(0, -100)), 'STATUS_NOT_JSON'],
  ['brackets without end', answer('['.repeat(500_000)), 'STATUS_NOT_JSON'],
  ["another vendor's page", answer(good.replace('tymt9n04zgry', 'j4n367d9mh3x')), 'STATUS_OTHER_PAGE'],
  ['a page without its id', answer('{"components": []}'), 'STATUS_OTHER_PAGE'],
  ['components that are no list', answer('{"page": {"id": "tymt9n04zgry"}, "components": {"length": 1}}'), 'STATUS_INCOMPLETE'],
  ['what a cache has kept for four hours', answer(good, { age: '14400' }), 'STATUS_OLD'],
  ['what was said four hours ago', answer(good, { date: ago(4) }), 'STATUS_OLD'],
  ['a body of any length', endless, 'STATUS_TRUNCATED'],
  ['a packed one', answer(gzipSync(good), { 'content-encoding': 'gzip' }), 'STATUS_NOT_JSON'],
  [
    'a packed one that would unpack to far more',
    answer(gzipSync(Buffer.alloc(30_000_000)), { 'content-encoding': 'gzip' }),
    'STATUS_NOT_JSON',
  ],
  ['a connection that is cut', ({ response }) => void response.destroy(), 'path.closed-before-headers'],
  [
    'one that is cut in the middle',
    ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 5000 }).write(good)
      setImmediate(() => response.destroy())
    },
    'STATUS_TRUNCATED',
  ],
]

for (const [name, script, code] of HOSTILE) {
  test(`${name} is no reading, and never a word that all is well`, async (t) => {
    const { page, reader } = await pageFor(t)
    page.instead = script
    for (const reading of [await reader.summary(NEVER), await reader.past(NEVER)]) {
      assert.ok(reading.is === 'unread', JSON.stringify(reading).slice(0, 200))
      // the list of incidents has no components to miss
      if (reading.code !== 'STATUS_INCOMPLETE') assert.equal(reading.code, code)
    }
    assert.ok(poured < 60_000_000, 'more was taken than is read')
    const paths = page.calls.map(({ path }) => path)
    assert.deepEqual(
      paths,
      ['/api/v2/summary.json', '/api/v2/incidents.json'],
      'redirects are not followed, nothing is asked twice',
    )
  })
}

test('a body that trickles is given up in time, whatever it said by then', async (t) => {
  const page = await new StandInPage().open(t)
  const clock = new VirtualClock(Date.now())
  let begun = (): void => undefined
  const started = new Promise<void>((resolve) => (begun = resolve))
  page.instead = ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write(good)
    begun()
  }
  const reading = pageReader({ network: networkFor(t), clock, hosts: [page.url] }).summary(NEVER)
  await started
  await new Promise((resolve) => setTimeout(resolve, 100))
  await clock.advance(seconds(7))
  const { is, ...rest } = await reading
  assert.deepEqual([is, 'code' in rest && rest.code], ['unread', 'STATUS_TRUNCATED'])
})

test('silence is given up in time', async (t) => {
  const page = await new StandInPage().open(t)
  const clock = new VirtualClock(Date.now())
  const asked = new Promise<void>((resolve) => (page.instead = () => resolve()))
  const reading = pageReader({ network: networkFor(t), clock, hosts: [page.url] }).summary(NEVER)
  await asked
  await clock.advance(seconds(7))
  const read = await reading
  assert.ok(read.is === 'unread' && read.code === 'TIMEOUT')
})

test('what has not changed is not sent again, and counts from the time of the new question', async (t) => {
  const { page, reader } = await pageFor(t)
  const first = await reader.summary(NEVER)
  const second = await reader.summary(NEVER)
  assert.ok(first.is === 'read' && second.is === 'read')
  assert.equal(second.value, first.value)
  assert.ok(second.at >= first.at && second.saidAt > first.at - 5000)
  const [, again] = page.calls
  assert.match(again?.headers['if-none-match'] ?? '', /^W\/"/)
  page.state = { ...QUIET, api: 'major_outage' }
  const third = await reader.summary(NEVER)
  assert.ok(third.is === 'read' && third.value.components[0]?.status === 'major_outage')
})

test('a cache that confirms an old copy confirms nothing', async (t) => {
  const { page, reader } = await pageFor(t)
  await reader.summary(NEVER)
  page.instead = answer('', { status: 304, age: '14400' })
  const reading = await reader.summary(NEVER)
  assert.ok(reading.is === 'unread' && reading.code === 'STATUS_OLD')
})

test('hosts are asked in order until one gives the page; of several failures the first is told, with what it asks for', async (t) => {
  const [challenge, page, other] = await Promise.all([1, 2, 3].map(() => new StandInPage().open(t)))
  assert.ok(challenge !== undefined && page !== undefined && other !== undefined)
  challenge.instead = answer('', { status: 429, 'retry-after': '600' })
  const reader = pageReader({ network: networkFor(t), clock: realClock, hosts: [challenge.url, page.url, other.url] })
  const reading = await reader.summary(NEVER)
  assert.ok(reading.is === 'read' && `http://${reading.value.host}` === page.url)
  assert.equal(other.calls.length, 0)
  for (const one of [page, other]) one.instead = answer('', { status: 503 })
  const none = await reader.summary(NEVER)
  assert.ok(none.is === 'unread')
  assert.deepEqual([none.code, none.retryAfter], ['HTTP_429', minutes(10)])
})

test('texts of the page are one short line each, whatever stands in them', async (t) => {
  const { page, reader } = await pageFor(t)
  const nasty =
    '\u001B]0;owned\u0007\u001B[2J\u001B[31mAPI\r\n\u202Edown\u200B\u0000 \u{1F525}' +
    'e\u0301\u0302\u0303\u0304'.repeat(3) +
    'long '.repeat(5000)
  page.state = {
    ...QUIET,
    api: nasty,
    incidents: [pageIncident('\u001B[A', { name: nasty, status: nasty, impact: nasty, startedAt: 8.64e15 })],
  }
  const reading = await reader.summary(NEVER)
  assert.ok(reading.is === 'read')
  const [incident] = reading.value.incidents
  const texts = [reading.value.components[0]?.status, incident?.id, incident?.name, incident?.status, incident?.impact]
  for (const text of texts) {
    assert.ok(text !== undefined && text.length <= 120)
    assert.doesNotMatch(text, /[\p{C}\p{Zl}\p{Zp}]|\p{M}\p{M}|[\u{10000}-\u{10FFFF}]/u)
  }
  assert.match(incident?.name ?? '', /^API down/)
})

test('a page of very many events is cut', async (t) => {
  const { page, reader } = await pageFor(t)
  page.state = { ...QUIET, incidents: Array.from({ length: 3000 }, (_, index) => pageIncident(`i${index}`, { startedAt: 0 })) }
  const reading = await reader.summary(NEVER)
  assert.ok(reading.is === 'read' && reading.value.incidents.length === 100)
})

test('a look that is ended from outside rejects, and leaves nothing behind', async (t) => {
  const { page, reader } = await pageFor(t)
  const ending = new AbortController()
  const asked = new Promise<Call>((resolve) => (page.instead = resolve))
  const reading = reader.summary(ending.signal)
  const { closed } = await asked
  ending.abort(new Error('enough'))
  await assert.rejects(reading, /enough/)
  await closed
})
