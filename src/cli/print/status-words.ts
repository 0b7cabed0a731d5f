import { ms, type Millis, type UnixMillis } from '../../core/time.ts'
import type { Language } from '../../i18n/language.ts'
import type { Moment, StatusText } from '../../i18n/status-text.ts'
import { statusTextsIn } from '../../i18n/status.ts'
import type { PageIncident } from '../../status-page/page.ts'
import type { Change } from '../../status/changes.ts'
import type { HistoryEntry } from '../../status/history.ts'
import type { MaintenanceSeen } from '../../status/page-word.ts'
import type { Statement } from '../../status/statement.ts'
import { journalWords } from './journal-words.ts'
import { localTime, zoneName, type LocalClock } from './local-time.ts'

/** Everything that turns a statement into sentences. */
export type StatusWords = {
  readonly text: StatusText
  readonly clock: LocalClock
  /** A code of the catalogue as a sentence without its full stop. */
  readonly title: (code: string | undefined) => string
}

export const statusWords = (language: Language, now: UnixMillis, zone: string | undefined): StatusWords => ({
  text: statusTextsIn(language),
  clock: { language, now, zone },
  title: journalWords(language).title,
})

/** How long ago, or how far ahead. */
export const away = (at: UnixMillis, { clock }: StatusWords): Millis => ms(Math.abs(clock.now - at))

export const momentOf = (at: UnixMillis, words: StatusWords): Moment => ({
  at: localTime(at, words.clock),
  away: away(at, words),
})

const maybeMoment = (at: UnixMillis | undefined, words: StatusWords): Moment | undefined =>
  at === undefined ? undefined : momentOf(at, words)

/** With the time zone. @param beside a time that it stands behind: its day is not said again */
function zoned(at: UnixMillis | undefined, words: StatusWords, beside: UnixMillis = words.clock.now): Moment | undefined {
  if (at === undefined) return undefined
  return { at: `${localTime(at, { ...words.clock, now: beside })} ${zoneName(at, words.clock)}`, away: away(at, words) }
}

/** The one sentence. */
export function headlineOf({ headline, place, gateway, edge }: Statement, words: StatusWords): string {
  const seen = gateway.is === 'answers' ? gateway : undefined
  const last = seen?.lastAnswerAt
  const edgeCode = edge.is === 'unwell' ? edge.code : edge.is === 'unreachable' ? edge.code : undefined
  const byEdge = headline === 'front-door-refuses' || headline === 'unreachable'
  return words.text.headline[headline]({
    host: place.host,
    held: seen?.held ?? 0,
    ago: last === undefined ? undefined : away(last, words),
    cause: byEdge ? words.title(edgeCode) : words.title(seen?.trouble?.code),
  })
}

/** Whose word it goes by, whether it is announced, since when. */
export function tagOf({ by, announced, since }: Statement, words: StatusWords): readonly string[] {
  const { text } = words
  return [
    text.by[by],
    ...(announced === 'not-theirs' || by === 'page' ? [] : [text.announced[announced]]),
    ...(since === undefined ? [] : [text.since(momentOf(since, words))]),
  ]
}

/** Why the page has no word. */
export function whyUnread(code: string, { page }: StatusText): string {
  const status = /^HTTP_(\d+)$/.exec(code)?.[1]
  if (status !== undefined) return page.whyStatus(status)
  return Object.hasOwn(page.why, code) ? (page.why[code] ?? code) : page.whyOther(code)
}

const known = (table: Readonly<Record<string, string>>, word: string, { page }: StatusText): string =>
  Object.hasOwn(table, word) ? (table[word] ?? word) : page.strange(word)

export const componentWord = (status: string, text: StatusText): string => known(text.page.component, status, text)

export function incidentWords({ name, status, impact, startedAt }: PageIncident, words: StatusWords): string {
  const { text } = words
  const facts = [known(text.page.impact, impact, text), known(text.page.incident, status, text)]
  return text.page.incidentLine(text.page.quoted(name), facts, maybeMoment(startedAt, words))
}

export function maintenanceWords({ name, when, from, until }: MaintenanceSeen, words: StatusWords): string {
  const { maintenance, quoted } = words.text.page
  const isSpan = when === 'planned' && until !== undefined
  return maintenance[when](
    quoted(name),
    isSpan ? maybeMoment(from, words) : zoned(from, words),
    zoned(until, words, isSpan ? from : undefined),
  )
}

/** One line of the history, without its date. */
export function historyWords(entry: HistoryEntry, words: StatusWords): string {
  const { history } = words.text
  const parts = [seenWords(entry, words), announcedWords(entry, words)].filter((part) => part !== '')
  return parts.join(history.between)
}

function seenWords({ seen }: HistoryEntry, words: StatusWords): string {
  if (seen === undefined) return ''
  const { history } = words.text
  const causes = [...new Set(seen.codes.map(words.title))].slice(0, 2).join(history.between)
  if (seen.end === 'lost') return history.lost(causes)
  return seen.until === undefined
    ? history.open(away(seen.from, words), causes)
    : history.seen(ms(seen.until - seen.from), causes)
}

const AT_ONCE = 60_000

function announcedWords({ seen, announced, announcement, late }: HistoryEntry, words: StatusWords): string {
  const { history, page } = words.text
  if (announced === undefined) return announcement === 'announced' ? '' : history[announcement]
  const name = page.quoted(announced.name)
  if (seen === undefined) {
    const { startedAt, resolvedAt } = announced
    return history.onlyAnnounced(
      name,
      startedAt === undefined || resolvedAt === undefined ? undefined : ms(Math.max(0, resolvedAt - startedAt)),
    )
  }
  if (late === undefined || Math.abs(late) < AT_ONCE) return history.announcedAtOnce(name)
  return late > 0 ? history.announcedLate(late, name) : history.announcedEarly(ms(Math.abs(late)), name)
}

/** What has changed, in a line. */
export function changeWords(change: Change, statement: Statement, words: StatusWords): string {
  const { text } = words
  switch (change.kind) {
    case 'statement':
      return headlineOf(statement, words)
    case 'component':
      return text.change.component(change.name, componentWord(change.status, text))
    case 'incident':
      return text.change[change.how === 'new' ? 'incidentNew' : 'incidentMoved'](incidentWords(change.incident, words))
    case 'incident-over':
      return text.change.incidentOver(text.page.quoted(change.incident.name))
    case 'maintenance':
      return maintenanceWords(change.maintenance, words)
    case 'maintenance-over':
      return text.change.maintenanceOver(text.page.quoted(change.maintenance.name))
    case 'page-unread':
      return text.change.pageUnread(whyUnread(change.code, text))
    case 'page-read-again':
      return text.change.pageReadAgain
  }
}
