import assert from 'node:assert/strict'
import { test } from 'node:test'
import { displayWidth } from './display-width.ts'
import { wrapped } from './wrap.ts'

test('a text is broken at spaces, and further lines are indented', () => {
  assert.deepEqual(wrapped('one two three four', 9, 2), ['one two', '  three', '  four'])
  assert.deepEqual(wrapped('short', 80, 4), ['short'])
  assert.deepEqual(wrapped('', 80, 4), [''])
})

test('what stands before the first word stays', () => {
  assert.deepEqual(wrapped('  12:00:00  tried again', 14, 4), ['  12:00:00', '    tried', '    again'])
})

test('Japanese is broken between any two characters, and no line begins with a full stop', () => {
  assert.deepEqual(wrapped('あいうえお。かき', 10, 0), ['あいうえ', 'お。かき'])
  for (let width = 12; width <= 80; width++) {
    const lines = wrapped('12:00:00  送り先が応答できませんでした: 503（再試行します）。待っています', width, 4)
    for (const line of lines) {
      assert.ok(displayWidth(line) <= width, `${width}: ${line}`)
      assert.doesNotMatch(line.trimStart(), /^[、。）]/)
    }
  }
})

test('brackets stay with what they enclose, in Japanese text too', () => {
  for (let width = 12; width <= 60; width++) {
    const lines = wrapped('応答は「503」です (120 ミリ秒)。発表は（遅れて）届くことがあります (数分後)。', width, 2)
    for (const line of lines) {
      assert.doesNotMatch(line.trimStart(), /^[)）」。]/, `${width}`)
      assert.doesNotMatch(line, /[(（「]$/, `${width}`)
    }
  }
})

test('a word that is longer than a line is broken in itself', () => {
  const lines = wrapped(`see /a/${'very/'.repeat(20)}long/path`, 20, 2)
  assert.equal(lines.map((line) => line.trim()).join('').length, `see /a/${'very/'.repeat(20)}long/path`.length - 1)
  for (const line of lines) assert.ok(line.length <= 20, line)
})

test('a command of ours is not broken, with or without its quotes', () => {
  assert.deepEqual(wrapped('To see whether it is over: holdfast status --wait says so', 40, 0), [
    'To see whether it is over:',
    'holdfast status --wait says so',
  ])
  assert.deepEqual(wrapped('次に備えるには `holdfast explain prevention` です', 40, 0), [
    '次に備えるには',
    '`holdfast explain prevention` です',
  ])
  assert.deepEqual(wrapped('that Holdfast does not know', 16, 0), ['that Holdfast', 'does not know'])
})
