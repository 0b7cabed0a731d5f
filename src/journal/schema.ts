import { rmSync } from 'node:fs'
import { createPrivate } from './private-file.ts'
import { numberOf, transact, type Database } from './sqlite.ts'
import type { JournalTrouble } from './trouble.ts'

/** `HFJL`, in the file's header: tells our file from any other program's. */
const APPLICATION_ID = 0x48_46_4a_4c

/** One step each, in order; `user_version` in the file counts those it has had. Never edited once released. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE gateways (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    wrote_at INTEGER NOT NULL,
    stopped_at INTEGER,
    dropped INTEGER NOT NULL,
    UNIQUE (id, started_at)
  ) STRICT;

  -- Keys that count up, and no index on ids: random ones would touch a page of the file for each row.
  CREATE TABLE exchanges (
    gateway INTEGER NOT NULL,
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    client TEXT NOT NULL,
    model TEXT,
    streaming INTEGER NOT NULL,
    path TEXT NOT NULL,
    body_bytes INTEGER NOT NULL,
    run TEXT,
    outcome TEXT,
    code TEXT,
    status INTEGER,
    held_ms INTEGER,
    attempts INTEGER,
    absorbed INTEGER,
    first_byte_ms INTEGER,
    finished_ms INTEGER,
    envelope_id TEXT,
    message_id TEXT,
    request_id TEXT,
    PRIMARY KEY (gateway, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX exchanges_by_time ON exchanges (started_at);
  CREATE INDEX exchanges_by_run ON exchanges (run) WHERE run IS NOT NULL;

  CREATE TABLE steps (
    gateway INTEGER NOT NULL,
    exchange INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    at INTEGER NOT NULL,
    did TEXT NOT NULL,
    because TEXT,
    saw TEXT NOT NULL,
    phase TEXT,
    progress TEXT,
    code TEXT,
    status INTEGER,
    request_id TEXT,
    judged TEXT NOT NULL,
    wait_ms INTEGER,
    PRIMARY KEY (gateway, exchange, ordinal)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE incidents (
    gateway INTEGER NOT NULL,
    id TEXT NOT NULL,
    upstream TEXT NOT NULL,
    scope TEXT NOT NULL,
    family TEXT,
    code TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    failures INTEGER,
    held INTEGER,
    PRIMARY KEY (gateway, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX incidents_by_time ON incidents (opened_at);
  `,
  // What an answer asked for, beside what it was.
  `
  ALTER TABLE steps ADD COLUMN retry_after_ms INTEGER;
  ALTER TABLE steps ADD COLUMN should_retry INTEGER;
  `,
  // Limits of time that were learned, and from what.
  `
  CREATE TABLE limits (
    gateway INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    upstream TEXT NOT NULL,
    phase TEXT NOT NULL,
    model TEXT,
    size TEXT,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    why TEXT NOT NULL,
    samples INTEGER NOT NULL,
    quantile_ms INTEGER NOT NULL,
    PRIMARY KEY (gateway, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX limits_by_time ON limits (at);
  `,
  // What an edge calls a request that never had an id.
  'ALTER TABLE steps ADD COLUMN ray TEXT;',
  // What became of the name servers.
  `
  CREATE TABLE names (
    gateway INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    upstream TEXT NOT NULL,
    whose TEXT NOT NULL,
    what TEXT NOT NULL,
    code TEXT,
    source TEXT,
    after_ms INTEGER,
    PRIMARY KEY (gateway, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX names_by_time ON names (at);
  `,
]

/** What `user_version` says in a file that is up to date. */
export const CURRENT: number = MIGRATIONS.length

export type SchemaCheck =
  | { readonly status: 'current' }
  | { readonly status: 'behind'; readonly version: number }
  | { readonly status: 'refused'; readonly code: JournalTrouble & ('journal.newer' | 'journal.foreign') }

/** Reads the header only: what is not ours, or not yet ours to understand, is left as it was. */
export function checkSchema(db: Database, migrations: readonly string[] = MIGRATIONS): SchemaCheck {
  const version = numberOf(db, 'PRAGMA user_version')
  const owner = numberOf(db, 'PRAGMA application_id')
  const isEmpty = version === 0 && owner === 0 && numberOf(db, 'SELECT count(*) FROM sqlite_schema') === 0
  if (owner !== APPLICATION_ID && !isEmpty) return { status: 'refused', code: 'journal.foreign' }
  if (version > migrations.length) return { status: 'refused', code: 'journal.newer' }
  return version === migrations.length ? { status: 'current' } : { status: 'behind', version }
}

/**
 * Brings the file up to date, one transaction for each step, so that a crash leaves a version and never half of one.
 * @throws the errors of node:sqlite, with the file as it was before the step that failed
 */
export function migrate(db: Database, migrations: readonly string[] = MIGRATIONS): SchemaCheck {
  for (;;) {
    const before = checkSchema(db, migrations)
    if (before.status !== 'behind') return before
    transact(db, () => {
      // Another process may have been quicker while this one waited for the lock.
      const check = checkSchema(db, migrations)
      if (check.status !== 'behind') return
      db.exec(migrations[check.version] ?? '')
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${check.version + 1}`)
    })
  }
}

/**
 * As migrate(), with a copy of an older file beside it until all has gone well: `FILE.before-vN`. Only one at a time.
 * @throws the errors of node:sqlite; the copy is then still there
 */
export function migrateKeepingCopy(db: Database, file: string, migrations: readonly string[] = MIGRATIONS): SchemaCheck {
  const copy = `${file}.before-v${migrations.length}`
  const before = checkSchema(db, migrations)
  if (before.status === 'behind' && before.version > 0) copyTo(db, copy)
  const after = migrate(db, migrations)
  // Also one that a killed gateway left: the file that it copied is up to date.
  rmSync(copy, { force: true })
  return after
}

function copyTo(db: Database, copy: string): void {
  rmSync(copy, { force: true })
  createPrivate(copy)
  try {
    db.prepare('VACUUM INTO ?').run(copy)
  } catch (error) {
    // Half a copy is of no use, least of all on a disk that is full.
    rmSync(copy, { force: true })
    throw error
  }
}
