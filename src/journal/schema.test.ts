import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { checkSchema, migrate, MIGRATIONS } from './schema.ts'
import { loadSqlite, type Database } from './sqlite.ts'

function memory(t: TestContext): Database {
  const sqlite = loadSqlite()
  assert.ok(sqlite !== undefined)
  const db = new sqlite.DatabaseSync(':memory:')
  t.after(() => db.close())
  return db
}

const tables = (db: Database): readonly unknown[] =>
  db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all()
    .map((row) => row['name'])

test('a new file gets every migration, in order, and is current afterwards', (t) => {
  const db = memory(t)
  assert.deepEqual(checkSchema(db), { status: 'behind', version: 0 })
  assert.deepEqual(migrate(db), { status: 'current' })
  assert.deepEqual(tables(db), ['exchanges', 'gateways', 'incidents', 'limits', 'names', 'steps'])
  assert.deepEqual(migrate(db), { status: 'current' })
})

test('an older file gets what it lacks, and keeps its rows', (t) => {
  const db = memory(t)
  migrate(db)
  db.exec("INSERT INTO gateways VALUES (1, 'a', '1', 1, 1, 1, NULL, 0)")
  const next = [...MIGRATIONS, 'ALTER TABLE gateways ADD COLUMN host TEXT', "UPDATE gateways SET host = 'here'"]
  assert.deepEqual(checkSchema(db, next), { status: 'behind', version: MIGRATIONS.length })
  assert.deepEqual(migrate(db, next), { status: 'current' })
  assert.equal(db.prepare('SELECT host FROM gateways').get()?.['host'], 'here')
})

test('a migration that fails leaves the file at the one before it', (t) => {
  const db = memory(t)
  const broken = ['CREATE TABLE one (x)', 'CREATE TABLE two (x); CREATE TABLE one (x)']
  assert.throws(() => migrate(db, broken))
  assert.deepEqual(tables(db), ['one'])
  assert.deepEqual(checkSchema(db, broken), { status: 'behind', version: 1 })
})

test('a newer file is refused as it is', (t) => {
  const db = memory(t)
  migrate(db, [...MIGRATIONS, 'CREATE TABLE later (x)'])
  assert.deepEqual(migrate(db), { status: 'refused', code: 'journal.newer' })
  assert.deepEqual(tables(db), ['exchanges', 'gateways', 'incidents', 'later', 'limits', 'names', 'steps'])
})

test('a database of another program is refused as it is', (t) => {
  const other = memory(t)
  other.exec('CREATE TABLE notes (x)')
  assert.deepEqual(migrate(other), { status: 'refused', code: 'journal.foreign' })
  assert.deepEqual(tables(other), ['notes'])
  const marked = memory(t)
  marked.exec('PRAGMA application_id = 7')
  assert.deepEqual(migrate(marked), { status: 'refused', code: 'journal.foreign' })
})
