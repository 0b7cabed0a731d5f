import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { JournalFile } from '../../src/journal/journal-file.ts'
import { loadSqlite } from '../../src/journal/sqlite.ts'
import { byTable } from '../../src/journal/columns.ts'
import { ANSWERS } from '../instruments/answers.ts'
import { Asking, type Question } from '../instruments/asking.ts'
import { canariesBeneath, canariesIn, canary, filesBeneath, MARK } from '../instruments/canary.ts'
import { deskFor, type Desk, type Started } from '../instruments/command.ts'
import { gatewayRow, KEEP_ALL, NOON } from '../instruments/journal-rows.ts'
import { until } from '../instruments/rig.ts'
import {
  BREAKS,
  OTHER_REQUESTS,
  OUTAGE,
  provider,
  rawRequests,
  requestBody,
  requestHeaders,
} from '../instruments/canary-traffic.ts'
import { Upstream, type Call } from '../instruments/upstream.ts'

// Secrets in every field of every request and answer, over exchanges of every kind, through a gateway as it is started:
// none of them is on the disk or in the log afterwards, in no form.

const POLICY = {
  firstRetryLeast: '20ms',
  firstRetryMost: '40ms',
  secondRetry: '50ms',
  soundEvery: '50ms',
  soundAtMost: '100ms',
  overloadTryAtMost: '100ms',
  rampStart: 200,
  settleWithin: '300ms',
  retryReserve: 1000,
  retryShare: 1,
  adviceAtMost: '1s',
  quickRetryWithin: '500ms',
  headersWithin: '3s',
  firstEventWithin: '3s',
}

type Stage = { readonly desk: Desk; readonly upstream: Upstream; readonly gateway: Started; readonly url: string }

async function start(desk: Desk, upstream: Upstream, flags: readonly string[]): Promise<Stage> {
  const config = join(desk.dir, 'config.json')
  writeFileSync(config, JSON.stringify({ patience: '4s', policy: POLICY }))
  const gateway = desk.start(['serve', '--port', '0', '--config', config, '--upstream', upstream.url, ...flags])
  const [url] = await gateway.says(/http:\/\/127\.0\.0\.1:\d+(?=["\n])/)
  return { desk, upstream, gateway, url }
}

const ask = ({ url }: Stage, scene: string, more: Partial<Question> = {}): Asking =>
  new Asking(url, {
    path: `/v1/messages?beta=true&token=${canary(`${scene} query`)}`,
    headers: requestHeaders(scene),
    body: requestBody(scene),
    ...more,
  })

const SCENES = [...ANSWERS.map((_, index) => `worded-${index}`), ...Object.keys(BREAKS), 'well', 'acting']

/** Each goes wrong once: more of them at once would have what comes after them held until the patience is over. */
const AT_ONCE = 10

async function play(stage: Stage): Promise<void> {
  const others = OTHER_REQUESTS.map(([method, path], index) =>
    ask(stage, `other-${index}`, { method, path, ...(method === 'POST' || method === 'PUT' ? {} : { body: '' }) }),
  )
  const malformed = ['{"model": "', 'no JSON ', '{"messages": [{"role": "'].map((beginning, index) =>
    ask(stage, `malformed-${index}`, { body: beginning + canary('malformed') }),
  )
  const large = ask(stage, 'large', { body: { ...requestBody('large'), padding: canary('padding ').repeat(200_000) } })
  await Promise.all([...others, ...malformed, large].map(({ over }) => over))
  for (let at = 0; at < SCENES.length; at += AT_ONCE)
    await Promise.all(SCENES.slice(at, at + AT_ONCE).map(async (scene) => await ask(stage, scene).over))
  await rawRequests(stage.url)
  stage.upstream.edge = OUTAGE
  const held = [ask(stage, 'held'), ask(stage, 'held-for-long'), ask(stage, 'leaves')]
  await until(() => stage.upstream.soundings.length > 2)
  held[2]?.leave()
  await held[1]?.over
  stage.upstream.edge = undefined
  await held[0]?.over
}

for (const mode of ['--json', '--lang=en']) {
  test(`no secret of any request or answer is on the disk or in the log afterwards (${mode})`, async (t) => {
    const desk = deskFor(t)
    const upstream = await new Upstream(provider()).open()
    t.after(async () => await upstream.shut())
    const stage = await start(desk, upstream, [mode])
    await play(stage)
    assertAllWasPlayed(upstream.calls)
    // While it runs, with the write-ahead file in use; then killed; then after another has opened and closed it all.
    await new Promise((resolve) => setTimeout(resolve, 400))
    assert.ok(filesBeneath(desk.dataDir).some((path) => path.endsWith('-wal')))
    assert.deepEqual(canariesBeneath(desk.dataDir), [])
    stage.gateway.process.kill('SIGKILL')
    const first = await stage.gateway.ended
    assert.deepEqual(canariesBeneath(desk.dataDir), [])
    assertWellKept(desk)
    const next = await start(desk, upstream, [mode])
    await ask(next, 'well').over
    next.gateway.process.kill('SIGTERM')
    const second = await next.gateway.ended
    assert.deepEqual(canariesBeneath(desk.dataDir), [])
    for (const { stdout, stderr } of [first, second]) {
      assert.ok(stdout.length + stderr.length > 0)
      assert.deepEqual(canariesIn('output', Buffer.from(stdout + stderr)), [])
    }
    const shown = await desk.run(['journal', '--json'])
    assert.equal(shown.code, 0)
    assert.deepEqual(canariesIn('journal', Buffer.from(shown.stdout + shown.stderr)), [])
  })
}

/** The secrets have been through: otherwise nothing is shown by their absence. */
function assertAllWasPlayed(calls: readonly Call[]): void {
  const scenes = new Set(calls.map((call) => call.headers['x-scene']))
  for (const scene of [...SCENES, 'held', 'held-for-long', 'large']) assert.ok(scenes.has(scene), scene)
  const well = calls.find((call) => call.headers['x-scene'] === 'well')
  assert.ok(well?.target.includes(MARK) === true && well.body.includes(MARK) && well.headers['cookie']?.includes(MARK) === true)
}

/** And they were of the kinds that they ought to be. */
function assertWellKept({ dataDir }: Desk): void {
  const sqlite = loadSqlite() ?? assert.fail('no SQLite')
  const db = new sqlite.DatabaseSync(join(dataDir, 'journal.sqlite'), { readOnly: true })
  const kinds = (sql: string): readonly unknown[] =>
    db
      .prepare(sql)
      .all()
      .map((row) => Object.values(row)[0])
  const outcomes = kinds('SELECT DISTINCT outcome FROM exchanges WHERE outcome IS NOT NULL')
  for (const outcome of ['completed', 'relayed-error', 'client-left']) assert.ok(outcomes.includes(outcome), outcome)
  assert.ok(outcomes.includes('handed-back') || outcomes.includes('gave-up'), String(outcomes))
  const seen = kinds('SELECT DISTINCT saw FROM steps')
  for (const saw of ['refused', 'failed', 'torn', 'error-event', 'woke']) assert.ok(seen.includes(saw), saw)
  assert.ok(kinds('SELECT id FROM incidents').length > 0)
  db.close()
}

test('the search would find a secret in every form, in a database that is open, and in a text', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'holdfast-canary-'))
  t.after(() => rmSync(dir, { recursive: true }))
  const secret = Buffer.from(`xx${canary('control')}`)
  const forms = {
    plain: secret.toString(),
    lower: secret.toString().toLowerCase(),
    base64: secret.toString('base64'),
    inside: Buffer.from(`x${secret.toString()}`).toString('base64url'),
    hex: secret.toString('hex'),
    percent: Array.from(secret, (byte) => `%${byte.toString(16).toUpperCase()}`).join(''),
  }
  for (const [name, text] of Object.entries(forms)) {
    writeFileSync(join(dir, name), `before ${text} behind`)
    assert.ok(canariesBeneath(dir).length > 0, name)
    rmSync(join(dir, name))
  }
  assert.deepEqual(canariesBeneath(dir), [])
  const file = join(dir, 'journal.sqlite')
  const journal = new JournalFile(file, gatewayRow('here'), KEEP_ALL)
  journal.write({ rows: byTable([]), at: NOON, dropped: 0 })
  assert.deepEqual(canariesBeneath(dir), [])
  const sqlite = loadSqlite() ?? assert.fail('no SQLite')
  const db = new sqlite.DatabaseSync(file)
  db.prepare('UPDATE gateways SET version = ?').run(secret.toString())
  assert.deepEqual(
    canariesBeneath(dir).map(({ where }) => where),
    [`${file}-wal`],
  )
  db.close()
  journal.close(NOON)
  assert.deepEqual(
    canariesBeneath(dir).map(({ where }) => where),
    [file],
  )
})
