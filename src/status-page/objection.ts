import { parseHttpDate } from '../core/http-date.ts'
import type { HeaderValues } from '../core/retry-after.ts'
import { minutes, ms, type Millis, type UnixMillis } from '../core/time.ts'

/** What a cache has kept for longer says nothing of now. */
export const OLD_AFTER: Millis = minutes(30)

/** An answer of the page's host, as it came. */
export type PageAnswer = {
  readonly status: number
  /** Names in lower case. */
  readonly headers: HeaderValues
  readonly body: string
  /** `cut`: longer than was asked for, or not whole in time. */
  readonly end: 'whole' | 'cut'
}

/** How long ago the page was made, as the caches between say: their `age`, or the answer's own date. */
export function ageOf(headers: HeaderValues, wall: UnixMillis): Millis {
  const age = Number(headers['age'] ?? 0) * 1000
  const date = parseHttpDate(headers['date'] ?? '') ?? wall
  // a clock that is slow makes ages below nought
  return ms(Math.max(0, Number.isNaN(age) ? 0 : age, wall - date))
}

/** What is wrong with an answer before it is read; undefined when nothing is. */
export function objectionTo({ status, headers, body, end }: PageAnswer, wall: UnixMillis): string | undefined {
  if (status !== 200) return `HTTP_${status}`
  // we ask for plain text; what is packed nevertheless is not unpacked: it may be any size
  if (!/^(?:identity)?$/i.test(headers['content-encoding']?.trim() ?? '')) return 'STATUS_NOT_JSON'
  if (/html/i.test(headers['content-type'] ?? '') || /^\s*</.test(body)) return 'STATUS_NOT_JSON'
  if (end === 'cut') return 'STATUS_TRUNCATED'
  return ageOf(headers, wall) > OLD_AFTER ? 'STATUS_OLD' : undefined
}
