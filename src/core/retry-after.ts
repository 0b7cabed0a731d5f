import { parseHttpDate } from './http-date.ts'
import { hours, ms, seconds, type Millis, type UnixMillis } from './time.ts'

/** Header names in lower case; repeated headers joined by a comma. */
export type HeaderValues = Readonly<Record<string, string | undefined>>

/** Nothing that anybody means is longer: a weekly limit is seven days, and an 18-day cooldown was a bug. */
export const LONGEST_RETRY_AFTER: Millis = hours(30 * 24)

const NUMBER = /^\d{1,20}(?:\.\d{1,20})?$/

/**
 * How long an answer asks to wait: `retry-after-ms`, else `retry-after` in seconds (decimals allowed) or as a date.
 * @param wall now, to count a date from
 * @returns between 0 and 30 days; undefined when there is nothing, a date that has passed, or nonsense
 */
export function readRetryAfter(headers: HeaderValues, wall: UnixMillis): Millis | undefined {
  return (
    fromNumber(headers['retry-after-ms'], ms) ??
    fromNumber(headers['retry-after'], seconds) ??
    fromDate(headers['retry-after'], wall)
  )
}

/** The same for a number of seconds in a body. */
export function retryAfterOfSeconds(count: unknown): Millis | undefined {
  return typeof count === 'number' || typeof count === 'string' ? fromNumber(String(count), seconds) : undefined
}

/** `x-should-retry`, which clients obey before they look at the status; undefined when it says neither. */
export function readShouldRetry(headers: HeaderValues): boolean | undefined {
  const value = headers['x-should-retry']?.trim().toLowerCase()
  return value === 'true' ? true : value === 'false' ? false : undefined
}

function fromNumber(text: string | undefined, unit: (count: number) => Millis): Millis | undefined {
  const trimmed = text?.trim() ?? ''
  return NUMBER.test(trimmed) ? bounded(unit(Number(trimmed))) : undefined
}

function fromDate(text: string | undefined, wall: UnixMillis): Millis | undefined {
  const at = text === undefined ? undefined : parseHttpDate(text)
  return at === undefined || !(at > wall) ? undefined : bounded(at - wall)
}

const bounded = (length: number): Millis => ms(Math.min(length, LONGEST_RETRY_AFTER))
