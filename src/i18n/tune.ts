import type { Language } from './language.ts'
import type { TuneText } from './tune-text.ts'
import { tuneEn } from './tune.en.ts'
import { tuneJa } from './tune.ja.ts'

const TABLES: Readonly<Record<Language, TuneText>> = { en: tuneEn, ja: tuneJa }

/** What `holdfast tune` says, in one language. */
export const tuneTextsIn = (language: Language): TuneText => TABLES[language]
