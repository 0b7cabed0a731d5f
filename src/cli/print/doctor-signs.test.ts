import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paintFor, signsFor } from './doctor-signs.ts'
import { displayWidth } from './display-width.ts'

const isAscii = (env: Readonly<Record<string, string>>, platform: NodeJS.Platform = 'linux'): boolean =>
  signsFor(env, platform).arrow === '->'

test('signs beyond ASCII are shown where the locale has them, by the first variable that says anything', () => {
  assert.equal(isAscii({ LANG: 'en_US.UTF-8' }), false)
  assert.equal(isAscii({ LANG: 'ja_JP.utf8' }), false)
  assert.equal(isAscii({ LC_CTYPE: 'C.UTF-8', LANG: 'C' }), false)
  assert.equal(isAscii({ LANG: 'C' }), true)
  assert.equal(isAscii({ LC_ALL: 'C', LANG: 'en_US.UTF-8' }), true)
  assert.equal(isAscii({ LC_ALL: '', LANG: 'en_US.UTF-8' }), false)
  assert.equal(isAscii({}), true)
})

test('a terminal that cannot draw gets ASCII whatever the locale says', () => {
  assert.equal(isAscii({ TERM: 'dumb', LANG: 'en_US.UTF-8' }), true)
  assert.equal(isAscii({ TERM: 'linux', LANG: 'en_US.UTF-8' }), true)
})

test('of Windows consoles only those that are known to have the signs get them', () => {
  assert.equal(isAscii({}, 'win32'), true)
  assert.equal(isAscii({ LANG: 'en_US.UTF-8' }, 'win32'), true)
  assert.equal(isAscii({ WT_SESSION: '1' }, 'win32'), false)
})

test('what is printed in ASCII has nothing else in it, and the marks of a set have one width', () => {
  const ascii = signsFor({}, 'linux')
  assert.match(ascii.plain('“It’s” – 1…2 → 3 × 4 · 5\u00A0ms'), /^[\x20-\x7e]+$/)
  for (const signs of [ascii, signsFor({ LANG: 'C.UTF-8' }, 'linux')])
    assert.equal(new Set(Object.values(signs.mark).map(displayWidth)).size, 1)
})

test('colour is for a terminal alone, and not where it is unwanted', () => {
  assert.equal(paintFor({}, true)('a', 'red'), '\u001B[31ma\u001B[39m')
  assert.equal(paintFor({}, false)('a', 'red'), 'a')
  assert.equal(paintFor({ NO_COLOR: '1' }, true)('a', 'red'), 'a')
  assert.equal(paintFor({ NO_COLOR: '' }, true)('a', 'red'), '\u001B[31ma\u001B[39m')
  assert.equal(paintFor({ TERM: 'dumb' }, true)('a', 'red'), 'a')
})
