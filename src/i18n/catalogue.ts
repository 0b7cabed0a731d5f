import { catalogueEn } from './catalogue.en.ts'
import { catalogueJa } from './catalogue.ja.ts'
import type { CatalogueTexts } from './catalogue-text.ts'
import type { Language } from './language.ts'

const TABLES: Readonly<Record<Language, CatalogueTexts>> = { en: catalogueEn, ja: catalogueJa }

/** What each code of the catalogue means, for people. */
export const catalogueIn = (language: Language): CatalogueTexts => TABLES[language]
