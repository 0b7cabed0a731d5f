import { statSync } from 'node:fs'
import { ms, type Millis, type UnixMillis } from '../core/time.ts'
import {
  exchangeFrom,
  gatewayFrom,
  incidentFrom,
  limitFrom,
  namesFrom,
  stepFrom,
  type Recorded,
  type RecordedExchange,
  type RecordedGateway,
  type RecordedStep,
  type Stored,
} from './columns.ts'
import type { IncidentRow, LimitRow, NamesRow, Outcome } from './rows.ts'
import { checkSchema } from './schema.ts'
import { loadSqlite, type Database } from './sqlite.ts'
import { troubleIn, type JournalTrouble } from './trouble.ts'
import type { Id, RunId } from './words.ts'

export type ReadTrouble =
  | JournalTrouble
  /** Nothing was ever written there. */
  | 'journal.missing'
  /** Written by an older version: the next gateway that opens it brings it up to date. */
  | 'journal.older'

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: ReadTrouble }

/** Which exchanges: begun at `since` or later, and all that is said besides. */
export type Selection = {
  readonly since: UnixMillis
  readonly run?: RunId | undefined
  /** The beginning of its id, or all of it. */
  readonly id?: string | undefined
  /** Those that failed, were held, or never ended. */
  readonly only?: 'troubled' | undefined
}

/** `after`: what comes behind this one, oldest first. */
export type Page = { readonly order: 'newest-first' | 'oldest-first'; readonly limit: number; readonly after?: RecordedExchange }

export type Totals = {
  readonly exchanges: number
  readonly troubled: number
  readonly ended: Readonly<Record<Outcome, number>>
  /** Still running, or cut short with their gateway. */
  readonly unfinished: number
  readonly attempts: number
  readonly absorbed: number
  readonly held: Millis
  readonly longestHold: Millis
}

/** What can be asked of a journal. All answers of one readJournal() are of the same moment. */
export type JournalReader = {
  readonly totals: (which: Selection) => Totals
  readonly exchanges: (which: Selection, page: Page) => readonly RecordedExchange[]
  /** In their order. */
  readonly steps: (exchange: { readonly gateway: Id; readonly number: number }) => readonly RecordedStep[]
  /** Open at `since` or later. Newest first. */
  readonly incidents: (since: UnixMillis) => readonly Recorded<IncidentRow>[]
  /** Learned at `since` or later. Newest first. */
  readonly limits: (since: UnixMillis) => readonly Recorded<LimitRow>[]
  /** What became of the name servers at `since` or later. Newest first. */
  readonly names: (since: UnixMillis) => readonly Recorded<NamesRow>[]
  /** Newest first. */
  readonly gateways: () => readonly RecordedGateway[]
}

/** Longer than any transaction of ours; a reader in WAL hardly ever waits at all. */
const BUSY_MILLIS = 2000

/** Opens `file` for reading alone, asks, and closes it. Gateways may go on writing meanwhile. @throws what `ask` throws by itself */
export function readJournal<T>(file: string, ask: (reader: JournalReader) => T): Read<T> {
  const sqlite = loadSqlite()
  if (sqlite === undefined) return { ok: false, code: 'journal.no-sqlite' }
  let db: Database | undefined
  try {
    if (statSync(file, { throwIfNoEntry: false }) === undefined) return { ok: false, code: 'journal.missing' }
    db = new sqlite.DatabaseSync(file, { readOnly: true, timeout: BUSY_MILLIS })
    const schema = checkSchema(db)
    if (schema.status === 'refused') return { ok: false, code: schema.code }
    if (schema.status === 'behind') return { ok: false, code: schema.version === 0 ? 'journal.missing' : 'journal.older' }
    db.exec('BEGIN')
    return { ok: true, value: ask(readerOf(db)) }
  } catch (error) {
    const code = troubleIn(error)
    if (code === undefined) throw error
    return { ok: false, code }
  } finally {
    db?.close()
  }
}

function readerOf(db: Database): JournalReader {
  const all = <T>(sql: string, parameters: Record<string, string | number>, from: (stored: Stored) => T): readonly T[] =>
    db.prepare(sql).all(parameters).map(from)
  return {
    totals: (which) => totalsOf(db, which),
    exchanges: (which, page) => {
      const { sql, values } = pageOf(page)
      const select = `SELECT exchanges.*, gateways.id AS gateway_id FROM exchanges JOIN gateways ON key = gateway
        WHERE ${whereOf(which)} ${sql} LIMIT $limit`
      return all(select, { ...valuesOf(which), ...values }, exchangeFrom)
    },
    steps: ({ gateway, number }) => {
      const sql = `SELECT steps.* FROM gateways JOIN steps ON gateway = key
        WHERE gateways.id = $gateway AND exchange = $number ORDER BY ordinal`
      return all(sql, { gateway, number }, stepFrom)
    },
    incidents: (since) => {
      const sql = `SELECT incidents.*, gateways.id AS gateway_id FROM incidents JOIN gateways ON key = gateway
        WHERE coalesce(closed_at, $since) >= $since ORDER BY opened_at DESC, incidents.id`
      return all(sql, { since }, incidentFrom)
    },
    limits: (since) => {
      const sql = `SELECT limits.*, gateways.id AS gateway_id FROM limits JOIN gateways ON key = gateway
        WHERE at >= $since ORDER BY at DESC, number DESC`
      return all(sql, { since }, limitFrom)
    },
    names: (since) => {
      const sql = `SELECT names.*, gateways.id AS gateway_id FROM names JOIN gateways ON key = gateway
        WHERE at >= $since ORDER BY at DESC, number DESC`
      return all(sql, { since }, namesFrom)
    },
    gateways: () => all('SELECT * FROM gateways ORDER BY started_at DESC, key', {}, gatewayFrom),
  }
}

/** What a person wants to hear of. Who leaves without having waited for anything has only changed their mind. */
const TROUBLED = `(outcome IS NULL OR outcome NOT IN ('completed', 'client-left') OR absorbed > 0 OR held_ms > 0)`

const whereOf = ({ run, id, only }: Selection): string =>
  [
    'exchanges.started_at >= $since',
    ...(run === undefined ? [] : ['run = $run']),
    ...(id === undefined ? [] : ['substr(exchanges.id, 1, length($id)) = $id']),
    ...(only === undefined ? [] : [TROUBLED]),
  ].join(' AND ')

const valuesOf = ({ since, run, id }: Selection): Record<string, string | number> => ({
  since,
  ...(run === undefined ? {} : { run }),
  ...(id === undefined ? {} : { id }),
})

function pageOf({ order, limit, after }: Page): { readonly sql: string; readonly values: Record<string, string | number> } {
  const place = ['exchanges.started_at', 'gateways.id', 'number']
  const sort = order === 'oldest-first' ? place : place.map((column) => `${column} DESC`)
  const behind = after === undefined ? '' : `AND (${place.join(', ')}) > ($at, $gateway, $number)`
  const values = after === undefined ? {} : { at: after.startedAt, gateway: after.gateway, number: after.number }
  return { sql: `${behind} ORDER BY ${sort.join(', ')}`, values: { limit, ...values } }
}

function totalsOf(db: Database, which: Selection): Totals {
  const sums = db
    .prepare(
      `SELECT outcome, count(*) AS count, total(attempts) AS attempts, total(absorbed) AS absorbed,
        total(held_ms) AS held, max(held_ms) AS longest, total(${TROUBLED}) AS troubled
      FROM exchanges WHERE ${whereOf(which)} GROUP BY outcome`,
    )
    .all(valuesOf(which))
  const sum = (column: string): number => sums.reduce((total, row) => total + Number(row[column] ?? 0), 0)
  const count = (outcome: Outcome | null): number => Number(sums.find((row) => row['outcome'] === outcome)?.['count'] ?? 0)
  return {
    exchanges: sum('count'),
    troubled: sum('troubled'),
    ended: {
      completed: count('completed'),
      'relayed-error': count('relayed-error'),
      'handed-back': count('handed-back'),
      'gave-up': count('gave-up'),
      'client-left': count('client-left'),
    },
    unfinished: count(null),
    attempts: sum('attempts'),
    absorbed: sum('absorbed'),
    held: ms(sum('held')),
    longestHold: ms(Math.max(0, ...sums.map((row) => Number(row['longest'] ?? 0)))),
  }
}
