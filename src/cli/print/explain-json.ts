import { CATALOGUE_CODES, catalogueEntry, type CatalogueCode } from '../../core/catalogue.ts'
import type { Kin } from '../../explain/kin.ts'
import type { Finding, Reading } from '../../explain/read.ts'
import { sendersOf, sideOf } from '../../explain/senders.ts'
import { catalogueIn } from '../../i18n/catalogue.ts'
import { explainTextsIn } from '../../i18n/explain.ts'
import { LANGUAGES, type Language } from '../../i18n/language.ts'
import { principalOf, statusAnswer } from './explain-page.ts'

const SCHEMA = 1

type Json = Readonly<Record<string, unknown>>

const inBoth = <Words>(words: (language: Language) => Words): Readonly<Record<string, Words>> =>
  Object.fromEntries(LANGUAGES.map((language) => [language, words(language)]))

function codeJson(code: CatalogueCode): Json {
  const { owner, waitingHelps } = catalogueEntry(code)
  return {
    code,
    owner,
    waitingHelps,
    ...inBoth((language) => {
      const { title, meaning, action } = catalogueIn(language)[code]
      return { title, meaning, action }
    }),
  }
}

/** What a text tells of. `main`: the code that the page begins with; null when nothing is known. */
export const readingJson = ({ findings, skipped }: Reading, kin: readonly Kin[]): Json => ({
  schema: SCHEMA,
  about: 'text',
  main: principalOf(findings)?.code ?? null,
  errors: findings.map(errorJson),
  near: kin.map(({ code, because }) => ({ because, ...codeJson(code) })),
  skipped,
})

const errorJson = ({ code, confidence, times, line, lastLine, excerpt, again }: Finding): Json => ({
  ...codeJson(code),
  confidence,
  times,
  line,
  lastLine,
  excerpt,
  again: again ?? null,
})

export const statusJson = (number: number): Json => ({
  schema: SCHEMA,
  about: 'status',
  status: number,
  side: sideOf(sendersOf(number)),
  ...inBoth((language) => ({
    answer: statusAnswer(number, language),
    side: explainTextsIn(language).status.side[sideOf(sendersOf(number))],
  })),
  senders: sendersOf(number).map(codeJson),
})

export const oneCodeJson = (code: CatalogueCode): Json => ({ schema: SCHEMA, about: 'code', ...codeJson(code) })

export const listJson = (): Json => ({ schema: SCHEMA, about: 'list', codes: CATALOGUE_CODES.map(codeJson) })

export const preventionJson = (commands: readonly string[]): Json => ({
  schema: SCHEMA,
  about: 'prevention',
  ...inBoth((language) => {
    const { title, steps, honest } = explainTextsIn(language).prevention
    const known = steps.filter(({ needs }) => needs === undefined || commands.includes(needs))
    return { title, steps: known.map(({ text, command }) => ({ text, command: command ?? null })), honest }
  }),
})
