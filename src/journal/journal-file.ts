import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import process from 'node:process'
import { appenderFor, type Appender, type Batch } from './append.ts'
import type { GatewayRow } from './rows.ts'
import { checkSchema, migrate } from './schema.ts'
import { loadSqlite, type Database } from './sqlite.ts'
import { troubleIn, type JournalTrouble } from './trouble.ts'

export type Written =
  /** `refused` counts the rows that did not fit the schema. */
  | { readonly kind: 'written'; readonly refused: number }
  /** Nothing of the batch is in the file: it may be written again as it is. */
  | { readonly kind: 'failed'; readonly code: JournalTrouble }

type Opened = { readonly db: Database; readonly inode: number; readonly appender: Appender }

/** How long to wait for another process's transaction; theirs are as short as ours. */
const BUSY_MILLIS = 5000
/** Turning on WAL is refused at once while another process does it: some tries, some milliseconds apart. */
const WAL_TRIES = 50
const WAL_PAUSE_MILLIS = 20
/** The write-ahead file is cut back to this when its rows have gone into the main file. */
const WAL_LIMIT_BYTES = 4 * 1024 * 1024

/** The writing end of the file. Blocks on the disk: for the worker thread only. */
export class JournalFile {
  readonly #file: string
  readonly #gateway: GatewayRow
  #opened: Opened | undefined

  constructor(file: string, gateway: GatewayRow) {
    this.#file = file
    this.#gateway = gateway
  }

  /** Opens the file first where that is needed. A failure closes it, so that the next batch begins anew. */
  write(batch: Batch): Written {
    try {
      this.#reopenIfMoved()
      if (this.#opened === undefined) {
        const opened = openForWriting(this.#file, this.#gateway)
        if (typeof opened === 'string') return { kind: 'failed', code: opened }
        this.#opened = opened
      }
      return { kind: 'written', refused: this.#opened.appender.append(batch) }
    } catch (error) {
      this.#shut()
      return { kind: 'failed', code: troubleIn(error) ?? 'journal.fault' }
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

  /** Somebody deleted or replaced the file: rows would go on into a file without a name. */
  #reopenIfMoved(): void {
    if (this.#opened !== undefined && inodeOf(this.#file) !== this.#opened.inode) this.#shut()
  }

  #shut(): void {
    try {
      this.#opened?.db.close()
    } catch {
      // A database that cannot be closed is given up with its handle.
    }
    this.#opened = undefined
  }
}

function openForWriting(file: string, gateway: GatewayRow): Opened | JournalTrouble {
  const sqlite = loadSqlite()
  if (sqlite === undefined) return 'journal.no-sqlite'
  createPrivate(file)
  const db = new sqlite.DatabaseSync(file, { timeout: BUSY_MILLIS })
  try {
    const found = checkSchema(db)
    if (found.status === 'refused') {
      db.close()
      return found.code
    }
    makePrivate(file)
    turnOnWal(db)
    migrate(db)
    // In WAL, NORMAL survives a killed process; a power cut may cost the last rows, and never the file.
    db.exec(`PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = ${WAL_LIMIT_BYTES}`)
    return { db, inode: inodeOf(file), appender: appenderFor(db, gateway) }
  } catch (error) {
    if (db.isOpen) db.close()
    throw error
  }
}

/** With its mode from the first moment: SQLite gives its -wal and -shm files the mode of the main one. */
function createPrivate(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  try {
    // Only when it is new: closing a handle on a file drops the locks that SQLite holds on it in this process.
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'EEXIST') throw error
  }
}

function makePrivate(file: string): void {
  if (process.platform === 'win32') return
  for (const path of [file, `${file}-wal`, `${file}-shm`]) {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found !== undefined && (found.mode & 0o077) !== 0) chmodSync(path, 0o600)
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

const inodeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.ino ?? 0
