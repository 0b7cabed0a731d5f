import type { JournalText } from './journal-text.ts'
import { journalEn } from './journal.en.ts'
import { journalJa } from './journal.ja.ts'
import type { Language } from './language.ts'

const TABLES: Readonly<Record<Language, JournalText>> = { en: journalEn, ja: journalJa }

/** What is said of the journal, in one language. */
export const journalTextsIn = (language: Language): JournalText => TABLES[language]
