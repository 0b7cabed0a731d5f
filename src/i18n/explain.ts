import type { ExplainText } from './explain-text.ts'
import { explainEn } from './explain.en.ts'
import { explainJa } from './explain.ja.ts'
import type { Language } from './language.ts'

const TABLES: Readonly<Record<Language, ExplainText>> = { en: explainEn, ja: explainJa }

/** What `holdfast explain` says, in one language. */
export const explainTextsIn = (language: Language): ExplainText => TABLES[language]
