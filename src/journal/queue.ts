import type { Row } from './rows.ts'

type Entry = { readonly order: number; readonly row: Row }

/** Of a full queue, this share is given up at once, so that a long outage of the disk does not cost a search for each row. */
const GIVEN_UP_AT_ONCE = 1 / 8

/** Rows on their way to the disk: first in, first out, and never more than `limit`. When full, the oldest steps go first. */
export class RowQueue {
  readonly #limit: number
  #entries: Entry[] = []
  #taken: readonly Entry[] = []
  #order = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Rows that no batch has taken yet. */
  get waiting(): number {
    return this.#entries.length
  }

  /** Counts every row ever appended: what settledTo is compared with. */
  get appended(): number {
    return this.#order
  }

  /** All rows up to this one are written or given up. */
  get settledTo(): number {
    return ((this.#taken[0] ?? this.#entries[0])?.order ?? this.#order + 1) - 1
  }

  /** @returns how many rows were given up for it */
  append(row: Row): number {
    const before = this.#entries.length
    if (before >= this.#limit) this.#makeRoom()
    const dropped = before - this.#entries.length
    this.#order += 1
    this.#entries.push({ order: this.#order, row })
    return dropped
  }

  /** The next batch; the same one again until it is settled, since it may have to be written twice. */
  take(most: number): readonly Row[] {
    if (this.#taken.length === 0) this.#taken = this.#entries.splice(0, most)
    return this.#taken.map((entry) => entry.row)
  }

  settle(): void {
    this.#taken = []
  }

  /** @returns how many rows were given up */
  clear(): number {
    const count = this.#taken.length + this.#entries.length
    this.#taken = []
    this.#entries = []
    return count
  }

  #makeRoom(): void {
    let toDrop = Math.max(1, Math.floor(this.#limit * GIVEN_UP_AT_ONCE))
    const kept = this.#entries.filter((entry) => {
      if (toDrop === 0 || entry.row.kind !== 'step') return true
      toDrop -= 1
      return false
    })
    this.#entries = kept.length < this.#entries.length ? kept : kept.slice(toDrop)
  }
}
