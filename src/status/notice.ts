import { between, minutes, type Instant, type Millis } from '../core/time.ts'
import type { Usable } from './statement.ts'

/** What was last said on the desktop, or would have been known there. */
export type Noticed = { readonly usable: 'yes' | 'no'; readonly at: Instant | undefined }

/** What flaps is told once a minute at most; what is still so by then is told then. */
const APART: Millis = minutes(1)

/**
 * Whether a change is worth a message on the desktop: from usable to not, and back. What nobody knows changes nothing, and
 * what is so at the start is no news.
 */
export function noticed(
  before: Noticed | undefined,
  usable: Usable,
  now: Instant,
): { readonly noticed: Noticed | undefined; readonly tell: 'yes' | 'no' } {
  if (usable !== 'yes' && usable !== 'no') return { noticed: before, tell: 'no' }
  if (before === undefined) return { noticed: { usable, at: undefined }, tell: 'no' }
  const isTooSoon = before.at !== undefined && between(before.at, now) < APART
  if (before.usable === usable || isTooSoon) return { noticed: before, tell: 'no' }
  return { noticed: { usable, at: now }, tell: 'yes' }
}
