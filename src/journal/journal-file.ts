import { performance } from 'node:perf_hooks'
import { appenderFor, type Appender, type Batch } from './append.ts'
import { isDamaged, setAside } from './damage.ts'
import { Presence, type Company } from './presence.ts'
import { bytesOf, createPrivate, inodeOf, makePrivate } from './private-file.ts'
import { checkpoint, sweep, type Keeping } from './retention.ts'
import type { GatewayRow } from './rows.ts'
import { checkSchema, migrateKeepingCopy } from './schema.ts'
import { BUSY_MILLIS, loadSqlite, type Database, type Sqlite } from './sqlite.ts'
import { troubleIn, type JournalTrouble } from './trouble.ts'

type Result =
  /** `refused` counts the rows that did not fit the schema. */
  | { readonly kind: 'written'; readonly refused: number }
  /** Nothing of the batch is in the file: it may be written again as it is. */
  | { readonly kind: 'failed'; readonly code: JournalTrouble }

/** `aside`: a damaged file was renamed to this, and a new one begun. */
export type Written = Result & { readonly aside?: string }

type Opened = { readonly db: Database; readonly inode: number; readonly appender: Appender }

/** Turning on WAL is refused at once while another process does it: some tries, some milliseconds apart. */
const WAL_TRIES = 50
const WAL_PAUSE_MILLIS = 20
/** The write-ahead file is cut back to this when its rows have gone into the main file. */
const WAL_LIMIT_BYTES = 4 * 1024 * 1024
/** Among all gateways that share the file one looks this often whether something has to go. */
const UPKEEP_EVERY_MILLIS = 10 * 60_000
/** Another gateway is at it: long enough for it to finish. */
const UPKEEP_BY_OTHERS_MILLIS = 60_000
/** And then works for no longer than this at once; the rest follows behind the next batch. */
const UPKEEP_WITHIN_MILLIS = 50
const AGAIN: ReadonlySet<JournalTrouble> = new Set(['journal.corrupt', 'journal.moved'])

/** The writing end of the file. Blocks on the disk: for the worker thread only. */
export class JournalFile {
  readonly #file: string
  readonly #gateway: GatewayRow
  readonly #keeping: Keeping
  readonly #sqlite: Sqlite | undefined = loadSqlite()
  readonly #presence: Presence | undefined
  #opened: Opened | undefined
  /** SQLite has found damage in this one: it is not opened again. */
  #damaged: number | undefined
  #aside: string | undefined
  #upkeepFrom = 0

  constructor(file: string, gateway: GatewayRow, keeping: Keeping) {
    this.#file = file
    this.#gateway = gateway
    this.#keeping = keeping
    if (this.#sqlite !== undefined) this.#presence = new Presence(this.#sqlite, file)
  }

  /** Opens the file first where that is needed. A failure closes it, so that the next batch begins anew. */
  write(batch: Batch): Written {
    const written = this.#write(batch)
    const aside = this.#aside
    this.#aside = undefined
    return aside === undefined ? written : { ...written, aside }
  }

  #write(batch: Batch): Result {
    const first = this.#try(batch)
    // Damaged, gone, or has forgotten us: the second try finds a file that is in order.
    return first.kind === 'failed' && AGAIN.has(first.code) ? this.#try(batch) : first
  }

  #try(batch: Batch): Result {
    try {
      const opened = this.#open(batch.at)
      if (typeof opened === 'string') return this.#failed(opened)
      const appended = opened.appender.append(batch)
      if (appended.kind === 'newer') return this.#failed('journal.newer')
      if (appended.kind === 'forgotten') return this.#failed('journal.moved')
      // Set aside by another gateway at this moment: the same rows, written twice, are one row each.
      if (inodeOf(this.#file) !== opened.inode) return this.#failed('journal.moved')
      return { kind: 'written', refused: appended.refused }
    } catch (error) {
      const code = troubleIn(error) ?? 'journal.fault'
      if (code === 'journal.corrupt') this.#damaged = this.#opened?.inode ?? inodeOf(this.#file)
      return this.#failed(code)
    }
  }

  #failed(code: JournalTrouble): Result {
    this.#shut()
    return { kind: 'failed', code }
  }

  /**
   * What must be done now and then by one of all who share the file: retention, giving room back, the write-ahead file.
   * To be called behind a batch; works for a moment only. @param at Unix time, milliseconds
   */
  upkeep(at: number): void {
    const [opened, presence] = [this.#opened, this.#presence]
    // A clock that was set back must not put it off.
    if (opened === undefined || presence === undefined) return
    if (at < this.#upkeepFrom && this.#upkeepFrom - at <= UPKEEP_EVERY_MILLIS) return
    try {
      if (Math.abs(at - presence.upkeptAt) < UPKEEP_EVERY_MILLIS) {
        this.#upkeepFrom = presence.upkeptAt + UPKEEP_EVERY_MILLIS
        return
      }
      const turn = presence.takeTurn((): 'mine' => {
        const until = performance.now() + UPKEEP_WITHIN_MILLIS
        const swept = sweep(opened.db, { keeping: this.#keeping, at, isTimeUp: () => performance.now() > until })
        checkpoint(opened.db, bytesOf(`${this.#file}-wal`), WAL_LIMIT_BYTES)
        if (swept === 'done') presence.markUpkeep(at)
        return 'mine'
      })
      if (turn === undefined) this.#upkeepFrom = at + UPKEEP_BY_OTHERS_MILLIS
    } catch {
      // Whatever is in the way of it is in the way of the next batch too, and is said there.
    }
  }

  /** Says that the gateway stopped in good order, where that can still be said. @param at Unix time, milliseconds */
  close(at: number): void {
    try {
      this.#opened?.appender.stopped(at)
    } catch {
      // The rows are in; the gateway only looks as if it had been killed.
    }
    this.#shut()
  }

  #open(at: number): Opened | JournalTrouble {
    // Somebody deleted, replaced or set aside the file: rows would go on into one without a name.
    if (this.#opened !== undefined && inodeOf(this.#file) !== this.#opened.inode) this.#shut()
    if (this.#opened !== undefined) return this.#opened
    const [sqlite, presence] = [this.#sqlite, this.#presence]
    if (sqlite === undefined || presence === undefined) return 'journal.no-sqlite'
    const opened = presence.arrive((company) => {
      if (this.#mustGoAside(sqlite, company)) this.#aside = setAside(this.#file, at)
      return openForWriting(sqlite, this.#file, this.#gateway)
    })
    if (typeof opened !== 'string') this.#opened = opened
    return opened
  }

  /** Among others it was checked when the first of them came. */
  #mustGoAside(sqlite: Sqlite, company: Company): boolean {
    // Another gateway may have set it aside meanwhile: then there is a new one, or none.
    if (this.#damaged !== undefined && this.#damaged === inodeOf(this.#file)) return true
    return company === 'alone' && isDamaged(sqlite, this.#file, () => performance.now())
  }

  #shut(): void {
    try {
      this.#opened?.db.close()
    } catch {
      // A database that cannot be closed is given up with its handle.
    }
    this.#opened = undefined
    this.#presence?.leave()
  }
}

function openForWriting(sqlite: Sqlite, file: string, gateway: GatewayRow): Opened | JournalTrouble {
  createPrivate(file)
  const db = new sqlite.DatabaseSync(file, { timeout: BUSY_MILLIS })
  try {
    const found = checkSchema(db)
    if (found.status === 'refused') {
      db.close()
      return found.code
    }
    makePrivate(file)
    // Has to be said before anything else is in the file.
    if (found.status === 'behind' && found.version === 0) db.exec('PRAGMA auto_vacuum = INCREMENTAL')
    turnOnWal(db)
    migrateKeepingCopy(db, file)
    // In WAL, NORMAL survives a killed process; a power cut may cost the last rows, and never the file.
    db.exec(`PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = ${WAL_LIMIT_BYTES}`)
    return { db, inode: inodeOf(file), appender: appenderFor(db, gateway) }
  } catch (error) {
    if (db.isOpen) db.close()
    throw error
  }
}

/** Where WAL is not to be had, on a network share for one, the journal works without. */
function turnOnWal(db: Database): void {
  for (let tries = 1; ; tries++) {
    try {
      db.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (troubleIn(error) !== 'journal.busy' || tries === WAL_TRIES) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAL_PAUSE_MILLIS)
    }
  }
}
