import type { Evidence } from '../core/evidence.ts'
import type { DoctorText } from './doctor-text.ts'
import { doctorEn } from './doctor.en.ts'
import { doctorJa } from './doctor.ja.ts'
import type { Language } from './language.ts'

const TABLES: Readonly<Record<Language, DoctorText>> = { en: doctorEn, ja: doctorJa }

/** What doctor concludes, in one language. */
export const doctorTextIn = (language: Language): DoctorText => TABLES[language]

/** One figure behind a diagnosis, as a sentence without its full stop. */
export function evidenceSentence({ evidence }: DoctorText, item: Evidence): string {
  // each kind has its own text; that they belong together is what the table's type says
  const say = evidence[item.saw] as (one: Evidence) => string
  return say(item)
}
