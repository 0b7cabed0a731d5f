import type { AuthText } from './auth-text.ts'
import { authEn } from './auth.en.ts'
import { authJa } from './auth.ja.ts'
import type { Language } from './language.ts'

const TABLES: Readonly<Record<Language, AuthText>> = { en: authEn, ja: authJa }

/** What `holdfast auth` says, in one language. */
export const authTextsIn = (language: Language): AuthText => TABLES[language]
