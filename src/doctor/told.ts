import { clientEntry, CLIENT, type CatalogueCode, type ClientCode } from '../core/catalogue.ts'
import { createRedactor } from '../core/redact.ts'
import { readText } from '../explain/read.ts'
import type { Observations } from '../probes/observations.ts'

export type Told = NonNullable<Observations['told']>

const LONGEST = 4000

/**
 * What a client printed, and what it means: codes of the catalogue, the surest first; none for a text that says
 * nothing known.
 * @param salt makes the tokens of redacted secrets unlike those of other reports
 */
export function toldBy(printed: string, salt: string): Told {
  const { findings } = readText(printed, salt)
  const surest = findings.toSorted((one, other) => RANK[one.confidence] - RANK[other.confidence])
  const codes = [...new Set(surest.map(({ code }) => broadly(code)))]
  return { codes, text: createRedactor(salt)(printed).slice(0, LONGEST) }
}

const RANK = { certain: 0, likely: 1, possible: 2 } as const

/** What an exchange would show of it: the rules know no finer words. */
const broadly = (code: CatalogueCode): string => (isOfClient(code) ? (clientEntry(code).like ?? code) : code)

const isOfClient = (code: CatalogueCode): code is ClientCode => Object.hasOwn(CLIENT, code)
