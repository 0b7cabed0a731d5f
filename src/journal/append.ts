import { COLUMNS, gatewayValues, TABLES, type Table, type Values } from './columns.ts'
import type { GatewayRow } from './rows.ts'
import { CURRENT } from './schema.ts'
import { transact, type Database } from './sqlite.ts'
import { troubleIn } from './trouble.ts'

/** What is written in one transaction. */
export type Batch = {
  /** By table: bare lists of values cross to another thread at a third of the cost. */
  readonly rows: Readonly<Record<Table, readonly Values[]>>
  /** Unix time, milliseconds. */
  readonly at: number
  /** Rows given up so far, in all. */
  readonly dropped: number
}

export type Appended =
  /** `refused` counts the rows that did not fit the schema. */
  | { readonly kind: 'appended'; readonly refused: number }
  /** A newer version has changed the file meanwhile: nothing was touched. */
  | { readonly kind: 'newer' }
  /** Retention has taken the gateway's own row, since it wrote nothing for so long: it has to be entered anew. */
  | { readonly kind: 'forgotten' }

export type Appender = {
  /** @throws what concerns the file, with nothing of the batch in it */
  readonly append: (batch: Batch) => Appended
  /** Notes that the gateway stopped in good order. @param at Unix time, milliseconds */
  readonly stopped: (at: number) => void
}

type Put = (values: Values) => void

/** Prepares everything for writing rows of `gateway` into `db`, and enters it there. */
export function appenderFor(db: Database, gateway: GatewayRow): Appender {
  const key = enter(db, gateway)
  const put: Readonly<Record<Table, Put>> = {
    exchange: insertInto(db, 'exchanges', { key, columns: COLUMNS.exchange, endsWith: 'outcome' }),
    step: insertInto(db, 'steps', { key, columns: COLUMNS.step }),
    incident: insertInto(db, 'incidents', { key, columns: COLUMNS.incident, endsWith: 'closed_at' }),
    limit: insertInto(db, 'limits', { key, columns: COLUMNS.limit }),
    names: insertInto(db, 'names', { key, columns: COLUMNS.names }),
  }
  const version = db.prepare('PRAGMA user_version')
  // Keys are used again: the id says whether this one is still ours.
  const note = db.prepare('UPDATE gateways SET wrote_at = ?, dropped = ? WHERE key = ? AND id = ?')
  return {
    append: (batch) =>
      transact(db, (): Appended => {
        if (version.get()?.['user_version'] !== CURRENT) return { kind: 'newer' }
        const at = Math.round(batch.at)
        if (note.run(at, batch.dropped, key, gateway.id).changes === 0) return { kind: 'forgotten' }
        let refused = 0
        for (const table of TABLES) {
          for (const values of batch.rows[table]) refused += attempt(put[table], values)
        }
        if (refused > 0) note.run(at, batch.dropped + refused, key, gateway.id)
        return { kind: 'appended', refused }
      }),
    stopped(at) {
      db.prepare('UPDATE gateways SET stopped_at = ? WHERE key = ?').run(Math.round(at), key)
    },
  }
}

/** @returns the gateway's key in this file; the one it had when it opens the file again */
function enter(db: Database, gateway: GatewayRow): number {
  const entered = db
    .prepare(
      `INSERT INTO gateways (id, version, pid, started_at, wrote_at, dropped) VALUES (?, ?, ?, ?, 0, 0)
      ON CONFLICT DO UPDATE SET pid = excluded.pid RETURNING key`,
    )
    .get(...gatewayValues(gateway))
  return Number(entered?.['key'])
}

/** One row that fits no schema must not stop the others for ever. @throws what concerns the file */
function attempt(put: Put, values: Values): 0 | 1 {
  try {
    put(values)
    return 0
  } catch (error) {
    if (troubleIn(error) !== undefined) throw error
    return 1
  }
}

type Target = {
  readonly key: number
  readonly columns: readonly string[]
  /** From this column on a row is about the end: written over a beginning, and never by one. */
  readonly endsWith?: string
}

function insertInto(db: Database, table: string, { key, columns, endsWith }: Target): Put {
  const places = columns.map(() => '?').join(', ')
  const end = endsWith === undefined ? [] : columns.slice(columns.indexOf(endsWith))
  const sets = end.map((column) => `${column} = excluded.${column}`).join(', ')
  const onConflict = endsWith === undefined ? 'DO NOTHING' : `DO UPDATE SET ${sets} WHERE excluded.${endsWith} IS NOT NULL`
  const statement = db.prepare(
    `INSERT INTO ${table} (gateway, ${columns.join(', ')}) VALUES (?, ${places}) ON CONFLICT ${onConflict}`,
  )
  return (values) => void statement.run(key, ...values)
}
