import type { Language } from './language.ts'
import type { StatusText } from './status-text.ts'
import { statusEn } from './status.en.ts'
import { statusJa } from './status.ja.ts'

const TABLES: Readonly<Record<Language, StatusText>> = { en: statusEn, ja: statusJa }

/** What `holdfast status` says, in one language. */
export const statusTextsIn = (language: Language): StatusText => TABLES[language]
