import { unixMillis, type UnixMillis } from './time.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const CLOCK = String.raw`(?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})`
const FORMS: readonly RegExp[] = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  new RegExp(String.raw`^[a-z]{3}, (?<day>\d{2}) (?<month>[a-z]{3}) (?<year>\d{4}) ${CLOCK} (?:gmt|utc)$`),
  // Sunday, 06-Nov-94 08:49:37 GMT
  new RegExp(String.raw`^[a-z]{6,9}, (?<day>\d{2})-(?<month>[a-z]{3})-(?<year>\d{2}) ${CLOCK} (?:gmt|utc)$`),
  // Sun Nov  6 08:49:37 1994
  new RegExp(String.raw`^[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \d]\d) ${CLOCK} (?<year>\d{4})$`),
  // 1994-11-06T08:49:37Z: not HTTP's, but what the rate-limit headers use
  new RegExp(String.raw`^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})t${CLOCK}(?:\.\d+)?z$`),
]

/**
 * A date of a header: the three forms of RFC 9110 and UTC in RFC 3339. Pure, since core has no Date.
 * @returns undefined when it is none of them, or no day of the calendar
 */
export function parseHttpDate(text: string): UnixMillis | undefined {
  const wanted = text.trim().toLowerCase()
  for (const form of FORMS) {
    const parts = form.exec(wanted)?.groups
    if (parts !== undefined) return assemble(parts)
  }
  return undefined
}

function assemble(parts: Readonly<Record<string, string>>): UnixMillis | undefined {
  const number = (name: string): number => Number(parts[name])
  const year = parts['year']?.length === 2 ? fullYear(number('year')) : number('year')
  const named = MONTHS.indexOf(parts['month'] ?? '')
  const month = named === -1 ? number('month') : named + 1
  const [day, hour, minute, second] = [number('day'), number('hour'), number('minute'), number('second')]
  // A leap second is 60.
  if (hour > 23 || minute > 59 || second > 60 || day < 1 || day > (DAYS_IN_MONTH[month - 1] ?? 0)) return undefined
  return unixMillis(((daysFromEpoch(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000)
}

/** RFC 850 has two digits; nobody here speaks of before 1970. */
const fullYear = (short: number): number => (short < 70 ? 2000 + short : 1900 + short)

/** Days from 1970-01-01 in the Gregorian calendar; the year is counted from March, so that a leap day comes last. */
function daysFromEpoch(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
