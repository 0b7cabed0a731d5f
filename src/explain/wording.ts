import type { CatalogueCode } from '../core/catalogue.ts'

/**
 * How much a wording says, of several in one message: 5 what a person must know before all else, 4 a cause by its name,
 * 3 the name of an error, 2 a status or a class of errors, 1 that something failed.
 */
export type Weight = 1 | 2 | 3 | 4 | 5

/** Repeats in patterns are bounded: texts of strangers must not make them slow. */
export type Wording = readonly [pattern: RegExp, code: CatalogueCode]

/** A wording that was found. */
export type Hit = {
  readonly code: CatalogueCode
  readonly weight: Weight
  /** Position in the text that was searched. */
  readonly at: number
  readonly length: number
}

/** The first place of each wording. */
export function hitsOf(text: string, wordings: readonly Wording[], weight: Weight): readonly Hit[] {
  return wordings.flatMap(([pattern, code]): readonly Hit[] => {
    const match = pattern.exec(text)
    return match === null ? [] : [{ code, weight, at: match.index, length: match[0].length }]
  })
}
