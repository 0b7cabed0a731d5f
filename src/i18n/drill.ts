import type { DrillText } from './drill-text.ts'
import { drillEn } from './drill.en.ts'
import { drillJa } from './drill.ja.ts'
import type { Language } from './language.ts'

const TABLES: Readonly<Record<Language, DrillText>> = { en: drillEn, ja: drillJa }

/** What `holdfast drill` says, in one language. */
export const drillTextsIn = (language: Language): DrillText => TABLES[language]
