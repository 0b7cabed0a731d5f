import type { Row } from './columns.ts'

/** A row's place in the queue. */
export type Entry = { readonly order: number; row: Row; is: 'waiting' | 'gone' }

/** Of a full queue, this share is given up at once, so that a long outage of the disk does not cost a search for each row. */
const GIVEN_UP_AT_ONCE = 1 / 8

/** Rows on their way to the disk: first in, first out, and never more than `limit`. When full, the oldest steps go first. */
export class RowQueue {
  readonly #limit: number
  #entries: Entry[] = []
  #taken: readonly Entry[] = []
  #order = 0
  #givenUp = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Rows that no batch has taken yet. */
  get waiting(): number {
    return this.#entries.length
  }

  /** Rows that were lost, in all. */
  get givenUp(): number {
    return this.#givenUp
  }

  /** Counts every row ever appended: what settledTo is compared with. */
  get appended(): number {
    return this.#order
  }

  /** All rows up to this one are written or given up. */
  get settledTo(): number {
    return ((this.#taken[0] ?? this.#entries[0])?.order ?? this.#order + 1) - 1
  }

  /** @param instead a row whose place this one takes if it still waits there: what is over soon is written once */
  append(row: Row, instead?: Entry): Entry {
    if (instead?.is === 'waiting') {
      instead.row = row
      return instead
    }
    if (this.#entries.length >= this.#limit) this.#makeRoom()
    this.#order += 1
    const entry: Entry = { order: this.#order, row, is: 'waiting' }
    this.#entries.push(entry)
    return entry
  }

  /** The next batch; the same one again until it is settled, since it may have to be written twice. */
  take(most: number): readonly Row[] {
    if (this.#taken.length === 0) {
      this.#taken = this.#entries.splice(0, most)
      for (const entry of this.#taken) entry.is = 'gone'
    }
    return this.#taken.map((entry) => entry.row)
  }

  settle(): void {
    this.#taken = []
  }

  /** Gives up everything. */
  clear(): void {
    this.#givenUp += this.#taken.length + this.#entries.length
    this.#taken = []
    this.#entries = []
  }

  #makeRoom(): void {
    const share = Math.max(1, Math.floor(this.#limit * GIVEN_UP_AT_ONCE))
    const steps = this.#entries.filter((entry) => entry.row.table === 'step').slice(0, share)
    const lost = new Set(steps.length > 0 ? steps : this.#entries.slice(0, share))
    for (const entry of lost) entry.is = 'gone'
    this.#entries = this.#entries.filter((entry) => !lost.has(entry))
    this.#givenUp += lost.size
  }
}
