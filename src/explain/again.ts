import { LONGEST_RETRY_AFTER } from '../core/retry-after.ts'
import { ms, unixMillis, type Millis, type UnixMillis } from '../core/time.ts'

/** When a text says that it works again. */
export type Again =
  /** In the client's own words, which name the place whose clock is meant. */
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'at'; readonly at: UnixMillis }
  | { readonly kind: 'in'; readonly length: Millis }

const STAMP =
  /limit reached(?:[^|\n]{0,40})\|(\d{10})\b|resets_?at["'\\]{0,4}\s?[:=]\s?["'\\]{0,4}(\d{10})\b|unified(?:-\w{1,8})?-reset["'\\]{0,4}\s?[:=]\s?["'\\]{0,4}(\d{10})\b/i
const CLOCK =
  /\b(?:resets?|try again) (?:at |on )?((?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6} \d{1,2})?,? ?(?:at )?(?:\d{1,2}(?::\d\d)? ?[ap]\.?m\.?|\d{1,2}:\d\d)?(?: \([\w+/-]{3,40}\))?)/i
const LENGTH =
  /(?:(?:try again|retry|wait|resets?)(?: again)?(?: in| after)?|retry-after["'\\]{0,4}\s?[:=]|resets_in_seconds["'\\]{0,4}\s?[:=])\s{0,3}["'\\]{0,4}((?:\d{1,9}(?:\.\d{1,6})?\s?(?:ms|milliseconds?|h(?:ours?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)?\s?){1,3})(?![\d:]| ?[ap]m)/i

/** The first that the text names; times of repeats that a client makes itself do not count. */
export function againIn(text: string): Again | undefined {
  const stamp = STAMP.exec(text)
  const digits = stamp?.slice(1).find((group) => group !== undefined)
  if (digits !== undefined) return { kind: 'at', at: unixMillis(Number(digits) * 1000) }
  const clock = CLOCK.exec(text)?.[1]?.trim()
  if (clock !== undefined && /\d|day|mon|tue|wed|thu|fri|sat|sun/i.test(clock)) return { kind: 'words', words: clock }
  const said = LENGTH.exec(text)?.[1]
  const length = said === undefined ? undefined : lengthOf(said)
  return length === undefined || length <= 0 || length > LONGEST_RETRY_AFTER ? undefined : { kind: 'in', length: ms(length) }
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|milli)/i, 1],
  [/^h/i, 3_600_000],
  [/^m/i, 60_000],
  [/^/, 1000],
]

/** `6m0s`, `17 seconds`, `1.2s`; a bare number is seconds. */
function lengthOf(said: string): number {
  return [...said.matchAll(/(\d{1,9}(?:\.\d{1,6})?)\s?([a-z]{0,12})/gi)].reduce((sum, [, count, unit = '']) => {
    const scale = UNITS.find(([form]) => form.test(unit))?.[1] ?? 1000
    return sum + Number(count) * scale
  }, 0)
}
