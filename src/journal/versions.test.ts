import assert from 'node:assert/strict'
import { statSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { beside, count, exchange, gatewayOn, inFile, newFile, ok } from '../../test/instruments/journal-on-file.ts'
import { stepOf } from '../../test/instruments/journal-rows.ts'
import { stepValues } from './columns.ts'
import { CURRENT, migrate, MIGRATIONS } from './schema.ts'

test('an older file is migrated with its rows, and the copy is gone afterwards', (t) => {
  const file = newFile(t)
  inFile(file, (db) => {
    migrate(db, MIGRATIONS.slice(0, 1))
    db.exec("INSERT INTO gateways VALUES (1, 'old', '0.0.9', 1, 1, 1, NULL, 0)")
    db.exec("INSERT INTO steps VALUES (1, 1, 1, 1, 'attempt', NULL, 'opened', NULL, NULL, NULL, NULL, NULL, 'good', NULL)")
  })
  // One that a gateway left which was killed while it migrated.
  writeFileSync(`${file}.before-v${CURRENT}`, 'an earlier try')
  const { write } = gatewayOn(t, file)
  assert.deepEqual(write([exchange(1), stepValues(1, stepOf('e1', 1))]), ok)
  assert.equal(count(file, 'steps'), 2)
  assert.deepEqual(beside(file, 'before-'), [])
})

test('a migration that fails leaves the file as it was, and the copy beside it', (t) => {
  const file = newFile(t)
  inFile(file, (db) => {
    migrate(db, MIGRATIONS.slice(0, 1))
    db.exec("INSERT INTO gateways VALUES (1, 'old', '0.0.9', 1, 1, 1, NULL, 0)")
    // In the way of the second migration.
    db.exec('ALTER TABLE steps ADD COLUMN should_retry INTEGER')
  })
  const { write } = gatewayOn(t, file)
  assert.equal(write([exchange(1)]).kind, 'failed')
  assert.equal(
    inFile(file, (db) => db.prepare('PRAGMA user_version').get()?.['user_version']),
    1,
  )
  assert.deepEqual(beside(file, 'before-'), [`journal.sqlite.before-v${CURRENT}`])
  const copy = `${file}.before-v${CURRENT}`
  assert.equal(statSync(copy).mode & 0o077, 0)
  assert.equal(count(copy, 'gateways'), 1)
})

test('a gateway whose file a newer version has migrated meanwhile touches it no more', (t) => {
  const file = newFile(t)
  const { write } = gatewayOn(t, file)
  write([exchange(1)])
  inFile(file, (db) => db.exec('ALTER TABLE exchanges RENAME TO requests; PRAGMA user_version = 99'))
  const before = inFile(file, (db) => db.prepare('PRAGMA data_version').get())
  assert.deepEqual(write([exchange(2)]), { kind: 'failed', code: 'journal.newer' })
  assert.deepEqual(write([exchange(2)]), { kind: 'failed', code: 'journal.newer' })
  assert.equal(count(file, 'requests'), 1)
  assert.deepEqual(
    inFile(file, (db) => db.prepare('PRAGMA data_version').get()),
    before,
  )
})
