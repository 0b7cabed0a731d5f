import type { CatalogueCode, Owner } from '../core/catalogue.ts'

/** What is said about one code, for somebody who has never heard of it. */
export type CatalogueText = {
  /** For the status line: at most 24 columns, no full stop. */
  readonly short: string
  /** What happened: one sentence. */
  readonly title: string
  /** What that means. */
  readonly meaning: string
  /** What to do now. */
  readonly action: string
}

export type CatalogueTexts = Readonly<Record<CatalogueCode, CatalogueText>>

/** The texts of all codes that begin with one of these words. */
export type TextsOf<Family extends string> = Readonly<Record<Extract<CatalogueCode, `${Family}.${string}`>, CatalogueText>>

/** Whose fault it is, as it is said on screen. */
export type OwnerWords = Readonly<Record<Owner, string>>
