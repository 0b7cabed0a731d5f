import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minutes, unixMillis } from '../../core/time.ts'
import type { LogLine } from '../../gateway/log-line.ts'
import { logJson, logSentence } from './log-printer.ts'

const at = unixMillis(0)
const name = 'api.example.test'
const LINES: readonly Exclude<LogLine, { event: 'listening' }>[] = [
  { at, event: 'names', kind: 'failing', name, code: 'EAI_AGAIN', from: 'last-good' },
  { at, event: 'names', kind: 'failing', name, code: 'ETIMEOUT', from: 'own-question' },
  { at, event: 'names', kind: 'failing', name, code: 'EAI_AGAIN', from: 'second' },
  { at, event: 'names', kind: 'lying', name, address: '198.51.100.7' },
  { at, event: 'names', kind: 'back', name, after: minutes(2) },
]

test('what becomes of name servers is one sentence each, in both languages, with the name in it', () => {
  for (const language of ['en', 'ja'] as const) {
    const said = LINES.map((line) => logSentence(line, language))
    assert.equal(new Set(said).size, LINES.length)
    for (const sentence of said) assert.ok(sentence.includes(name) && !/[.。]$/.test(sentence), sentence)
  }
})

test('a failure and a lie are warnings, their end is not', () => {
  const levels = LINES.map((line) => (JSON.parse(logJson(line)) as { readonly level: string }).level)
  assert.deepEqual(levels, ['warn', 'warn', 'warn', 'warn', 'info'])
})

test('a file of addresses that was set aside is named', () => {
  const line = { at, event: 'trouble', code: 'names.set-aside', file: '/data/addresses.json.broken' } as const
  for (const language of ['en', 'ja'] as const) assert.match(logSentence(line, language), /\/data\/addresses\.json\.broken/)
})
