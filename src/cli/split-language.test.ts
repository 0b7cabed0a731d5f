import assert from 'node:assert/strict'
import { test } from 'node:test'
import { splitLanguage } from './split-language.ts'

const lines: readonly (readonly [line: string, asked: string | undefined, rest: string])[] = [
  ['', undefined, ''],
  ['--lang ja', 'ja', ''],
  ['serve --lang=ja --port 0', 'ja', 'serve --port 0'],
  ['--lang en serve --lang ja', 'ja', 'serve'],
  ['serve --lang', '', 'serve'],
  ['run --lang ja claude --lang fr', 'ja', 'run claude --lang fr'],
  ['--lang ja run claude --lang fr', 'ja', 'run claude --lang fr'],
  ['run --patience 2h --lang ja claude', 'ja', 'run --patience 2h claude'],
  ['run --patience 2h claude --lang fr', undefined, 'run --patience 2h claude --lang fr'],
  ['run -- claude --lang fr', undefined, 'run -- claude --lang fr'],
  ['run --lang ja -- --lang', 'ja', 'run -- --lang'],
]
for (const [line, asked, rest] of lines) {
  test(`holdfast ${line}: ${asked ?? 'no language'} is asked for`, () => {
    const words = (text: string): string[] => text.split(' ').filter((word) => word !== '')
    assert.deepEqual(splitLanguage(words(line)), { asked, rest: words(rest) })
  })
}
