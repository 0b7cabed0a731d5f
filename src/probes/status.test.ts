import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { benchFor, NEVER } from '../../test/instruments/bench-for-probes.ts'
import { Upstream, type Script } from '../../test/instruments/upstream.ts'
import type { StatusPageFacts } from './facts.ts'
import { statusProbe } from './status.ts'

const summary = (more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    page: { id: 'tymt9n04zgry', name: 'Claude', updated_at: '2026-09-01T00:00:00Z' },
    status: { indicator: 'minor', description: 'Minor Service Outage' },
    components: [
      { id: 'rwppv331jlwc', name: 'claude.ai', status: 'major_outage' },
      { id: 'k8w3r06qmzrp', name: 'Claude API (api.anthropic.com)', status: 'operational' },
      { id: 'yyzkbfz2thpt', name: 'Claude Code', status: 'degraded_performance' },
    ],
    incidents: [],
    scheduled_maintenances: [],
    ...more,
  })

const answer =
  (body: string, { status = 200, ...headers }: Readonly<Record<string, string | number>> = {}): Script =>
  ({ response }) =>
    void response.writeHead(Number(status), { 'content-type': 'application/json', ...headers }).end(body)

async function hosts(t: TestContext, ...scripts: readonly Script[]): Promise<readonly string[]> {
  const opened = await Promise.all(scripts.map(async (script) => await new Upstream(script).open()))
  t.after(() => Promise.all(opened.map((one) => one.shut())))
  return opened.map(({ url }) => url)
}

async function asked(t: TestContext, statusPages: readonly string[]): Promise<StatusPageFacts['page']> {
  const bench = benchFor(t, 'https://127.0.0.1:1')
  return (await statusProbe.measure({ ...bench, controls: { ...bench.controls, statusPages } }, NEVER)).page
}

test('of the page the API and Claude Code are told, and what concerns them and is not over', async (t) => {
  const ours = [{ id: 'k8w3r06qmzrp' }]
  const theirs = [{ id: 'bpp5gb3hpjcl' }]
  const incident = { status: 'investigating', impact: 'major', started_at: '2026-11-22T10:00:00Z' }
  const text = summary({
    incidents: [
      { ...incident, name: 'Elevated\nerrors', components: ours },
      { ...incident, name: 'Cowork', components: theirs },
      { ...incident, name: 'Yesterday', components: ours, status: 'resolved' },
    ],
    scheduled_maintenances: [
      { name: 'Move', status: 'scheduled', scheduled_for: '2026-11-23T00:00:00Z', scheduled_until: '2026-11-23T01:00:00Z' },
    ],
  })
  const [host = ''] = await hosts(t, answer(text))
  const page = await asked(t, [host])
  assert.ok(page.ok)
  const { saidAt = 0, ...saw } = page.saw
  assert.ok(Math.abs(Date.now() - saidAt) < 60_000)
  assert.deepEqual(saw, {
    host: new URL(host).host,
    updatedAt: Date.UTC(2026, 8, 1),
    components: [
      { name: 'Claude API (api.anthropic.com)', status: 'operational' },
      { name: 'Claude Code', status: 'degraded_performance' },
    ],
    incidents: [{ name: 'Elevated errors', status: 'investigating', impact: 'major', startedAt: Date.UTC(2026, 10, 22, 10) }],
    maintenance: [{ name: 'Move', from: Date.UTC(2026, 10, 23), until: Date.UTC(2026, 10, 23, 1), status: 'scheduled' }],
  })
})

const FAILED: readonly (readonly [string, Script, string])[] = [
  ['HTML', answer('<!doctype html><title>Just a moment...</title>', { 'content-type': 'text/html' }), 'STATUS_NOT_JSON'],
  ['HTML that calls itself JSON', answer('<html></html>'), 'STATUS_NOT_JSON'],
  ['a challenge', answer('', { status: 405 }), 'HTTP_405'],
  ['a redirect', answer('', { status: 302, location: 'https://elsewhere.example.test/' }), 'HTTP_302'],
  ['half of it', answer(summary().slice(0, -200)), 'STATUS_NOT_JSON'],
  [
    'a cut connection',
    ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 5000 }).write(summary())
      setImmediate(() => response.destroy())
    },
    'STATUS_TRUNCATED',
  ],
  ["another vendor's page", answer(summary({ page: { id: 'j4n367d9mh3x' } })), 'STATUS_OTHER_PAGE'],
  ['a page without the API', answer(summary({ components: [] })), 'STATUS_INCOMPLETE'],
  ['nothing', ({ response }) => void response.destroy(), 'ECONNRESET'],
]
for (const [name, script, code] of FAILED) {
  test(`${name} is a failed try, and never a word that all is well`, async (t) => {
    const page = await asked(t, await hosts(t, script))
    assert.ok(!page.ok)
    assert.equal(page.code, code)
  })
}

test('hosts are asked in order until one answers; of several failures the first is told', async (t) => {
  const [challenge = '', good = '', gone = ''] = await hosts(
    t,
    answer('', { status: 405 }),
    answer(summary()),
    answer('', { status: 503 }),
  )
  const second = await asked(t, [challenge, good, gone])
  assert.ok(second.ok && second.saw.host === new URL(good).host)
  const none = await asked(t, [challenge, gone])
  assert.ok(!none.ok && none.code === 'HTTP_405')
})

test('an old copy is told with its age, after the other hosts have been asked for a newer one', async (t) => {
  const before = new Date(Date.now() - 7_200_000).toUTCString()
  const [kept = '', dated = '', good = ''] = await hosts(
    t,
    answer(summary(), { age: '14400' }),
    answer(summary(), { date: before }),
    answer(summary()),
  )
  const newer = await asked(t, [kept, dated, good])
  assert.ok(newer.ok && newer.saw.host === new URL(good).host && newer.saw.keptMillis === undefined)
  const old = await asked(t, [kept])
  assert.ok(old.ok && old.saw.keptMillis === 14_400_000)
  const said = await asked(t, [dated])
  assert.ok(said.ok && said.saw.saidAt === Date.parse(before))
})

test('offline asks nobody', async (t) => {
  const { page } = await statusProbe.measure(benchFor(t, 'https://127.0.0.1:1', { controlsAllowed: 'no' }), NEVER)
  assert.deepEqual(page, { ok: false, millis: 0, code: 'NOT_ASKED' })
})
