import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../src/drill/seeded-random.ts'
import { loadSqlite, type Database } from '../../src/journal/sqlite.ts'
import { Asking, message } from '../instruments/asking.ts'
import { deskFor, type Desk } from '../instruments/command.ts'
import { transcript } from '../instruments/transcripts.ts'
import { Upstream, type Script } from '../instruments/upstream.ts'

// A gateway as it is started, killed at random moments (of a known seed) under a light stream of exchanges.

const SEED = 20_261_122
const ROUNDS = 5
const ASK_EVERY_MILLIS = 40
/** What is older than this when the gateway is killed must be in its journal. */
const MAY_BE_LOST_MILLIS = 1000

type Asked = { readonly requestId: string; readonly askedAt: number; endedAt: number | undefined }

async function note(asking: Asking, one: Asked): Promise<void> {
  const { ended } = await asking.over
  if (ended === 'whole') one.endedAt = performance.now()
}

/** Every fifth answer takes longer than any round, every seventh fails at first. */
function script(failed: Set<string>): Script {
  return ({ headers, response }) => {
    const id = headers['x-number'] ?? ''
    if (Number(id) % 7 === 0 && !failed.has(id)) {
      failed.add(id)
      response.writeHead(503).end('no healthy upstream')
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': `req_${id}` })
    if (Number(id) % 5 === 0) response.write(transcript('text').subarray(0, 400))
    else response.end(transcript('text'))
  }
}

function inJournal<T>({ dataDir }: Desk, work: (db: Database) => T): T {
  const sqlite = loadSqlite() ?? assert.fail('no SQLite')
  const db = new sqlite.DatabaseSync(join(dataDir, 'journal.sqlite'), { readOnly: true })
  try {
    return work(db)
  } finally {
    db.close()
  }
}

test('a kill -9 at any moment loses no row older than a second, and the next gateway starts on what it left', async (t) => {
  const desk = deskFor(t)
  const random = seededRandom(SEED)
  const upstream = await new Upstream(script(new Set())).open()
  t.after(async () => await upstream.shut())
  let number = 0
  let checked = 0
  for (let round = 0; round < ROUNDS; round++) {
    const gateway = desk.start(['serve', '--port', '0', '--upstream', upstream.url])
    const [, url = ''] = await gateway.says(/^listening on (\S+)$/m)
    const asked: Asked[] = []
    const killAt = performance.now() + 1300 + random() * 1200
    while (performance.now() < killAt) {
      number += 1
      const one: Asked = { requestId: `req_${number}`, askedAt: performance.now(), endedAt: undefined }
      asked.push(one)
      const headers = { 'x-api-key': 'sk-ant-made-up', 'content-type': 'application/json', 'x-number': String(number) }
      void note(new Asking(url, { headers, body: message('Hello') }), one)
      await sleep(Math.min(ASK_EVERY_MILLIS, Math.max(0, killAt - performance.now())))
    }
    const killedAt = performance.now()
    gateway.process.kill('SIGKILL')
    const { stderr } = await gateway.ended
    assert.doesNotMatch(stderr, /journal/)
    const old = killedAt - MAY_BE_LOST_MILLIS
    inJournal(desk, (db) => {
      assert.equal(db.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok')
      const find = db.prepare('SELECT outcome, number FROM exchanges WHERE request_id = ?')
      const due = asked.filter(({ endedAt }) => endedAt !== undefined && endedAt <= old)
      for (const { requestId } of due) assert.equal(find.get(requestId)?.['outcome'], 'completed', requestId)
      checked += due.length
      const running = asked.filter(({ askedAt, endedAt }) => askedAt <= old && endedAt === undefined)
      const kept = db.prepare(
        'SELECT count(*) AS count FROM exchanges WHERE outcome IS NULL AND gateway = (SELECT max(key) FROM gateways)',
      )
      assert.ok(Number(kept.get()?.['count']) >= running.length, `${running.length} were running for more than a second`)
      assert.equal(db.prepare('SELECT count(*) AS count FROM gateways').get()?.['count'], round + 1)
    })
  }
  // Otherwise nothing was looked at.
  assert.ok(checked > ROUNDS * 5, String(checked))
  const { code, stdout } = await desk.run(['journal', '--since', '1h'])
  assert.equal(code, 0)
  assert.equal(stdout.match(/gone without a word/g)?.length, ROUNDS)
})
