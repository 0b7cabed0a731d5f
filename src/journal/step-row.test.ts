import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Signal } from '../core/signal.ts'
import { ms, seconds, unixMillis } from '../core/time.ts'
import { stepRow } from './step-row.ts'
import { ownId } from './words.ts'

const at = { exchange: ownId('1'), ordinal: 1, at: unixMillis(0) }

test('a step keeps what was done and why, what was seen, and what was made of it', () => {
  const row = stepRow({
    ...at,
    did: { do: 'attempt', after: ms(0), connection: 'pooled', because: { why: 'first-try' } },
    saw: { kind: 'refused', status: 503, from: 'edge', code: 'envoy.no-healthy-upstream', requestId: 'req_1' },
    judged: { kind: 'down', code: 'envoy.no-healthy-upstream', scope: 'upstream', from: 'edge', sent: 'nothing' },
    wait: seconds(2),
  })
  assert.deepEqual(row, {
    ...at,
    did: { kind: 'attempt', because: 'first-try' },
    saw: { kind: 'refused', code: 'envoy.no-healthy-upstream', status: 503, requestId: 'req_1' },
    judged: 'down',
    wait: 2000,
  })
})

test('every kind of signal has its row, and a request id that is none is left out', () => {
  const refusal = { status: 200, from: 'api', code: 'api.overloaded', requestId: 'not an id' } as const
  const expected: readonly (readonly [Signal, object])[] = [
    [{ kind: 'opened' }, { kind: 'opened' }],
    [
      { kind: 'failed', phase: 'dns', code: 'path.reset', sent: 'nothing', stale: false },
      { kind: 'failed', phase: 'dns', code: 'path.reset' },
    ],
    [
      { kind: 'silent', phase: 'headers', waited: seconds(30) },
      { kind: 'silent', phase: 'headers' },
    ],
    [
      { kind: 'torn', by: 'cut', progress: 'content' },
      { kind: 'torn', code: 'cut', progress: 'content' },
    ],
    [
      { kind: 'error-event', progress: 'nothing', refusal },
      { kind: 'error-event', code: 'api.overloaded', progress: 'nothing', status: 200, requestId: undefined },
    ],
    [
      { kind: 'woke', why: 'canary' },
      { kind: 'woke', code: 'canary' },
    ],
    [{ kind: 'client-left' }, { kind: 'client-left' }],
  ]
  for (const [saw, seen] of expected) {
    const { saw: row } = stepRow({ ...at, did: { do: 'finish' }, saw, judged: { kind: 'done' } })
    assert.deepEqual(row, seen)
  }
})
