import type { DoctorScreenText } from './doctor-screen-text.ts'
import { doctorScreenEn } from './doctor-screen.en.ts'
import { doctorScreenJa } from './doctor-screen.ja.ts'
import type { Language } from './language.ts'

const TABLES: Readonly<Record<Language, DoctorScreenText>> = { en: doctorScreenEn, ja: doctorScreenJa }

/** What stands around a diagnosis, in one language. */
export const doctorScreenIn = (language: Language): DoctorScreenText => TABLES[language]
