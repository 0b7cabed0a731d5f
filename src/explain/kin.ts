import { CATALOGUE_CODES, catalogueEntry, type CatalogueCode } from '../core/catalogue.ts'
import { failureCodeOf } from '../core/failure-code.ts'
import { nearest } from '../core/nearest.ts'
import { apiCodeOfType } from '../core/recognise/api.ts'
import { catalogueIn } from '../i18n/catalogue.ts'

/** An error whose words are near to a text that is not understood. */
export type Kin = { readonly code: CatalogueCode; readonly because: 'spelling' | 'words' }

const AT_MOST = 3
/** Long texts share words with everything. */
const LOOKED_AT = 2000

/** What a text that is not understood may be akin to: misspelt names first, then common words. Empty when nothing is near. */
export function kinOf(text: string): readonly Kin[] {
  const start = text.slice(0, LOOKED_AT)
  const spelt = misspelt(start).map((code): Kin => ({ code, because: 'spelling' }))
  const alike = byWords(start).map((code): Kin => ({ code, because: 'words' }))
  const all = [...spelt, ...alike]
  return all.filter(({ code }, index) => all.findIndex((one) => one.code === code) === index).slice(0, AT_MOST)
}

const SYSTEM_NAMES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'EMFILE',
  'CERT_HAS_EXPIRED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]
const TYPES = [
  'overloaded_error',
  'rate_limit_error',
  'authentication_error',
  'permission_error',
  'not_found_error',
  'billing_error',
  'timeout_error',
  'request_too_large',
]

function misspelt(text: string): readonly CatalogueCode[] {
  const names = text.match(/\b(?:E[A-Z_]{4,40}|[A-Z]{3,10}(?:_[A-Z]{2,12}){1,6}|[a-z]{3,14}(?:_[a-z]{3,14}){1,3})\b/g) ?? []
  return [...new Set(names)].slice(0, 20).flatMap((name): readonly CatalogueCode[] => {
    if (/[a-z]/.test(name)) {
      const code = apiCodeOfType(nearest(name, TYPES))
      return code === undefined ? [] : [code]
    }
    const near = nearest(name, SYSTEM_NAMES)
    return near === '' ? [] : [failureCodeOf({ code: near }).code]
  })
}

type Vocabulary = { readonly words: ReadonlyMap<CatalogueCode, ReadonlySet<string>>; readonly weight: (word: string) => number }

let vocabulary: Vocabulary | undefined

/** Two words at least, rare ones before frequent ones. */
function byWords(text: string): readonly CatalogueCode[] {
  vocabulary ??= vocabularyOf()
  const { words, weight } = vocabulary
  const said = wordsIn(text)
  const scored = CATALOGUE_CODES.map((code) => {
    const common = [...(words.get(code) ?? [])].filter((word) => said.has(word))
    return { code, count: common.length, score: common.reduce((sum, word) => sum + weight(word), 0) }
  })
  return scored
    .filter(({ count, score }) => count >= 2 && score >= ENOUGH)
    .toSorted((one, other) => other.score - one.score || Number(isKnown(other.code)) - Number(isKnown(one.code)))
    .slice(0, AT_MOST)
    .map(({ code }) => code)
}

/** Found by trying: prose about other things stays below. */
const ENOUGH = 6
const isKnown = (code: CatalogueCode): boolean => catalogueEntry(code).owner !== 'unknown'

function vocabularyOf(): Vocabulary {
  const words = new Map(
    CATALOGUE_CODES.map((code) => {
      const texts = (['en', 'ja'] as const).map((language) => catalogueIn(language)[code])
      return [code, wordsIn(texts.map(({ short, title, meaning }) => `${short} ${title} ${meaning}`).join(' '))]
    }),
  )
  const counts = new Map<string, number>()
  for (const set of words.values()) for (const word of set) counts.set(word, (counts.get(word) ?? 0) + 1)
  return { words, weight: (word) => Math.log(CATALOGUE_CODES.length / (counts.get(word) ?? 1)) }
}

/** Words of four letters and more, without endings; of Japanese, pairs of kanji and katakana. */
function wordsIn(text: string): ReadonlySet<string> {
  const latin = (text.toLowerCase().match(/[a-z]{4,30}/g) ?? []).map((word) => word.replace(/(?:ing|ed|es|s)$/, ''))
  const japanese = (text.match(/[\u30a0-\u30ff\u4e00-\u9fff]{2,20}/g) ?? []).flatMap((run) =>
    Array.from({ length: run.length - 1 }, (_, index) => run.slice(index, index + 2)),
  )
  return new Set([...latin.filter((word) => !COMMON.has(word)), ...japanese])
}

const COMMON: ReadonlySet<string> = new Set(
  'that this with from have what when which there your their them than then does been were will into only also must some such other error because something anything nothing please about after before again more most very just they where while here like make made need want'.split(
    ' ',
  ),
)
