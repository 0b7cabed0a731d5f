import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ms, seconds, unixMillis } from '../../core/time.ts'
import type { LogLine } from '../../gateway/log-line.ts'
import { logJson, logPrinter, logSentence } from './log-printer.ts'

const AT = unixMillis(Date.UTC(2026, 10, 22, 12, 0, 0))
const REFUSED = { kind: 'refused', status: 503, from: 'edge', code: 'envoy.no-healthy-upstream' } as const
const STEP = {
  at: AT,
  event: 'step',
  exchange: '0123456789abcdef',
  did: { do: 'attempt', after: ms(0), connection: 'pooled', because: { why: 'first-try' } },
  saw: REFUSED,
  judged: { kind: 'down', code: REFUSED.code, scope: 'upstream', from: 'edge', sent: 'nothing' },
  next: { do: 'attempt', after: ms(300), connection: 'pooled', because: { why: 'retry' } },
  took: ms(0),
} as const satisfies LogLine
const NEXT_TRY = {
  at: AT,
  event: 'next-try',
  scope: 'upstream',
  lane: 'api.anthropic.com',
  inMillis: ms(3200),
  attempt: 12,
  waiting: 2,
  code: REFUSED.code,
} as const satisfies LogLine

test('a step says what was seen and what comes next, in the language of the person', () => {
  assert.equal(
    logSentence(STEP, 'en'),
    '[01234567] 503: The provider has no server that can take the request - trying again in 0.3 s (a single failure is no outage)',
  )
  assert.match(logSentence(STEP, 'ja'), /^\[01234567\] 503: プロバイダー.+ - 0\.3 秒後に再試行します/)
})

test('the line that scripts read is the same in every language', () => {
  for (const language of ['en', 'ja'] as const) assert.match(logSentence(NEXT_TRY, language), /^Retrying in 4 s \(attempt 12\) /)
})

test('what standard output says already is not said again', () => {
  for (const log of ['json', 'for-people'] as const) {
    const print = logPrinter({ log, language: 'en', stamp: 'time', write: () => assert.fail('said twice') })
    print({ at: AT, event: 'listening', url: 'http://x', upstream: 'http://y' })
  }
})

test('an end tells how much was absorbed only when something was', () => {
  const ended = { at: AT, event: 'ended', exchange: 'e', outcome: 'completed', status: 200, took: seconds(250) } as const
  assert.equal(logSentence({ ...ended, absorbed: 0, held: ms(0) }, 'en'), '[e] completed after 4 min 10 s')
  assert.equal(
    logSentence({ ...ended, absorbed: 3, held: seconds(240) }, 'en'),
    '[e] completed after 4 min 10 s; 3 failures absorbed, 4 min held',
  )
})

test('for programs every line is one object with level and time', () => {
  assert.deepEqual(JSON.parse(logJson(NEXT_TRY)), { ...NEXT_TRY, at: '2026-11-22T12:00:00.000Z', level: 'info' })
  assert.equal((JSON.parse(logJson(STEP)) as { level: string }).level, 'warn')
})

test('a log in a file has the date, one on a terminal has not', () => {
  const printed = (stamp: 'time' | 'date-and-time'): string => {
    const lines: string[] = []
    logPrinter({ log: 'for-people', language: 'en', stamp, write: (line) => lines.push(line) })({ at: AT, event: 'stopped' })
    return lines.join('\n')
  }
  assert.match(printed('time'), /^\d\d:\d\d:\d\d stopped$/)
  assert.match(printed('date-and-time'), /^2026-11-2\d \d\d:\d\d:\d\d stopped$/)
})
