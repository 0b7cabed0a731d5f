import { CATALOGUE_CODES, isCatalogueCode, type CatalogueCode } from '../core/catalogue.ts'
import { nearest } from '../core/nearest.ts'

/** What somebody wants to have explained. */
export type Question =
  | { readonly about: 'status'; readonly number: number }
  | { readonly about: 'code'; readonly code: CatalogueCode }
  /** Looks like a code, and is none. `near`: the one that may be meant; empty when none is. */
  | { readonly about: 'no-code'; readonly got: string; readonly near: string }
  | { readonly about: 'prevention' }
  | { readonly about: 'text'; readonly text: string }

const NUMBER = /^(?:http(?:\/[\d.]{1,3})?|(?:http )?status|(?:http )?error|code)?[\s:#]{0,3}(\d{3,4})[\s?.]{0,3}$/i
const CODE = /^[a-z]{2,12}\.[a-z0-9-]{2,40}$/
const FAMILIES: ReadonlySet<string> = new Set(CATALOGUE_CODES.map((code) => code.slice(0, code.indexOf('.'))))

/** @param asked as it was typed or piped in */
export function questionIn(asked: string): Question {
  const short = asked.trim()
  const digits = NUMBER.exec(short)?.[1]
  if (digits !== undefined && isStatus(Number(digits))) return { about: 'status', number: Number(digits) }
  if (/^(?:prevention|prevent|予防|再発防止)$/i.test(short)) return { about: 'prevention' }
  const code = short.toLowerCase()
  if (isCatalogueCode(code)) return { about: 'code', code }
  // a host name looks much the same, but its first part is none of our families
  if (CODE.test(code) && FAMILIES.has(code.slice(0, code.indexOf('.'))))
    return { about: 'no-code', got: short, near: nearest(code, CATALOGUE_CODES) }
  return { about: 'text', text: asked }
}

/** Of HTTP, or one of Cloudflare's errors. */
const isStatus = (number: number): boolean => (number >= 100 && number < 600) || (number >= 1000 && number <= 1299)
