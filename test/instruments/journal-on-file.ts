import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { hours, unixMillis, type Millis } from '../../src/core/time.ts'
import { byTable, exchangeValues, type Row } from '../../src/journal/columns.ts'
import { JournalFile, type Written } from '../../src/journal/journal-file.ts'
import type { Keeping } from '../../src/journal/retention.ts'
import { loadSqlite, type Database, type Sqlite } from '../../src/journal/sqlite.ts'
import { endOf, gatewayRow, KEEP_ALL, NOON } from './journal-rows.ts'

// Journals in real files, in the thread of the test; several gateways are several JournalFiles, since SQLite's locks are those of its connections.

export const DAY: Millis = hours(24)
export const ok: Written = { kind: 'written', refused: 0 }

export const sqlite = (): Sqlite => loadSqlite() ?? assert.fail('no SQLite')

export function newFile(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'holdfast-journal-'))
  t.after(() => rmSync(dir, { recursive: true }))
  return join(dir, 'journal.sqlite')
}

type OnFile = {
  readonly journal: JournalFile
  readonly write: (rows: readonly Row[], at?: number) => Written
}

/** Closed with its test. */
export function gatewayOn(
  t: TestContext,
  file: string,
  { name = 'g1', keeping = KEEP_ALL }: { readonly name?: string; readonly keeping?: Keeping } = {},
): OnFile {
  const journal = new JournalFile(file, gatewayRow(name), keeping)
  t.after(() => journal.close(NOON))
  const write = (rows: readonly Row[], at: number = NOON): Written => journal.write({ rows: byTable(rows), at, dropped: 0 })
  return { journal, write }
}

export const exchange = (number: number, startedAt: number = NOON): Row =>
  exchangeValues(number, { ...endOf(`e${number}`), startedAt: unixMillis(startedAt) })

export function inFile<T>(file: string, work: (db: Database) => T): T {
  const db = new (sqlite().DatabaseSync)(file)
  try {
    return work(db)
  } finally {
    db.close()
  }
}
export const count = (file: string, table: string): unknown =>
  inFile(file, (db) => db.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count'])

/** What of the folder begins like this, without the database's own companions. */
export const beside = (file: string, beginning: string): readonly string[] =>
  readdirSync(join(file, '..')).filter((name) => name.startsWith(`journal.sqlite.${beginning}`) && !/-(?:wal|shm)$/.test(name))
