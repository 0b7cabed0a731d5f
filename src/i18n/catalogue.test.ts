import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CATALOGUE_CODES as CODES, CLIENT, FAILURES, REFUSALS } from '../core/catalogue.ts'
import { catalogueEn, ownersEn } from './catalogue.en.ts'
import { catalogueJa, ownersJa } from './catalogue.ja.ts'
import type { CatalogueText } from './catalogue-text.ts'

const LANGUAGES = { en: catalogueEn, ja: catalogueJa }

/** Columns in a terminal: kana, kanji and full-width forms take two. */
const columns = (text: string): number =>
  Array.from(text).reduce((sum, char) => sum + (/[\u3000-\u9fff\uff00-\uff60]/.test(char) ? 2 : 1), 0)

const sentences = ({ title, meaning, action }: CatalogueText): readonly string[] => [title, meaning, action]

for (const [language, texts] of Object.entries(LANGUAGES)) {
  test(`in ${language} there is a text for every code, and for no other`, () => {
    assert.deepEqual(Object.keys(texts).toSorted(), CODES.toSorted())
  })

  test(`in ${language} the short form fits into 24 columns of a status line`, () => {
    for (const code of CODES)
      assert.ok(texts[code].short !== '' && columns(texts[code].short) <= 24, `${code}: ${texts[code].short}`)
  })

  test(`in ${language} everything else is whole sentences without loose ends`, () => {
    for (const code of CODES) {
      for (const text of sentences(texts[code])) {
        assert.match(text, language === 'ja' ? /[。]$/ : /^["A-Z].*\.$/, code)
        assert.doesNotMatch(text, /undefined|\$\{| {2}|\.\.|。。|。 |^ | $/, code)
      }
    }
  })
}

test('English is ASCII, so that it prints everywhere', () => {
  for (const code of CODES) {
    for (const text of [catalogueEn[code].short, ...sentences(catalogueEn[code])]) assert.match(text, /^[ -~]+$/, code)
  }
})

test('Japanese is Japanese', () => {
  for (const code of CODES) for (const text of sentences(catalogueJa[code])) assert.match(text, /[\u3040-\u30ff]/, code)
})

test('what does not pass by itself does not promise that it will', () => {
  const table = { ...REFUSALS, ...FAILURES, ...CLIENT }
  for (const [code, { waitingHelps }] of Object.entries(table) as readonly [keyof typeof table, { waitingHelps: boolean }][]) {
    if (waitingHelps) continue
    assert.doesNotMatch(catalogueEn[code].action, /goes on by itself|keeps trying/, code)
    assert.doesNotMatch(catalogueJa[code].action, /自動的に再開|再試行を続け/, code)
  }
})

test('what passes by itself says so', () => {
  const table = { ...REFUSALS, ...FAILURES, ...CLIENT }
  for (const [code, { waitingHelps }] of Object.entries(table) as readonly [keyof typeof table, { waitingHelps: boolean }][]) {
    if (!waitingHelps) continue
    assert.match(catalogueEn[code].action, /goes on by itself/, code)
    assert.match(catalogueJa[code].action, /自動的に再開/, code)
  }
})

test('every owner has words in both languages', () => {
  assert.deepEqual(Object.keys(ownersJa), Object.keys(ownersEn))
})
