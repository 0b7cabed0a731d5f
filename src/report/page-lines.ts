import { isCatalogueCode } from '../core/catalogue.ts'
import type { UnixMillis } from '../core/time.ts'
import type { Language } from '../i18n/language.ts'
import type { ReportText } from '../i18n/report-text.ts'
import { reportTextIn } from '../i18n/report.ts'
import type { PageIncident } from '../status-page/page.ts'
import type { HistoryEntry } from '../status/history.ts'
import type { PagePart } from './page.ts'
import { stamp } from './timeline.ts'

/** The page's own words, with their time, and what it announced in the period. Markdown. */
export function pageLines(page: PagePart, language: Language): readonly string[] {
  const { issue } = reportTextIn(language)
  return [`## ${issue.statusPage}`, '', ...wordLines(page.word, issue), ...historyLines(page, issue)]
}

type IssueText = ReportText['issue']

const span = (from: UnixMillis | undefined, until: UnixMillis | undefined): string =>
  from === undefined ? '' : `, ${stamp(from)} - ${until === undefined ? '?' : stamp(until)} UTC`

function wordLines(word: PagePart['word'], issue: IssueText): readonly string[] {
  if (word.is === 'unread') return [issue.pageUnknown, '']
  const { host, saidAt, components, incidents, maintenance } = word
  return [
    `${issue.pageAsOf(host, stamp(saidAt))}:`,
    '',
    ...components.map(({ name, status }) => `- ${name}: ${status}`),
    ...incidents.map(
      ({ name, status, impact, startedAt }) =>
        `- "${name}": ${status}, ${impact}${startedAt === undefined ? '' : `, ${stamp(startedAt)} UTC`}`,
    ),
    ...maintenance.map(({ name, status, from, until }) => `- "${name}": ${status}${span(from, until)}`),
    ...(incidents.length + maintenance.length === 0 ? [`- ${issue.pageQuiet}`] : []),
    '',
  ]
}

function historyLines({ word, history, memory }: PagePart, issue: IssueText): readonly string[] {
  const { pageHistory: texts } = issue
  if (memory === 'not-theirs') return []
  if (memory === 'unread') return word.is === 'unread' ? [] : [texts.unread, '']
  const current = new Set(word.is === 'read' ? word.incidents.map(({ id }) => id) : [])
  const lines = history
    .filter(({ seen, announced }) => seen !== undefined || !current.has(announced?.id ?? ''))
    .flatMap((entry) => entryLines(entry, issue))
  if (lines.length > 0) return [`${texts.heading}:`, '', ...lines, '']
  return current.size > 0 ? [] : [texts.nothing, '']
}

function entryLines({ seen, announced, announcement, late }: HistoryEntry, { pageHistory: texts }: IssueText): readonly string[] {
  if (announced !== undefined) {
    const when = seen === undefined ? texts.notSeen : late === undefined ? texts.seen : texts.late(late)
    return [`- ${announcedWords(announced)}: ${when}`]
  }
  if (seen === undefined || announcement === 'not-theirs' || announcement === 'announced') return []
  const codes = seen.codes.filter(isCatalogueCode).map((code) => `\`${code}\``)
  return [`- ${codes.join(', ')}${span(seen.from, seen.until)}: ${texts[announcement]}`]
}

const announcedWords = ({ name, status, impact, startedAt, resolvedAt }: PageIncident): string =>
  `"${name}" (${status}, ${impact}${span(startedAt, resolvedAt)})`
