import { catalogueEn, ownersEn } from './catalogue.en.ts'
import { catalogueJa, ownersJa } from './catalogue.ja.ts'
import type { CatalogueTexts, OwnerWords } from './catalogue-text.ts'
import type { Language } from './language.ts'

const TABLES: Readonly<Record<Language, CatalogueTexts>> = { en: catalogueEn, ja: catalogueJa }

const OWNERS: Readonly<Record<Language, OwnerWords>> = { en: ownersEn, ja: ownersJa }

/** What each code of the catalogue means, for people. */
export const catalogueIn = (language: Language): CatalogueTexts => TABLES[language]

/** Whose fault it is, in words. */
export const ownersIn = (language: Language): OwnerWords => OWNERS[language]
