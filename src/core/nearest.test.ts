import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest } from './nearest.ts'

const COMMANDS = ['run', 'serve', 'stop', 'restart', 'statusline', 'drill', 'help']

const words: readonly (readonly [word: string, meant: string])[] = [
  ['serv', 'serve'],
  ['sevre', 'serve'],
  ['stat', 'statusline'],
  ['statu', 'statusline'],
  ['dril', 'drill'],
  ['rnu', 'run'],
  ['restrat', 'restart'],
  ['x', ''],
  ['claude', ''],
  ['--port', ''],
]
for (const [word, meant] of words) {
  test(`${word} may mean ${meant === '' ? 'nothing' : meant}`, () => {
    assert.equal(nearest(word, COMMANDS), meant)
  })
}

test('where nothing is known, nothing is suggested', () => {
  assert.equal(nearest('run', []), '')
})
