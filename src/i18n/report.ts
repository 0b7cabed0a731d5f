import type { Language } from './language.ts'
import type { ReportText } from './report-text.ts'
import { reportEn } from './report.en.ts'
import { reportJa } from './report.ja.ts'

const TABLES: Readonly<Record<Language, ReportText>> = { en: reportEn, ja: reportJa }

/** What is said in and around a report, in one language. */
export const reportTextIn = (language: Language): ReportText => TABLES[language]
