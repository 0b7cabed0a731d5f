import { strToU8, zipSync } from 'fflate'
import type { UnixMillis } from '../core/time.ts'
import type { Member } from './members.ts'

/** Only their owner may read them once they are unpacked. */
const PRIVATE_FILE = 0o100600 << 16
const UNIX = 3

/** One ZIP file: the same members always give the same bytes. Anybody can open it without a program of ours. */
export function archiveOf(members: readonly Member[], at: UnixMillis): Uint8Array {
  const date = new Date(at)
  // ZIP knows no zones and takes local time: told in UTC, whatever the zone here
  const mtime = new Date(date.getTime() + date.getTimezoneOffset() * 60_000)
  const files = members.map(({ name, text }) => [name, [strToU8(text), { mtime, os: UNIX, attrs: PRIVATE_FILE, level: 9 }]])
  return zipSync(Object.fromEntries(files) as Parameters<typeof zipSync>[0])
}
