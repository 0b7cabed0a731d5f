// Two kinds of time, two types: a length (Millis) and a point (Instant). A header's seconds become Millis in
// retry-after.ts, a person's "6h" in parseDuration, and nowhere else.

declare const unit: unique symbol

/** A length of time in milliseconds. */
export type Millis = number & { readonly [unit]: 'ms' }

/** A point on the monotonic clock, in milliseconds. Only differences mean anything. */
export type Instant = number & { readonly [unit]: 'instant' }

/** A point on the wall clock: Unix time in milliseconds. For people, files and headers, never for measuring. */
export type UnixMillis = number & { readonly [unit]: 'unix' }

export const ms = (count: number): Millis => count as Millis
export const seconds = (count: number): Millis => ms(count * 1000)
export const minutes = (count: number): Millis => ms(count * 60_000)
export const hours = (count: number): Millis => ms(count * 3_600_000)

export const instant = (at: number): Instant => at as Instant
export const unixMillis = (at: number): UnixMillis => at as UnixMillis

/** For people and records: a fraction of a millisecond says nothing. */
export const whole = (length: Millis): Millis => ms(Math.round(length))

/** How long after `from` is `now`. Negative when it is before. */
export const between = (from: Instant, now: Instant): Millis => ms(now - from)
export const later = (at: Instant, by: Millis): Instant => instant(at + by)

const UNIT_MILLIS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 }
const PART = /(\d+(?:\.\d+)?)(ms|min|s|m|h|d)/y

/**
 * What a person writes for a length of time: `6h`, `1h30m`, `90s`, `250ms`, `1.5h`.
 * A number needs its unit, so that nobody's seconds are taken for minutes.
 * @returns undefined when it is none of these
 */
export function parseDuration(text: string): Millis | undefined {
  const trimmed = text.trim().toLowerCase().replaceAll(' ', '')
  if (trimmed === '0') return ms(0)
  let total = 0
  PART.lastIndex = 0
  while (PART.lastIndex < trimmed.length) {
    const part = PART.exec(trimmed)
    if (part === null) return undefined
    total += Number(part[1]) * (UNIT_MILLIS[part[2] ?? ''] ?? Number.NaN)
  }
  return trimmed.length > 0 && Number.isFinite(total) ? ms(total) : undefined
}

const two = (count: number): string => String(count).padStart(2, '0')

/** Short and exact to the second, the same in every language: `0s`, `59s`, `2m13s`, `1h02m`. For narrow places. */
export function compactDuration(length: Millis): string {
  const total = Math.max(0, Math.round(length / 1000))
  if (total < 60) return `${total}s`
  if (total < 3600) return `${Math.floor(total / 60)}m${two(total % 60)}s`
  return `${Math.floor(total / 3600)}h${two(Math.floor((total % 3600) / 60))}m`
}
