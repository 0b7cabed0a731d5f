import assert from 'node:assert/strict'
import { closeSync, fstatSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadSqlite, type Database } from '../../src/journal/sqlite.ts'
import { gatewayFor, rig, until, type Running } from '../instruments/rig.ts'
import { answers, noHealthyUpstream } from '../instruments/scripts.ts'

// Whatever happens to the journal's file while a gateway runs: its exchanges go on, and the trouble is said once.

const fileOf = ({ dataDir }: Running): string => join(dataDir, 'journal.sqlite')

function openDatabase(file: string): Database {
  const sqlite = loadSqlite() ?? assert.fail('no SQLite')
  return new sqlite.DatabaseSync(file)
}

const troubles = ({ lines }: Running): readonly string[] =>
  lines.flatMap((line) => (line.event === 'trouble' || line.event === 'trouble-over' ? [`${line.event} ${line.code}`] : []))

function count(file: string): number {
  const db = openDatabase(file)
  try {
    return Number(db.prepare('SELECT count(*) AS count FROM exchanges WHERE outcome IS NOT NULL').get()?.['count'])
  } catch {
    return -1
  } finally {
    db.close()
  }
}

test('a locked file: exchanges go on, it is said once and once more when it is over, and no row is lost', async (t) => {
  const r = await rig(t, answers)
  assert.equal((await r.ask().over).ended, 'whole')
  await until(() => count(fileOf(r)) === 1)
  const other = openDatabase(fileOf(r))
  other.exec('BEGIN IMMEDIATE')
  for (let asked = 0; asked < 20; asked++) assert.equal((await r.ask().over).ended, 'whole')
  await until(() => troubles(r).includes('trouble journal.busy'), 12_000 as Parameters<typeof until>[1])
  assert.equal((await r.ask().over).ended, 'whole')
  other.exec('ROLLBACK')
  other.close()
  await until(() => count(fileOf(r)) === 22, 12_000 as Parameters<typeof until>[1])
  await until(() => troubles(r).length === 2)
  assert.deepEqual(troubles(r), ['trouble journal.busy', 'trouble-over journal.busy'])
})

test('a file that is damaged while it is in use is set aside by one of two gateways, named, and both go on', async (t) => {
  const r = await rig(t, answers)
  const other = await gatewayFor(t, { upstream: r.upstream.url, dataDir: r.dataDir })
  assert.equal((await r.ask().over).ended, 'whole')
  await until(() => count(fileOf(r)) === 1)
  const db = openDatabase(fileOf(r))
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  // In place: a file that is cut short for a moment would be another trouble.
  const handle = openSync(fileOf(r), 'r+')
  writeSync(handle, Buffer.alloc(fstatSync(handle).size - 4196, 0xa5), 0, undefined, 4196)
  closeSync(handle)
  for (let asked = 0; asked < 5; asked++) assert.equal((await r.ask().over).ended, 'whole')
  await until(() => count(fileOf(r)) === 5)
  // The rows are in the file a moment before the gateway hears of it.
  await until(() => troubles(r).length + troubles(other).length > 0)
  assert.deepEqual([...troubles(r), ...troubles(other)], ['trouble journal.set-aside'])
  const line = r.lines.find((one) => one.event === 'trouble')
  const aside = line?.event === 'trouble' ? (line.file ?? '') : ''
  assert.ok(readdirSync(r.dataDir).includes(aside.slice(r.dataDir.length + 1)), aside)
})

test('a journal that a newer version takes over: the older gateway says so once, goes on, and touches it no more', async (t) => {
  const r = await rig(t, answers)
  assert.equal((await r.ask().over).ended, 'whole')
  await until(() => count(fileOf(r)) === 1)
  const newer = openDatabase(fileOf(r))
  newer.exec('PRAGMA user_version = 99; ALTER TABLE exchanges ADD COLUMN more TEXT')
  for (let asked = 0; asked < 5; asked++) assert.equal((await r.ask().over).ended, 'whole')
  await until(() => troubles(r).length > 0)
  r.upstream.script = async (call) => {
    r.upstream.script = answers
    await noHealthyUpstream(call)
  }
  assert.equal((await r.ask().over).ended, 'whole')
  assert.deepEqual(troubles(r), ['trouble journal.newer'])
  assert.equal(newer.prepare('SELECT count(*) AS count FROM exchanges').get()?.['count'], 1)
  newer.close()
})

test('a file that is deleted while it is in use is made anew, and nobody need hear of it', async (t) => {
  const r = await rig(t, answers)
  assert.equal((await r.ask().over).ended, 'whole')
  await until(() => count(fileOf(r)) === 1)
  for (const ending of ['', '-wal', '-shm', '-lock']) rmSync(fileOf(r) + ending, { force: true })
  assert.equal((await r.ask().over).ended, 'whole')
  await until(() => count(fileOf(r)) === 1)
  assert.deepEqual(troubles(r), [])
})
