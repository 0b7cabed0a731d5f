import { between, instant, minutes, type Millis, type UnixMillis } from '../core/time.ts'
import type { PageIncident } from '../status-page/page.ts'
import { isTheirs, type Place } from './statement.ts'

/** An incident of the journal. */
export type SeenIncident = {
  readonly upstream: string
  /** Of the catalogue. */
  readonly code: string
  readonly openedAt: UnixMillis
  /** Undefined while it goes on, and where its gateway died. */
  readonly closedAt: UnixMillis | undefined
  /** Is its gateway still there to see its end? */
  readonly watched: 'yes' | 'no'
  readonly held: number
}

/** Incidents that belong together: several models, several gateways, one after another within minutes. */
export type Stretch = {
  readonly upstream: string
  /** In the order in which they were met, each once. */
  readonly codes: readonly string[]
  readonly from: UnixMillis
  readonly until: UnixMillis | undefined
  /** `lost`: nobody was there to see its end. */
  readonly end: 'seen' | 'open' | 'lost'
  /** The most that were held by one incident. */
  readonly held: number
}

/**
 * What the page said of it. `not-yet`: it may still come. `unknown`: the page could not be read, or its memory does not
 * reach so far. `not-theirs`: no matter of the provider's.
 */
export type Announcement = 'announced' | 'never' | 'not-yet' | 'unknown' | 'not-theirs'

/** One line of the history: seen here, announced there, or both. */
export type HistoryEntry = {
  readonly at: UnixMillis
  readonly seen: Stretch | undefined
  readonly announced: PageIncident | undefined
  readonly announcement: Announcement
  /** How long after the first failure here it stood on the page. Below nought: the page was first. */
  readonly late: Millis | undefined
}

/** `seen`, `past`: undefined where the journal, or the page, could not be read. */
export type HistorySources = {
  readonly seen: readonly SeenIncident[] | undefined
  readonly past: readonly PageIncident[] | undefined
  readonly place: Place
  readonly since: UnixMillis
  readonly now: UnixMillis
}

/** What follows within this is the same stretch. */
const TOGETHER: Millis = minutes(10)
/** Pages lag by five to fifteen minutes; what comes later than this after the end is about something else. */
const ANNOUNCED_WITHIN: Millis = minutes(60)

/** What was, and whether an empty list means that nothing was. */
export type History = {
  readonly entries: readonly HistoryEntry[]
  readonly known: 'both-known' | 'seen-known' | 'announced-known' | 'neither'
}

export function historyOf(sources: HistorySources): History {
  const { seen, past } = sources
  const known =
    past === undefined ? (seen === undefined ? 'neither' : 'seen-known') : seen === undefined ? 'announced-known' : 'both-known'
  return { entries: entriesOf(sources), known }
}

/** Seen and announced side by side, the newest first. */
function entriesOf({ seen = [], past, place, since, now }: HistorySources): readonly HistoryEntry[] {
  const stretches = stretchesOf(seen)
  const told = new Set<PageIncident>()
  const entries = stretches.map((stretch): HistoryEntry => {
    const isOurs = place.official === 'yes' && stretch.upstream === place.host && stretch.codes.some(isTheirs)
    const announced = isOurs ? firstAnnouncing(stretch, past ?? [], now) : undefined
    if (announced !== undefined) told.add(announced)
    const late = announced?.announcedAt === undefined ? undefined : lag(stretch.from, announced.announcedAt)
    const announcement = isOurs ? announcementOf({ stretch, announced, past, now }) : 'not-theirs'
    return { at: stretch.from, seen: stretch, announced, announcement, late }
  })
  const only = (place.official === 'yes' ? (past ?? []) : []).flatMap((one): readonly HistoryEntry[] => {
    const at = one.startedAt
    if (at === undefined || told.has(one) || (one.resolvedAt ?? now) < since) return []
    // a second report on the same trouble is no line of its own
    if (
      stretches.some(
        (stretch) => entries.some((entry) => entry.seen === stretch && entry.announced !== undefined) && meets(stretch, one, now),
      )
    )
      return []
    return [{ at, seen: undefined, announced: one, announcement: 'announced', late: undefined }]
  })
  return [...entries, ...only].toSorted((one, other) => other.at - one.at)
}

const lag = (from: UnixMillis, to: UnixMillis): Millis => between(instant(from), instant(to))

function stretchesOf(seen: readonly SeenIncident[]): readonly Stretch[] {
  const stretches: Stretch[] = []
  for (const one of seen.toSorted((a, b) => a.openedAt - b.openedAt)) {
    const last = stretches.findLast(
      ({ upstream, codes }) => upstream === one.upstream && isTheirs(codes[0]) === isTheirs(one.code),
    )
    if (last !== undefined && one.openedAt <= endOf(last) + TOGETHER) stretches[stretches.indexOf(last)] = joined(last, one)
    else stretches.push(alone(one))
  }
  return stretches
}

/** Where nobody saw the end, it is known to have lasted for a moment only. */
const endOf = ({ end, from, until }: Stretch): number => until ?? (end === 'open' ? Number.POSITIVE_INFINITY : from)

const alone = ({ upstream, code, openedAt, closedAt, watched, held }: SeenIncident): Stretch => ({
  upstream,
  codes: [code],
  from: openedAt,
  until: closedAt,
  end: closedAt !== undefined ? 'seen' : watched === 'yes' ? 'open' : 'lost',
  held,
})

function joined(stretch: Stretch, one: SeenIncident): Stretch {
  const next = alone(one)
  const later = endOf(next) >= endOf(stretch) ? next : stretch
  return {
    ...stretch,
    codes: [...new Set([...stretch.codes, ...next.codes])],
    until: later.until,
    end: later.end,
    held: Math.max(stretch.held, next.held),
  }
}

/** Do the two lie over each other, with what a late page is allowed? */
function meets(stretch: Stretch, { startedAt, announcedAt, resolvedAt }: PageIncident, now: UnixMillis): boolean {
  const begun = Math.min(startedAt ?? Number.POSITIVE_INFINITY, announcedAt ?? Number.POSITIVE_INFINITY)
  const until = stretch.end === 'open' ? now : endOf(stretch)
  return begun <= until + ANNOUNCED_WITHIN && (resolvedAt ?? now) >= stretch.from
}

const firstAnnouncing = (stretch: Stretch, past: readonly PageIncident[], now: UnixMillis): PageIncident | undefined =>
  past.filter((one) => meets(stretch, one, now)).toSorted((one, other) => (one.announcedAt ?? 0) - (other.announcedAt ?? 0))[0]

function announcementOf({
  stretch,
  announced,
  past,
  now,
}: {
  readonly stretch: Stretch
  readonly announced: PageIncident | undefined
  readonly past: readonly PageIncident[] | undefined
  readonly now: UnixMillis
}): Announcement {
  if (announced !== undefined) return 'announced'
  if (past === undefined) return 'unknown'
  if (stretch.end === 'open' || endOf(stretch) + ANNOUNCED_WITHIN > now) return 'not-yet'
  const oldest = Math.min(...past.map(({ startedAt }) => startedAt ?? Number.POSITIVE_INFINITY))
  // a page without any incident remembers nothing, or nothing was: nobody can tell
  return oldest <= stretch.from ? 'never' : 'unknown'
}
