import type { CatalogueCode, Owner } from '../core/catalogue.ts'

/** What to do now. */
export type Advice = {
  /** For those whose client goes through a gateway of ours. */
  readonly action: string
  /** For those whose client does not; missing where it is the same. */
  readonly alone?: string
}

/** What is said about one code, for somebody who has never heard of it. */
export type CatalogueText = Advice & {
  /** For the status line: at most 24 columns, no full stop. */
  readonly short: string
  /** What happened: one sentence. */
  readonly title: string
  /** What that means. */
  readonly meaning: string
}

export type CatalogueTexts = Readonly<Record<CatalogueCode, CatalogueText>>

/** The texts of all codes that begin with one of these words. */
export type TextsOf<Family extends string> = Readonly<Record<Extract<CatalogueCode, `${Family}.${string}`>, CatalogueText>>

/** Whose fault it is, as it is said on screen. */
export type OwnerWords = Readonly<Record<Owner, string>>
