import type { Language } from './language.ts'
import type { LookUpsText } from './look-ups-text.ts'
import { lookUpsEn } from './look-ups.en.ts'
import { lookUpsJa } from './look-ups.ja.ts'

const TABLES: Readonly<Record<Language, LookUpsText>> = { en: lookUpsEn, ja: lookUpsJa }

/** What is said of a gateway's own look-ups, in one language. */
export const lookUpsIn = (language: Language): LookUpsText => TABLES[language]
