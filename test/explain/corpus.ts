import { readdirSync, readFileSync } from 'node:fs'
import type { CatalogueCode, Owner } from '../../src/core/catalogue.ts'

/** A wording as somebody has met it: the text, where it stands in public, and what it is. */
export type CorpusRow = {
  readonly text: string
  readonly source: string
  /** All errors of the text. */
  readonly codes: readonly CatalogueCode[]
  /** Where the text leaves it open: one of these alone is right too. */
  readonly orAsWell?: readonly CatalogueCode[]
  /** Of the first error. */
  readonly owner: Owner
  readonly waitingHelps: boolean
  /** The form in which the text says when it works again. */
  readonly again?: 'words' | 'at' | 'in'
}

const FOLDER = new URL('corpus/', import.meta.url)
const HELD_BACK = 'held-back.json'

const rowsOf = (file: string): readonly CorpusRow[] =>
  JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as readonly CorpusRow[]

/** Known while the rules were written. */
export const knownRows: readonly CorpusRow[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json') && file !== HELD_BACK)
  .flatMap(rowsOf)

/** Gathered after the rules were written, and measured before anything was mended: docs/explain.md has the figures. */
export const heldBackRows: readonly CorpusRow[] = rowsOf(HELD_BACK)
