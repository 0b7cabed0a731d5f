import assert from 'node:assert/strict'
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { DAY, beside, count, exchange, gatewayOn, inFile, newFile, ok, sqlite } from '../../test/instruments/journal-on-file.ts'
import { closedIncidentOf, incidentOf, NOON, startOf, stepOf } from '../../test/instruments/journal-rows.ts'
import { unixMillis } from '../core/time.ts'
import { byTable, exchangeValues, incidentValues, stepValues } from './columns.ts'
import type { Keeping } from './retention.ts'

/** Overwrites pages of its tables. */
function damage(file: string): void {
  const bytes = readFileSync(file)
  bytes.fill(0xa5, 4096 + 100)
  writeFileSync(file, bytes)
}

test('a damaged file is set aside, named, and a new one takes the rows', (t) => {
  const file = newFile(t)
  const first = gatewayOn(t, file)
  first.write([exchange(1)])
  first.journal.close(NOON)
  damage(file)
  const second = gatewayOn(t, file, { name: 'g2' })
  const written = second.write([exchange(2)])
  const aside = `${file}.broken-20261122T120000Z`
  assert.deepEqual(written, { ...ok, aside })
  assert.ok(existsSync(aside))
  assert.equal(count(file, 'exchanges'), 1)
  assert.deepEqual(second.write([exchange(3)]), ok)
})

test('a file that is no database at all is set aside too', (t) => {
  const file = newFile(t)
  writeFileSync(file, 'not a database, and longer than the header of one would be'.repeat(10))
  const { write } = gatewayOn(t, file)
  assert.equal(write([exchange(1)]).aside, `${file}.broken-20261122T120000Z`)
  assert.match(readFileSync(`${file}.broken-20261122T120000Z`, 'utf8'), /^not a database/)
})

test('damage that shows only while it is written is set aside with its companions by the first, and the others go over to the new file', (t) => {
  const file = newFile(t)
  const [one, other] = [gatewayOn(t, file), gatewayOn(t, file, { name: 'g2' })]
  one.write([exchange(1)])
  other.write([exchange(1)])
  inFile(file, (db) => db.exec('PRAGMA wal_checkpoint(TRUNCATE)'))
  damage(file)
  const written = one.write([exchange(2)])
  assert.equal(written.kind, 'written')
  assert.ok(existsSync(`${written.aside}-wal`))
  assert.deepEqual(other.write([exchange(2)]), ok)
  assert.equal(beside(file, 'broken-').length, 1)
  assert.equal(count(file, 'exchanges'), 2)
  one.journal.close(NOON)
  other.write([exchange(3)])
  assert.equal(count(file, 'exchanges'), 3)
})

test('no more than three damaged files are kept', (t) => {
  const file = newFile(t)
  for (let day = 0; day < 5; day++) {
    writeFileSync(file, 'not a database, and longer than the header of one would be'.repeat(10))
    const { journal, write } = gatewayOn(t, file, { name: `g${day}` })
    write([], NOON + day * DAY)
    journal.close(NOON)
  }
  assert.deepEqual(
    beside(file, 'broken-').map((name) => name.slice(-16)),
    ['20261124T120000Z', '20261125T120000Z', '20261126T120000Z'],
  )
})

test('only the gateway that is alone checks the file when it opens it', (t) => {
  const file = newFile(t)
  const [first, second, third] = ['g1', 'g2', 'g3'].map((name) => gatewayOn(t, file, { name }))
  assert.deepEqual(first?.write([exchange(1)]), ok)
  inFile(file, (db) => db.exec('PRAGMA wal_checkpoint(TRUNCATE)'))
  // A page that no row of these goes through: only a check finds it.
  const sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'exchanges_by_run'"
  const page = inFile(file, (db) => Number(db.prepare(sql).get()?.['rootpage']))
  const bytes = readFileSync(file)
  writeFileSync(file, bytes.fill(0xa5, (page - 1) * 4096, page * 4096))
  assert.deepEqual(second?.write([exchange(1)]), ok)
  for (const gateway of [first, second]) gateway.journal.close(NOON)
  assert.match(third?.write([exchange(1)]).aside ?? '', /\.broken-/)
})

test('what is older than it may be goes, with its steps, incidents and gateways; what is open or new stays', (t) => {
  const file = newFile(t)
  const old = NOON - 31 * DAY
  const ended = gatewayOn(t, file, { name: 'old' })
  ended.journal.write({ rows: byTable([exchange(1, old), stepValues(1, stepOf('e1', 1))]), at: old, dropped: 0 })
  ended.journal.close(old)
  inFile(file, (db) => db.exec(`UPDATE gateways SET started_at = ${old}`))
  const { journal, write } = gatewayOn(t, file, { name: 'new', keeping: { keepFor: DAY, mostBytes: 1e9 } })
  const openedAt = unixMillis(old)
  write([
    exchange(1, old),
    stepValues(1, stepOf('e1', 1)),
    exchange(2),
    stepValues(2, stepOf('e2', 1)),
    incidentValues({ ...closedIncidentOf('i1'), openedAt, closedAt: openedAt }),
    incidentValues({ ...incidentOf('i2'), openedAt: unixMillis(NOON) }),
    incidentValues(closedIncidentOf('i3')),
  ])
  journal.upkeep(NOON)
  const ids = (sql: string): readonly unknown[] =>
    inFile(file, (db) =>
      db
        .prepare(sql)
        .all()
        .map((row) => row['id']),
    )
  assert.deepEqual(ids('SELECT id FROM exchanges'), ['e2'])
  assert.equal(count(file, 'steps'), 1)
  assert.deepEqual(ids('SELECT id FROM incidents ORDER BY id'), ['i2', 'i3'])
  assert.deepEqual(ids('SELECT id FROM gateways'), ['new'])
})

test('a file that is too large loses its oldest exchanges, a moment’s work behind each batch, and gives room back', (t) => {
  const file = newFile(t)
  const mostBytes = 400_000
  const { journal, write } = gatewayOn(t, file, { keeping: { keepFor: 365 * DAY, mostBytes } as Keeping })
  for (let batch = 0; batch < 10; batch++) {
    write(Array.from({ length: 1000 }, (_, index) => exchange(batch * 1000 + index, NOON + batch * 1000 + index)))
  }
  const before = inFile(file, (db) => Number(db.prepare('PRAGMA page_count').get()?.['page_count'])) * 4096
  assert.ok(before > 2 * mostBytes)
  for (let batch = 0; batch < 50; batch++) {
    write([exchange(20_000 + batch, NOON + 20_000)])
    journal.upkeep(NOON)
  }
  journal.close(NOON)
  assert.ok(statSync(file).size < mostBytes + 1_200_000, String(statSync(file).size))
  assert.ok(statSync(file).size < before)
  const oldest = inFile(file, (db) => Number(db.prepare('SELECT min(number) AS least FROM exchanges').get()?.['least']))
  assert.ok(oldest > 1000, String(oldest))
  assert.equal(
    inFile(file, (db) => db.prepare('PRAGMA integrity_check').get()?.['integrity_check']),
    'ok',
  )
})

test('of several gateways one does the upkeep, and not again for ten minutes, whatever the clock does', (t) => {
  const file = newFile(t)
  const keeping: Keeping = { keepFor: DAY, mostBytes: 1e9 }
  const [one, other] = [gatewayOn(t, file, { keeping }), gatewayOn(t, file, { name: 'g2', keeping })]
  one.write([])
  other.write([])
  one.journal.upkeep(NOON)
  const old = NOON - 3 * DAY
  other.write([exchange(1, old)])
  other.journal.upkeep(NOON + 1000)
  one.journal.upkeep(NOON + 1000)
  assert.equal(count(file, 'exchanges'), 1)
  other.journal.upkeep(NOON + 10 * 60_000)
  assert.equal(count(file, 'exchanges'), 0)
  one.write([exchange(1, old - DAY)])
  one.journal.upkeep(NOON - DAY)
  assert.equal(count(file, 'exchanges'), 0)
})

test('a gateway that was forgotten is entered again, and so is its next row', (t) => {
  const file = newFile(t)
  const { write } = gatewayOn(t, file)
  write([])
  inFile(file, (db) => db.exec('DELETE FROM gateways'))
  gatewayOn(t, file, { name: 'g2' }).write([])
  assert.deepEqual(write([exchange(1)]), ok)
  const owner = 'SELECT gateways.id FROM exchanges JOIN gateways ON key = gateway'
  assert.deepEqual(
    inFile(file, (db) => db.prepare(owner).get()?.['id']),
    'g1',
  )
})

test('a write-ahead file that has grown is cut back', (t) => {
  const file = newFile(t)
  const { journal, write } = gatewayOn(t, file)
  write([exchange(1)])
  const reader = new (sqlite().DatabaseSync)(file)
  reader.exec('BEGIN; SELECT * FROM exchanges')
  for (let batch = 0; batch < 30; batch++) {
    write(Array.from({ length: 1000 }, (_, index) => exchange(batch * 1000 + index)))
  }
  assert.ok(statSync(`${file}-wal`).size > 4 * 1024 * 1024)
  reader.close()
  journal.upkeep(NOON)
  assert.equal(statSync(`${file}-wal`).size, 0)
})

test('a lock that somebody has written into is made anew', (t) => {
  const file = newFile(t)
  writeFileSync(`${file}-lock`, 'not a database, and longer than the header of one would be'.repeat(10))
  const { write } = gatewayOn(t, file)
  assert.deepEqual(write([]), { kind: 'failed', code: 'journal.busy' })
  assert.deepEqual(write([]), ok)
})

test('a file that is renamed while it is open is followed by a new one', (t) => {
  const file = newFile(t)
  const { write } = gatewayOn(t, file)
  write([exchange(1)])
  renameSync(file, `${file}.elsewhere`)
  rmSync(`${file}-wal`)
  rmSync(`${file}-shm`)
  assert.deepEqual(write([exchangeValues(2, startOf('e2'))]), ok)
  assert.equal(count(file, 'exchanges'), 1)
})
