import type { UnixMillis } from '../../core/time.ts'
import { LANGUAGES } from '../../i18n/language.ts'
import type { PageIncident } from '../../status-page/page.ts'
import type { Change } from '../../status/changes.ts'
import type { History, HistoryEntry } from '../../status/history.ts'
import type { PageWord } from '../../status/page-word.ts'
import type { Statement } from '../../status/statement.ts'
import { headlineOf, statusWords } from './status-words.ts'

// Described in docs/status.md; fields are only ever added. What nobody knows is null.

const SCHEMA = 1

/** @param changes since the object before; undefined for one that stands alone */
export function statusJson(
  statement: Statement,
  history: History,
  changes: readonly Change[] | undefined,
): Readonly<Record<string, unknown>> {
  const { at, usable, by, headline, announced, since, place, page, gateway, standing, edge } = statement
  const title = LANGUAGES.map((language) => [language, headlineOf(statement, statusWords(language, at, undefined))] as const)
  return {
    schema: SCHEMA,
    at: point(at),
    usable,
    by,
    headline,
    title: Object.fromEntries(title),
    since: point(since),
    announced,
    target: { host: place.host, official: place.official === 'yes' },
    page: pageJson(page, at),
    gateway:
      gateway.is === 'answers'
        ? {
            is: gateway.is,
            ...asked(gateway.askedAt, at),
            standing,
            url: gateway.url,
            held: gateway.held,
            lastAnswerAt: point(gateway.lastAnswerAt),
            trouble: troubleJson(gateway.trouble),
          }
        : { is: gateway.is, ...asked(gateway.askedAt, at) },
    edge: edge.is === 'not-asked' ? { is: edge.is } : { ...edge, ...asked(edge.askedAt, at) },
    history: history.entries.map(historyJson),
    historyKnown: history.known,
    ...(changes === undefined ? {} : { changes: changes.map(changeJson) }),
  }
}

const point = (at: UnixMillis | undefined): string | null => (at === undefined ? null : new Date(at).toISOString())
const asked = (askedAt: UnixMillis, now: UnixMillis): object => ({
  askedAt: point(askedAt),
  ageSeconds: secondsFrom(askedAt, now),
})
const secondsFrom = (from: UnixMillis, to: UnixMillis): number => Math.max(0, Math.round((to - from) / 1000))

function troubleJson(trouble: Extract<Statement['gateway'], { is: 'answers' }>['trouble']): object | null {
  if (trouble === undefined) return null
  const { code, family, since, asking, nextTryIn } = trouble
  return {
    code,
    family: family === '' ? null : family,
    since: point(since),
    asking: asking === 'yes',
    nextTryInMillis: nextTryIn ?? null,
  }
}

function pageJson(page: PageWord, now: UnixMillis): object {
  if (page.is === 'unread') {
    const before = page.before === undefined ? null : { word: page.before.word, saidAt: point(page.before.saidAt) }
    return { is: page.is, word: page.word, code: page.code, ...asked(page.askedAt, now), before }
  }
  return {
    is: page.is,
    word: page.word,
    host: page.host,
    askedAt: point(page.askedAt),
    ageSeconds: secondsFrom(page.saidAt, now),
    components: page.components.map(({ id, name, status, word }) => ({ id, name, status, word })),
    incidents: page.incidents.map(incidentJson),
    maintenance: page.maintenance.map(({ id, name, status, when, from, until }) => ({
      id,
      name,
      status,
      when,
      from: point(from),
      until: point(until),
    })),
  }
}

const incidentJson = ({ id, name, status, impact, startedAt, announcedAt, resolvedAt }: PageIncident): object => ({
  id,
  name,
  status,
  impact,
  startedAt: point(startedAt),
  announcedAt: point(announcedAt),
  resolvedAt: point(resolvedAt),
})

const historyJson = ({ at, seen, announced, announcement, late }: HistoryEntry): object => ({
  at: point(at),
  seen:
    seen === undefined
      ? null
      : {
          upstream: seen.upstream,
          codes: seen.codes,
          from: point(seen.from),
          until: point(seen.until),
          end: seen.end,
          held: seen.held,
        },
  announced: announced === undefined ? null : incidentJson(announced),
  announcement,
  lateMinutes: late === undefined ? null : Math.round(late / 60_000),
})

function changeJson(change: Change): object {
  switch (change.kind) {
    case 'incident':
      return { kind: change.kind, how: change.how, id: change.incident.id }
    case 'incident-over':
      return { kind: change.kind, id: change.incident.id }
    case 'maintenance':
    case 'maintenance-over':
      return { kind: change.kind, id: change.maintenance.id }
    case 'statement':
    case 'component':
    case 'page-unread':
    case 'page-read-again':
      return change
  }
}
