import { exchangeColumns, gatewayColumns, incidentColumns, stepColumns, type Columns } from './columns.ts'
import type { GatewayRow, Row } from './rows.ts'
import type { Database } from './sqlite.ts'
import { troubleIn } from './trouble.ts'

/** What is written in one transaction. */
export type Batch = {
  readonly rows: readonly Row[]
  /** Unix time, milliseconds. */
  readonly at: number
  /** Rows given up so far, in all. */
  readonly dropped: number
}

/** @returns how many rows did not fit the schema */
export type Append = (batch: Batch) => number

/** Prepares everything for writing rows of `gateway` into `db`. Whatever it throws, nothing of that batch is in the file. */
export function appenderFor(db: Database, gateway: GatewayRow): Append {
  const put = {
    gateway: insertInto(db, 'gateways', 'DO UPDATE SET wrote_at = excluded.wrote_at, dropped = excluded.dropped'),
    exchange: insertInto(db, 'exchanges', replaceWith('outcome')),
    incident: insertInto(db, 'incidents', replaceWith('closed_at')),
    step: insertInto(db, 'steps', 'DO NOTHING'),
  }
  const append = (entry: Row): void => {
    switch (entry.kind) {
      case 'exchange':
        return put.exchange(exchangeColumns(gateway.id, entry.row))
      case 'step':
        return put.step(stepColumns(gateway.id, entry.row))
      case 'incident':
        return put.incident(incidentColumns(gateway.id, entry.row))
    }
  }
  return (batch) => {
    let refused = 0
    db.exec('BEGIN IMMEDIATE')
    try {
      for (const row of batch.rows) refused += attempt(append, row)
      put.gateway(gatewayColumns(gateway, batch.at, batch.dropped + refused))
      db.exec('COMMIT')
    } catch (error) {
      // SQLite has rolled back by itself after some errors, a full disk for one.
      if (db.isTransaction) db.exec('ROLLBACK')
      throw error
    }
    return refused
  }
}

/** One row that fits no schema must not stop the others for ever. @throws what concerns the file */
function attempt(append: (row: Row) => void, row: Row): 0 | 1 {
  try {
    append(row)
    return 0
  } catch (error) {
    if (troubleIn(error) !== undefined) throw error
    return 1
  }
}

/** The statement is made of the first row's columns, so that columns.ts alone names them. */
function insertInto(
  db: Database,
  table: string,
  onConflict: string | ((columns: readonly string[]) => string),
): (row: Columns) => void {
  let statement: ReturnType<Database['prepare']> | undefined
  return (row) => {
    if (statement === undefined) {
      const columns = Object.keys(row)
      const places = columns.map((column) => `$${column}`)
      const conflict = typeof onConflict === 'string' ? onConflict : onConflict(columns)
      statement = db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')}) ON CONFLICT ${conflict}`)
    }
    statement.run(row)
  }
}

/** The end of something takes the place of its beginning; a beginning that comes late changes nothing. */
function replaceWith(ending: string): (columns: readonly string[]) => string {
  return (columns) => {
    const all = columns.map((column) => `${column} = excluded.${column}`)
    return `DO UPDATE SET ${all.join(', ')} WHERE excluded.${ending} IS NOT NULL`
  }
}
