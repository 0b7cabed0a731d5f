import { CATALOGUE_CODES, catalogueEntry, type CatalogueCode } from '../../core/catalogue.ts'
import type { Kin } from '../../explain/kin.ts'
import type { Finding, Reading } from '../../explain/read.ts'
import { sendersOf, sideOf } from '../../explain/senders.ts'
import { adviceFor, type Through } from '../../explain/through.ts'
import { catalogueIn } from '../../i18n/catalogue.ts'
import { explainTextsIn } from '../../i18n/explain.ts'
import { LANGUAGES, type Language } from '../../i18n/language.ts'
import { principalOf, statusAnswer } from './explain-page.ts'

const SCHEMA = 1

type Json = Readonly<Record<string, unknown>>

const inBoth = <Words>(words: (language: Language) => Words): Readonly<Record<string, Words>> =>
  Object.fromEntries(LANGUAGES.map((language) => [language, words(language)]))

function codeJson(code: CatalogueCode, through: Through): Json {
  const { owner, waitingHelps } = catalogueEntry(code)
  return {
    code,
    owner,
    waitingHelps,
    ...inBoth((language) => {
      const { title, meaning, ...advice } = catalogueIn(language)[code]
      return { title, meaning, action: adviceFor(advice, through) }
    }),
  }
}

/** What a text tells of. `main`: the code that the page begins with; null when nothing is known. */
export const readingJson = ({ findings, skipped }: Reading, kin: readonly Kin[], through: Through): Json => ({
  schema: SCHEMA,
  about: 'text',
  through,
  main: principalOf(findings)?.code ?? null,
  errors: findings.map((one) => errorJson(one, through)),
  near: kin.map(({ code, because }) => ({ because, ...codeJson(code, through) })),
  skipped,
})

const errorJson = ({ code, confidence, times, line, lastLine, excerpt, again }: Finding, through: Through): Json => ({
  ...codeJson(code, through),
  confidence,
  times,
  line,
  lastLine,
  excerpt,
  again: again ?? null,
})

export const statusJson = (number: number, through: Through): Json => ({
  schema: SCHEMA,
  about: 'status',
  through,
  status: number,
  side: sideOf(sendersOf(number)),
  ...inBoth((language) => ({
    answer: statusAnswer(number, language),
    side: explainTextsIn(language).status.side[sideOf(sendersOf(number))],
  })),
  senders: sendersOf(number).map((code) => codeJson(code, through)),
})

export const oneCodeJson = (code: CatalogueCode, through: Through): Json => ({
  schema: SCHEMA,
  about: 'code',
  through,
  ...codeJson(code, through),
})

export const listJson = (through: Through): Json => ({
  schema: SCHEMA,
  about: 'list',
  through,
  codes: CATALOGUE_CODES.map((code) => codeJson(code, through)),
})

export const preventionJson = (commands: readonly string[]): Json => ({
  schema: SCHEMA,
  about: 'prevention',
  ...inBoth((language) => {
    const { title, steps, honest } = explainTextsIn(language).prevention
    const known = steps.filter(({ needs }) => needs === undefined || commands.includes(needs))
    return { title, steps: known.map(({ text, command }) => ({ text, command: command ?? null })), honest }
  }),
})
