// What a person reads, word for word. After a change that is meant: HOLDFAST_WRITE_GOLDEN=1 node --test test/explain/golden.test.ts,
// and then read all of them aloud.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { test } from 'node:test'
import {
  codePage,
  listPage,
  preventionPage,
  readingPage,
  statusPage,
  unknownPage,
  type ExplainPaper,
} from '../../src/cli/print/explain-page.ts'
import { signsFor } from '../../src/cli/print/doctor-signs.ts'
import { CATALOGUE_CODES } from '../../src/core/catalogue.ts'
import { displayWidth } from '../../src/cli/print/display-width.ts'
import { kinOf } from '../../src/explain/kin.ts'
import { readText } from '../../src/explain/read.ts'
import { adviceFor } from '../../src/explain/through.ts'
import { catalogueIn } from '../../src/i18n/catalogue.ts'
import { LANGUAGES, type Language } from '../../src/i18n/language.ts'

const GOLDEN = new URL('golden/', import.meta.url)
const WIDTHS = [80, 40] as const
const isWriting = process.env['HOLDFAST_WRITE_GOLDEN'] === '1'
const OUTAGE = 'API Error (503 no healthy upstream) · Retrying in 4 seconds… (attempt 4/10)'
const COMMANDS = ['run', 'doctor', 'drill', 'install', 'tune', 'status', 'auth']

const read =
  (text: string) =>
  (paper: ExplainPaper): readonly string[] =>
    readingPage(readText(text, 'salt'), paper)

const PAGES: Readonly<Record<string, (paper: ExplainPaper) => readonly string[]>> = {
  'one-error': read(OUTAGE),
  'several-errors': read(
    [
      '  ⎿  API Error (Request timed out.) · Retrying in 1 seconds… (attempt 1/10)',
      '  ⎿  API Error (503 no healthy upstream) · Retrying in 2 seconds… (attempt 3/10)',
      '  ⎿  API Error (503 no healthy upstream) · Retrying in 4 seconds… (attempt 4/10)',
      '  ⎿  API Error: 401 {"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}',
    ].join('\n'),
  ),
  'plan-limit': read('Claude AI usage limit reached|1762952400'),
  'plan-limit-words': read("You've hit your session limit · resets 2:50am (Asia/Muscat)"),
  'status-alone': read('HTTP/1.1 502 Bad Gateway'),
  unknown: (paper) => unknownPage(kinOf('ECONREFUSED: the thing did not work'), paper),
  'nothing-near': (paper) => unknownPage([], paper),
  'status-503': (paper) => statusPage(503, paper),
  'status-407': (paper) => statusPage(407, paper),
  prevention: (paper) => preventionPage(COMMANDS, paper),
  code: (paper) => codePage('path.tls-cert-unknown-issuer', paper),
  'through-us': (paper) => read(OUTAGE)({ ...paper, through: 'yes' }),
  'perhaps-through-us': (paper) => read(OUTAGE)({ ...paper, through: 'unknown' }),
}

const paper = (language: Language, width: number, locale: string): ExplainPaper => ({
  language,
  signs: signsFor({ LANG: locale }, 'linux'),
  paint: (text) => text,
  width,
  now: 1_762_900_000_000,
  timeZone: 'UTC',
  through: 'no',
})

for (const [name, page] of Object.entries(PAGES)) {
  for (const language of LANGUAGES) {
    for (const width of WIDTHS) {
      test(`${name} reads as it was approved, in ${language} at ${width} columns`, () => {
        const lines = page(paper(language, width, 'C.UTF-8'))
        assert.deepEqual(
          lines.filter((line) => displayWidth(line) > width),
          [],
        )
        const file = new URL(`${name}.${language}.${width}.txt`, GOLDEN)
        if (isWriting) writeFileSync(file, `${lines.join('\n')}\n`)
        assert.equal(`${lines.join('\n')}\n`, readFileSync(file, 'utf8'))
      })
    }
  }
}

test('the list fits on every screen', () => {
  for (const language of LANGUAGES) {
    for (const width of WIDTHS) {
      const lines = listPage(paper(language, width, 'C.UTF-8'))
      assert.ok(lines.length > 150 && lines.every((line) => displayWidth(line) <= width))
    }
  }
})

test('in English, a screen that knows ASCII alone gets nothing else', () => {
  for (const [name, page] of Object.entries(PAGES)) assert.match(page(paper('en', 80, 'C')).join(''), /^[\x20-\x7e]*$/, name)
})

test('only those whose client may go through it are told what Holdfast does', () => {
  for (const language of LANGUAGES) {
    const alone = { ...paper(language, 80, 'C.UTF-8'), width: undefined }
    for (const code of CATALOGUE_CODES.filter((one) => !one.startsWith('gateway.'))) {
      const advice = adviceFor(catalogueIn(language)[code], alone.through)
      assert.doesNotMatch(advice, /Holdfast/, `${code} in ${language}`)
      assert.match(advice, /[.。]$/)
    }
    assert.match(codePage('api.overloaded', alone).join('\n'), /holdfast run claude/)
    assert.doesNotMatch(codePage('api.billing', alone).join('\n'), /holdfast run/)
    assert.doesNotMatch(codePage('api.overloaded', { ...alone, through: 'yes' }).join('\n'), /holdfast run/)
  }
})
