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
