import type { DrillReportText } from './drill-report-text.ts'
import { drillReportEn } from './drill-report.en.ts'
import { drillReportJa } from './drill-report.ja.ts'
import type { DrillText } from './drill-text.ts'
import { drillEn } from './drill.en.ts'
import { drillJa } from './drill.ja.ts'
import type { Language } from './language.ts'

const TABLES: Readonly<Record<Language, DrillText>> = { en: drillEn, ja: drillJa }
const REPORTS: Readonly<Record<Language, DrillReportText>> = { en: drillReportEn, ja: drillReportJa }

/** What `holdfast drill` says, in one language. */
export const drillTextsIn = (language: Language): DrillText => TABLES[language]
export const drillReportIn = (language: Language): DrillReportText => REPORTS[language]
