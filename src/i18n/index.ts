import { en, type Texts } from './en.ts'
import { ja } from './ja.ts'
import type { Language } from './language.ts'

const TABLES: Readonly<Record<Language, Texts>> = { en, ja }

/** Everything that is said to people, in one language. */
export const textsIn = (language: Language): Texts => TABLES[language]
