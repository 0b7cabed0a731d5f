import type { LogLine } from '../../gateway/log-line.ts'
import { journalTextsIn } from '../../i18n/journal.ts'
import type { JournalRefusal, JournalTroubleCode } from '../../i18n/journal-text.ts'
import type { Language } from '../../i18n/language.ts'
import type { ReadTrouble } from '../../journal/read.ts'

type Trouble = Extract<LogLine, { event: 'trouble' | 'trouble-over' }>

/** What the log says of the journal; undefined for trouble of another kind. */
export function journalSentence(line: Trouble, language: Language): string | undefined {
  const { log } = journalTextsIn(language)
  if (line.code === 'journal.set-aside') return log.setAside('file' in line ? (line.file ?? '') : '')
  const reason = reasonOf(line.code, log.troubles)
  if (reason === undefined) return undefined
  return line.event === 'trouble' ? log.trouble(reason) : log.over(reason, line.lost)
}

function reasonOf(code: string, troubles: Readonly<Record<JournalTroubleCode, string>>): string | undefined {
  const name = code.startsWith('journal.') ? code.slice('journal.'.length) : ''
  return Object.hasOwn(troubles, name) ? troubles[name as JournalTroubleCode] : undefined
}

/** Why `holdfast journal` shows nothing. */
export function refusalSentence(code: ReadTrouble, file: string, language: Language): string {
  return journalTextsIn(language).refused[REFUSALS[code] ?? 'unreadable'](file)
}

const REFUSALS: Readonly<Partial<Record<ReadTrouble, JournalRefusal>>> = {
  'journal.missing': 'missing',
  'journal.older': 'older',
  'journal.newer': 'newer',
  'journal.foreign': 'foreign',
  'journal.corrupt': 'corrupt',
  'journal.busy': 'busy',
  'journal.no-sqlite': 'no-sqlite',
}
