import type { Language } from './language.ts'
import { logEn, type LogTexts } from './log.en.ts'
import { logJa } from './log.ja.ts'

const TABLES: Readonly<Record<Language, LogTexts>> = { en: logEn, ja: logJa }

/** What the gateway says of its work, in one language. */
export const logTextsIn = (language: Language): LogTexts => TABLES[language]
