import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readClaudeArguments, withSettings } from './claude-arguments.ts'

const NOTHING = { settings: undefined, fallbackModel: undefined, sources: undefined, mode: 'interactive' }

const readings: readonly (readonly [args: readonly string[], said: object])[] = [
  [[], {}],
  [['-p', 'hello'], { mode: 'print' }],
  [['--print'], { mode: 'print' }],
  [['--settings', 'my.json'], { settings: 'my.json' }],
  [['--settings={"a":1}', '--settings', 'last.json'], { settings: 'last.json' }],
  [['--fallback-model', 'sonnet,haiku', '-p'], { fallbackModel: 'sonnet,haiku', mode: 'print' }],
  [['--fallback-model=sonnet'], { fallbackModel: 'sonnet' }],
  [['--setting-sources', 'user, project'], { sources: ['user', 'project'] }],
  [['--', '-p', '--settings', 'x'], {}],
  [['--settings'], {}],
]
for (const [args, said] of readings) {
  test(`${JSON.stringify(args)} is understood`, () => {
    assert.deepEqual(readClaudeArguments(args), { ...NOTHING, ...said })
  })
}

const rewritings: readonly (readonly [args: readonly string[], rewritten: readonly string[]])[] = [
  [
    ['-p', 'hi'],
    ['--settings', 'ours', '-p', 'hi'],
  ],
  [
    ['--settings', 'theirs', '-p', 'hi', '--settings=more'],
    ['--settings', 'ours', '-p', 'hi'],
  ],
  [
    ['--', '--settings', 'a prompt'],
    ['--settings', 'ours', '--', '--settings', 'a prompt'],
  ],
  [
    ['-y', '@anthropic-ai/claude-code@2.1.330', '-p', 'hi'],
    ['-y', '@anthropic-ai/claude-code@2.1.330', '--settings', 'ours', '-p', 'hi'],
  ],
]
for (const [args, rewritten] of rewritings) {
  test(`${JSON.stringify(args)} gets our settings and no others`, () => {
    assert.deepEqual(withSettings(args, 'ours'), rewritten)
  })
}
