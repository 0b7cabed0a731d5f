import type { Language } from './language.ts'
import { wayOutEn } from './way-out.en.ts'
import { wayOutJa } from './way-out.ja.ts'
import type { WayOutTexts } from './way-out-text.ts'

const TABLES: Readonly<Record<Language, WayOutTexts>> = { en: wayOutEn, ja: wayOutJa }

/** Sentences on proxies and certificates. */
export const wayOutTextsIn = (language: Language): WayOutTexts => TABLES[language]
