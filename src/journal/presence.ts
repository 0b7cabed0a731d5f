import { rmSync, statSync, utimesSync } from 'node:fs'
import { createPrivate } from './private-file.ts'
import { BUSY_MILLIS, type Database, type Sqlite } from './sqlite.ts'
import { troubleIn } from './trouble.ts'

/** Whether another gateway has the journal open. */
export type Company = 'alone' | 'among-others'

/**
 * Who has the journal open, and whose turn it is to do what only one may do. Locks on an empty database beside it: the
 * system holds them and lets go when a process is killed, so that none is ever left behind. Readers take none.
 */
export class Presence {
  readonly #sqlite: Sqlite
  readonly #path: string
  #held: Database | undefined

  /** @param file of the journal */
  constructor(sqlite: Sqlite, file: string) {
    this.#sqlite = sqlite
    this.#path = `${file}-lock`
  }

  /** Waits for its turn, does `work`, and is present from then on. @throws what `work` throws, and when its turn does not come */
  arrive<T>(work: (company: Company) => T): T {
    this.leave()
    if (createPrivate(this.#path) === 'made') this.markUpkeep(0)
    // Nobody else gets this one while anybody is present.
    const exclusive = this.#lock('BEGIN EXCLUSIVE', 0)
    const turn = exclusive ?? this.#lock('BEGIN IMMEDIATE', BUSY_MILLIS)
    if (turn === undefined) throw new TurnNeverCame()
    try {
      return work(exclusive === undefined ? 'among-others' : 'alone')
    } finally {
      turn.close()
      this.#held = this.#lock('BEGIN; SELECT count(*) FROM sqlite_schema', BUSY_MILLIS)
    }
  }

  /** Does `work` unless somebody else is at it. */
  takeTurn<T>(work: () => T): T | undefined {
    const turn = this.#lock('BEGIN IMMEDIATE', 0)
    try {
      return turn === undefined ? undefined : work()
    } finally {
      turn?.close()
    }
  }

  leave(): void {
    this.#held?.close()
    this.#held = undefined
  }

  /** When one of all who share the file last finished its upkeep; 0 for never. Unix time, milliseconds. */
  get upkeptAt(): number {
    return statSync(this.#path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  }

  markUpkeep(at: number): void {
    utimesSync(this.#path, at / 1000, at / 1000)
  }

  /** @returns undefined when others hold it for too long */
  #lock(sql: string, timeout: number): Database | undefined {
    const db = new this.#sqlite.DatabaseSync(this.#path, { timeout })
    try {
      // Nothing is ever written, and so no journal of its own is to appear beside it.
      db.exec(`PRAGMA journal_mode = MEMORY; ${sql}`)
      return db
    } catch (error) {
      db.close()
      const trouble = troubleIn(error)
      if (trouble === 'journal.busy') return undefined
      // Somebody has written into it.
      if (trouble === 'journal.corrupt') rmSync(this.#path, { force: true })
      throw trouble === 'journal.corrupt' ? new TurnNeverCame() : error
    }
  }
}

/** Looks like SQLite's own error for the same. */
class TurnNeverCame extends Error {
  readonly errcode = 5
}
