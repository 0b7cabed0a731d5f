import process from 'node:process'

export type Sqlite = typeof import('node:sqlite')
export type Database = InstanceType<Sqlite['DatabaseSync']>

/**
 * SQLite as it comes with Node; undefined in a Node that was built without. An import would warn on every start of
 * Node 22 that it is experimental: this is known, and nothing the person can act on.
 */
export function loadSqlite(): Sqlite | undefined {
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was, never called from here
  const emitWarning = process.emitWarning
  // Loading is synchronous: no other warning can pass by here meanwhile.
  process.emitWarning = () => {}
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}

/** How long to wait for another process's transaction; theirs are as short as ours. */
export const BUSY_MILLIS = 5000

/** Does `work` wholly or not at all. @throws what it throws, with nothing of it in the file */
export function transact<T>(db: Database, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    // SQLite has rolled back by itself after some errors, a full disk for one.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** The one number that a pragma or a count gives. */
export function numberOf(db: Database, sql: string): number {
  const row = db.prepare(sql).get() ?? {}
  return Number(Object.values(row)[0] ?? 0)
}
