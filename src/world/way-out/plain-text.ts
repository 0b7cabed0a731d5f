import { createRedactor } from '../../core/redact.ts'

/** Longer ones are no help in a sentence. */
const SHOWN_AT_MOST = 200
const redact = createRedactor('a proxy speaks')

/** What an error page says, in one line: without markup, control characters and credentials. */
export function plainText(page: string): string {
  const text = page
    .replaceAll(/<(style|script|head)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replaceAll(/<[^>]*(?:>|$)/g, ' ')
    .replaceAll(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name: string) => ENTITIES[name] ?? ' ')
  const safe = redact(oneLine(text))
  return safe.length > SHOWN_AT_MOST ? `${safe.slice(0, SHOWN_AT_MOST - 1).trimEnd()}…` : safe
}

/** What strangers write must not move a terminal's cursor. */
export const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim()

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" }
