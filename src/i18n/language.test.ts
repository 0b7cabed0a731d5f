import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseLanguage, languageOf } from './language.ts'

test('a locale names a language in any of its spellings', () => {
  for (const name of ['ja', 'ja_JP.UTF-8', 'JA-jp', ' ja ']) assert.equal(languageOf(name), 'ja')
  for (const name of ['C', 'POSIX', 'fr_FR', '', 'japanese']) assert.equal(languageOf(name), undefined)
})

test('the nearest voice decides, and an unknown language is English', () => {
  const env = { HOLDFAST_LANG: 'ja', LC_ALL: 'en_US.UTF-8' }
  assert.equal(chooseLanguage('en', env), 'en')
  assert.equal(chooseLanguage(undefined, env), 'ja')
  assert.equal(chooseLanguage(undefined, { LC_ALL: 'C', LANG: 'ja_JP.UTF-8' }), 'en')
  assert.equal(chooseLanguage(undefined, { LC_ALL: '', LC_MESSAGES: 'ja_JP' }), 'ja')
  assert.equal(chooseLanguage(undefined, { LANG: 'fr_FR' }), 'en')
  assert.equal(chooseLanguage(undefined, {}), 'en')
})
