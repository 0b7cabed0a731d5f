import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTest, sourcesIn } from './sources.ts'

const LONGEST_FILE = 300
const VAGUE = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'service', 'misc'])

const all = ['src', 'test', 'bench', 'scripts'].flatMap(sourcesIn)
const product = all.filter(({ path }) => path.startsWith('src/') && !isTest(path))

test('no file is longer than 300 lines: where one grows past, it holds two ideas', () => {
  const long = all
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > LONGEST_FILE)
    .map(({ path, lines }) => `${path} has ${lines} lines`)
  assert.deepEqual(long, [])
})

test('files and folders are named after what they hold', () => {
  const vague = all.map(({ path }) => path).filter((path) => path.split(/[/.-]/).some((word) => VAGUE.has(word)))
  assert.deepEqual(vague, [])
})

test('exports have names and stand where they are made: no default, no file that only passes on', () => {
  const odd = product
    .filter(({ path }) => path !== 'src/index.ts')
    .filter(({ text }) => /^export (?:default|\*|(?:type )?\{[^}]*\} from)/m.test(text))
    .map(({ path }) => path)
  assert.deepEqual(odd, [])
})
