import { minutes, ms } from '../core/time.ts'
import type { Seen } from './conclude.ts'
import type { Finding } from './finding.ts'

/** File systems and networks round, and clocks drift. */
const TOLERATED = minutes(2)
/** Tokens are refused for less than an hour, and a Date header is right to the second. */
const TOLERATED_OF_HEADERS = minutes(5)
/** Before this version of Holdfast was written nobody can have run it. */
const EARLIEST = Date.UTC(2026, 0, 1)

/** A clock that is wrong makes good tokens look bad: by the API's own Date, by files from the future, by the calendar. */
export function clockFindings({ sight, wall, live }: Seen): readonly Finding[] {
  const fixes = [{ do: 'check-clock', says: wall }] as const
  const date = live !== undefined && 'date' in live ? live.date : undefined
  const off = date === undefined ? 0 : wall - date
  if (Math.abs(off) > TOLERATED_OF_HEADERS)
    return [
      {
        weight: 'mend',
        about: { id: 'clock-off', by: ms(Math.abs(off)), way: off > 0 ? 'ahead' : 'behind', says: wall },
        fixes,
      },
    ]
  // somebody who knows has just said that it is right
  if (date !== undefined) return []
  if (wall < EARLIEST) return [{ weight: 'mend', about: { id: 'clock-impossible', says: wall }, fixes }]
  const newest = sight.files
    .flatMap(({ file, seen }) => (seen.is === 'read' ? [{ file, modified: seen.modified }] : []))
    .toSorted((one, other) => other.modified - one.modified)[0]
  if (newest === undefined || newest.modified - wall <= TOLERATED) return []
  const about = { id: 'clock-behind', by: ms(newest.modified - wall), file: newest.file, says: wall } as const
  return [{ weight: 'mend', about, fixes }]
}
