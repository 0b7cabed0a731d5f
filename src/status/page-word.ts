import { between, instant, type Millis, type UnixMillis } from '../core/time.ts'
import { OLD_AFTER } from '../status-page/objection.ts'
import {
  API_COMPONENT,
  type PageComponent,
  type PageIncident,
  type PageMaintenance,
  type StatusPage,
} from '../status-page/page.ts'
import type { Reading } from '../status-page/page-reader.ts'

/** `unknown`: nobody said anything that can be relied on. It is never taken for `operational`. */
export type Word = 'operational' | 'degraded' | 'maintenance' | 'outage' | 'unknown'

/** `overdue`: it should have ended, and goes on. */
export type MaintenanceSeen = PageMaintenance & { readonly when: 'now' | 'overdue' | 'planned' }

/** The page's own word on the API and Claude Code, with its age. */
export type PageWord =
  | {
      readonly is: 'read'
      readonly word: Word
      readonly host: string
      readonly askedAt: UnixMillis
      readonly saidAt: UnixMillis
      readonly components: readonly (PageComponent & { readonly word: Word })[]
      readonly incidents: readonly PageIncident[]
      readonly maintenance: readonly MaintenanceSeen[]
    }
  | {
      readonly is: 'unread'
      readonly word: 'unknown'
      readonly code: string
      readonly askedAt: UnixMillis
      /** What it said before, while that is not old. It counts for nothing. */
      readonly before: { readonly word: Word; readonly saidAt: UnixMillis } | undefined
    }

const WORDS: Readonly<Record<string, Word>> = {
  operational: 'operational',
  degraded_performance: 'degraded',
  partial_outage: 'outage',
  major_outage: 'outage',
  under_maintenance: 'maintenance',
}
const IMPACTS: ReadonlySet<string> = new Set(['none', 'minor', 'major', 'critical', 'maintenance'])

/** The worse beats the better; what cannot be understood beats all but an outage. */
const RANK: readonly Word[] = ['operational', 'degraded', 'maintenance', 'unknown', 'outage']

/** @param before the last reading that succeeded */
export function pageWordOf(
  reading: Reading<StatusPage>,
  before: Extract<Reading<StatusPage>, { is: 'read' }> | undefined,
  now: UnixMillis,
): PageWord {
  if (reading.is === 'unread') {
    const recent = before !== undefined && ageAt(before.saidAt, now) <= OLD_AFTER ? before : undefined
    const told = recent === undefined ? undefined : { word: wordOn(recent.value), saidAt: recent.saidAt }
    return { is: 'unread', word: 'unknown', code: reading.code, askedAt: reading.at, before: told }
  }
  const { value: page, at, saidAt } = reading
  return {
    is: 'read',
    // while a laptop slept nobody asked
    word: ageAt(saidAt, now) > OLD_AFTER ? 'unknown' : wordOn(page),
    host: page.host,
    askedAt: at,
    saidAt,
    components: page.components.map((one) => ({ ...one, word: wordFor(one.status) })),
    incidents: page.incidents,
    maintenance: page.maintenance.flatMap((one) => {
      const when = whenIs(one, now)
      return when === undefined ? [] : [{ ...one, when }]
    }),
  }
}

const ageAt = (saidAt: UnixMillis, now: UnixMillis): Millis => between(instant(saidAt), instant(now))

const wordFor = (status: string): Word => (Object.hasOwn(WORDS, status) ? (WORDS[status] ?? 'unknown') : 'unknown')

function wordOn({ components, incidents }: StatusPage): Word {
  const words = components.map(({ status }) => wordFor(status))
  if (!components.some(({ id }) => id === API_COMPONENT)) words.push('unknown')
  if (incidents.some(({ impact }) => !IMPACTS.has(impact))) words.push('unknown')
  return RANK[Math.max(...words.map((word) => RANK.indexOf(word)))] ?? 'unknown'
}

const UNDER_WAY: ReadonlySet<string> = new Set(['in_progress', 'verifying'])

/** What was planned and whose time is over without a beginning is of no more interest. */
function whenIs({ status, from, until }: PageMaintenance, now: UnixMillis): MaintenanceSeen['when'] | undefined {
  const isPast = until !== undefined && until <= now
  if (UNDER_WAY.has(status)) return isPast ? 'overdue' : 'now'
  if (isPast) return undefined
  return from !== undefined && from <= now ? 'now' : 'planned'
}
