import type { InstallText } from './install-text.ts'
import { installEn } from './install.en.ts'
import { installJa } from './install.ja.ts'
import type { Language } from './language.ts'

const TABLES: Readonly<Record<Language, InstallText>> = { en: installEn, ja: installJa }

/** What `install`, `uninstall`, `bypass`, `start` and `completion` say, in one language. */
export const installTextsIn = (language: Language): InstallText => TABLES[language]
