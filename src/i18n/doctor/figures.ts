import type { CatalogueTexts } from '../catalogue-text.ts'

/** Milliseconds as people read them: whole, at least 1. */
export const quick = (millis: number): number => Math.max(1, Math.round(millis))

export const kilobytes = (bytes: number): number => Math.round(bytes / 1000)

/** `2026-11-22`; of what is no date, nothing is claimed. */
export const dayOf = (at: number): string => isoOf(at).slice(0, 10)

/** `2026-11-22 14:05`, in UTC. */
export const momentOf = (at: number): string => isoOf(at).slice(0, 16).replace('T', ' ')

function isoOf(at: number): string {
  // beyond these, Date throws
  return Number.isFinite(at) && Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : '?'
}

/** Our own timer has no name that anybody would know. */
export const errorText = (code: string, silence: string): string =>
  code === '' || /^(?:TIMEOUT|ETIMEDOUT|ETIMEOUT)$/.test(code) ? silence : code

/** What the catalogue calls it; the code itself where it has none. */
export function titleOfCode(catalogue: CatalogueTexts, code: string): string {
  const texts: Readonly<Record<string, { readonly title: string } | undefined>> = catalogue
  return Object.hasOwn(texts, code) ? (texts[code]?.title ?? code) : code
}

/** @returns undefined for what a newer version knows */
export const knownBadIn = (texts: Readonly<Record<string, string>>, what: string): string | undefined =>
  Object.hasOwn(texts, what) ? texts[what] : undefined
