import { readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { COMPANIONS } from './private-file.ts'
import { checkSchema } from './schema.ts'
import { BUSY_MILLIS, type Database, type Sqlite } from './sqlite.ts'
import { troubleIn } from './trouble.ts'

/** Up to here the whole file is checked; what retention leaves by default is smaller. 64 MiB take about 0.3 s. */
const WHOLE_CHECK_BYTES = 256 * 1024 * 1024
/** A larger one is checked table by table, and no further table is begun after this. */
const CHECK_WITHIN_MILLIS = 2000
/** Of more than a few nobody has the use, and a bad disk would make more and more. */
const KEPT_BROKEN = 3

/**
 * Whether SQLite finds damage in the file. A file that is not ours to judge, or is not there, counts as whole.
 * @param now milliseconds of any clock
 * @throws what concerns the disk or its lock
 */
export function isDamaged(sqlite: Sqlite, file: string, now: () => number): boolean {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size === 0) return false
  let db: Database | undefined
  try {
    db = new sqlite.DatabaseSync(file, { timeout: BUSY_MILLIS })
    if (checkSchema(db).status === 'refused') return false
    return !(size <= WHOLE_CHECK_BYTES ? isWhole(db, 'PRAGMA quick_check(1)') : areTablesWhole(db, now))
  } catch (error) {
    if (troubleIn(error) === 'journal.corrupt') return true
    throw error
  } finally {
    shut(db)
  }
}

function areTablesWhole(db: Database, now: () => number): boolean {
  const until = now() + CHECK_WITHIN_MILLIS
  const tables = ['gateways', 'incidents', 'steps', 'exchanges']
  return tables.every((table) => now() > until || isWhole(db, `PRAGMA quick_check('${table}')`))
}

const isWhole = (db: Database, check: string): boolean => db.prepare(check).get()?.['quick_check'] === 'ok'

/** Closing checkpoints, and a damaged file may refuse that. */
function shut(db: Database | undefined): void {
  try {
    db?.close()
  } catch {
    // given up with its handle
  }
}

/**
 * Renames the file and what belongs to it. Other gateways that have it open find another one under its name and go over.
 * @param at Unix time, milliseconds
 * @returns where it is now @throws as node:fs does
 */
export function setAside(file: string, at: number): string {
  const stamp = new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const aside = `${file}.broken-${stamp}`
  // The write-ahead file goes first: SQLite would play it into whatever stands under the name by then.
  for (const ending of [...COMPANIONS, '']) {
    if (statSync(file + ending, { throwIfNoEntry: false }) !== undefined) renameSync(file + ending, aside + ending)
  }
  forgetOldOnes(file)
  return aside
}

function forgetOldOnes(file: string): void {
  const beginning = `${basename(file)}.broken-`
  const broken = readdirSync(dirname(file)).filter((name) => name.startsWith(beginning))
  const stamps = [...new Set(broken.map((name) => name.slice(beginning.length).replace(/-\w+$/, '')))].toSorted()
  const old = new Set(stamps.slice(0, -KEPT_BROKEN))
  for (const name of broken) {
    if (old.has(name.slice(beginning.length).replace(/-\w+$/, ''))) rmSync(join(dirname(file), name), { force: true })
  }
}
