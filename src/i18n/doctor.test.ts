import assert from 'node:assert/strict'
import { test } from 'node:test'
import { observed } from '../../test/doctor/observations.ts'
import { ROWS } from '../../test/doctor/rows.ts'
import { DIAGNOSES, type DiagnosisCode } from '../core/diagnosis-code.ts'
import type { Owner } from '../core/catalogue.ts'
import { diagnose } from '../doctor/diagnose.ts'
import { doctorTextIn, evidenceSentence } from './doctor.ts'
import { fixTextFor, sentenceOf, type About, type DiagnosisText } from './doctor-text.ts'

const OWNERS: readonly Owner[] = [
  'provider',
  'network',
  'proxy',
  'computer',
  'settings',
  'account',
  'gateway',
  'nobody',
  'unknown',
]
const CODES = Object.keys(DIAGNOSES) as readonly DiagnosisCode[]
const about = (owner: Owner): About => ({ host: 'api.example.test', owner, rest: 'fine', place: 'first', by: 'seen' })

const spoken = (text: DiagnosisText): readonly string[] =>
  OWNERS.flatMap((owner) => [sentenceOf(text.title, about(owner)), sentenceOf(text.action, about(owner))])

test('every diagnosis is a whole sentence in both languages, whoever owns it', () => {
  for (const code of CODES) {
    for (const sentence of spoken(doctorTextIn('en').diagnoses[code])) assert.match(sentence, /^[A-Za-z].*[.]$/, code)
    for (const sentence of spoken(doctorTextIn('ja').diagnoses[code])) {
      assert.match(sentence, /。$/, code)
      assert.match(sentence, /(?:です|でした|ます|ません|ました|ください)(?: \([^)]*\))?。$/, `${code}: です・ます`)
    }
  }
})

test('no title says in Japanese what it says in English, and none says undefined', () => {
  for (const code of CODES) {
    const [en, ja] = (['en', 'ja'] as const).map((language) => spoken(doctorTextIn(language).diagnoses[code]).join(' '))
    assert.notEqual(en, ja)
    assert.doesNotMatch(`${en} ${ja}`, /undefined|\[object|NaN/, code)
    assert.match(ja ?? '', /[\u3040-\u30FF]/, code)
  }
})

test('all evidence, fixes and doubts of every row have words in both languages', () => {
  for (const { row, seen } of ROWS) {
    const { secondary, ...first } = diagnose(observed(seen))
    for (const language of ['en', 'ja'] as const) {
      const text = doctorTextIn(language)
      for (const { evidence, fixes, wouldChange } of [first, ...secondary]) {
        const said = [
          ...evidence.map((item) => evidenceSentence(text, item)),
          ...fixes.flatMap(({ id }) => ['linux', 'darwin', 'win32'].map((platform) => fixTextFor(text.fixes[id], platform))),
          ...wouldChange.map((change) => text.changes[change]),
        ]
        for (const sentence of said) {
          assert.ok(sentence.length > 3, `${row}: ${sentence}`)
          assert.doesNotMatch(sentence, /undefined|\[object|NaN|Infinity/, row)
        }
      }
    }
  }
})

test('that the network is fine is said only where other sites answered', () => {
  const title = doctorTextIn('en').diagnoses.PROVIDER_5XX.title
  assert.match(sentenceOf(title, { ...about('provider'), rest: 'fine' }), /network are fine/)
  assert.doesNotMatch(sentenceOf(title, { ...about('provider'), rest: 'unknown' }), /fine/)
})
