import type { Millis } from '../core/time.ts'
import { BUSY_MILLIS, numberOf, transact, type Database } from './sqlite.ts'

/** How much is kept. */
export type Keeping = {
  /** What is older goes. */
  readonly keepFor: Millis
  /** When the rows take more than this, the oldest exchanges go. */
  readonly mostBytes: number
}

export type Sweep = {
  readonly keeping: Keeping
  /** Unix time, milliseconds. */
  readonly at: number
  /** Asked between two transactions, each of a few milliseconds. */
  readonly isTimeUp: () => boolean
}

/** Exchanges with their steps in one transaction: others who write wait for no more. */
const AT_ONCE = 200
/** Once too large, it shrinks by this share, so that not every look finds a little too much. */
const SHRINK_TO = 0.9
/** Free pages are used again; only more of them than this are given back to the disk. */
const SPARE_SHARE = 0.1
const SPARE_PAGES = 256
const PAGES_AT_ONCE = 128
/** Nobody waits longer than this for a reader who holds up the cutting of the write-ahead file. */
const CUT_WITHIN_MILLIS = 100

/**
 * Deletes what is too old, then the oldest of what is too much, and gives room back.
 * @returns `more` when the time was up before all was done
 */
export function sweep(db: Database, { keeping, at, isTimeUp }: Sweep): 'done' | 'more' {
  const before = Math.round(at - keeping.keepFor)
  const target = usedBytes(db) > keeping.mostBytes ? keeping.mostBytes * SHRINK_TO : Number.POSITIVE_INFINITY
  const pieces: readonly (() => 'done' | 'more')[] = [
    () => deleteExchanges(db, before),
    () => deleteIncidents(db, before),
    () => deleteOld(db, 'limits', before),
    () => deleteOld(db, 'names', before),
    () => deleteGateways(db, before),
    // Asked anew each time: pages become free as rows go.
    () => (usedBytes(db) > target ? deleteExchanges(db, Number.MAX_SAFE_INTEGER) : 'done'),
    () => giveBack(db),
  ]
  for (const piece of pieces) {
    while (piece() === 'more') if (isTimeUp()) return 'more'
  }
  return 'done'
}

/** What rows take in the file. What only waits to be used again does not count. */
export const usedBytes = (db: Database): number =>
  (numberOf(db, 'PRAGMA page_count') - numberOf(db, 'PRAGMA freelist_count')) * numberOf(db, 'PRAGMA page_size')

function deleteExchanges(db: Database, before: number): 'done' | 'more' {
  const oldest = `SELECT gateway, number FROM exchanges WHERE started_at < ${before} ORDER BY started_at LIMIT ${AT_ONCE}`
  const deleted = transact(db, () => {
    db.exec(`DELETE FROM steps WHERE (gateway, exchange) IN (${oldest})`)
    return db.prepare(`DELETE FROM exchanges WHERE (gateway, number) IN (${oldest})`).run().changes
  })
  return Number(deleted) === AT_ONCE ? 'more' : 'done'
}

/** There are few of them, ever. One that is still open stays. */
function deleteIncidents(db: Database, before: number): 'done' {
  const since = 'opened_at < ?1 AND coalesce(closed_at, opened_at) < ?1'
  db.prepare(`DELETE FROM incidents WHERE ${since}`).run(before)
  return 'done'
}

function deleteOld(db: Database, table: 'limits' | 'names', before: number): 'done' {
  db.prepare(`DELETE FROM ${table} WHERE at < ?`).run(before)
  return 'done'
}

/** Those of which nothing is left but their row, and steps whose exchange had to be given up. */
function deleteGateways(db: Database, before: number): 'done' {
  const old = `SELECT key FROM gateways WHERE max(started_at, wrote_at, coalesce(stopped_at, 0)) < ${before}
    AND NOT EXISTS (SELECT 1 FROM exchanges WHERE gateway = key) AND NOT EXISTS (SELECT 1 FROM incidents WHERE gateway = key)
    AND NOT EXISTS (SELECT 1 FROM limits WHERE gateway = key) AND NOT EXISTS (SELECT 1 FROM names WHERE gateway = key)`
  transact(db, () => {
    db.exec(`DELETE FROM steps WHERE gateway IN (${old})`)
    db.exec(`DELETE FROM gateways WHERE key IN (${old})`)
  })
  return 'done'
}

/** Nothing in a file that was not made for it. */
function giveBack(db: Database): 'done' | 'more' {
  const free = numberOf(db, 'PRAGMA freelist_count')
  if (free <= Math.max(SPARE_PAGES, numberOf(db, 'PRAGMA page_count') * SPARE_SHARE)) return 'done'
  db.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`)
  return numberOf(db, 'PRAGMA freelist_count') < free ? 'more' : 'done'
}

/** Brings the write-ahead file's rows into the main one, as far as nobody is in the way, and cuts it when it has grown. */
export function checkpoint(db: Database, walBytes: number, limitBytes: number): void {
  db.exec('PRAGMA wal_checkpoint(PASSIVE)')
  if (walBytes <= limitBytes) return
  db.exec(`PRAGMA busy_timeout = ${CUT_WITHIN_MILLIS}`)
  try {
    // Says with a row, not with an error, that a reader was in the way.
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    db.exec(`PRAGMA busy_timeout = ${BUSY_MILLIS}`)
  }
}
