import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whichClient } from './which-client.ts'

const commands: readonly (readonly [words: readonly [string, ...string[]], kind: string])[] = [
  [['claude'], 'claude-code'],
  [['/home/me/.local/bin/claude', '-p'], 'claude-code'],
  [['C:\\Users\\me\\claude.exe'], 'claude-code'],
  [['claude.cmd'], 'claude-code'],
  [['npx', '-y', '@anthropic-ai/claude-code@latest'], 'claude-code'],
  [['npx', 'something-else'], 'other'],
  [['claude-monitor'], 'other'],
  [['python', 'agent.py'], 'other'],
  [['echo', '@anthropic-ai/claude-code'], 'other'],
]
for (const [[command, ...args], kind] of commands) {
  test(`${[command, ...args].join(' ')} is ${kind}`, () => {
    assert.equal(whichClient(command, args), kind)
  })
}
