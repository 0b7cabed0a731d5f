import { test } from 'node:test'
import assert from 'node:assert/strict'
import { seconds } from '../core/time.ts'
import { NO_TRIES, type Outcome } from './client-reaction.ts'
import { sdkReaction, type SdkSituation } from './sdk-reaction.ts'

const after = (saw: Outcome, more: Partial<SdkSituation> = {}): ReturnType<typeof sdkReaction> =>
  sdkReaction({ saw, tries: NO_TRIES, roll: 0, opened: false, ...more })

const waits = (saw: Outcome, retries: number, roll = 0): number | string => {
  const reaction = after(saw, { tries: { ...NO_TRIES, retries }, roll })
  return reaction.do === 'send-again' ? reaction.after : reaction.do === 'give-up' ? reaction.because : 'done'
}

test('the SDK retries twice, after half a second and one, less up to a quarter', () => {
  const overloaded: Outcome = { kind: 'status', status: 529 }
  assert.deepEqual([waits(overloaded, 0), waits(overloaded, 1), waits(overloaded, 2)], [500, 1000, 'retries-used-up'])
  assert.equal(waits(overloaded, 0, 1), 375)
})

test('the SDK obeys retry-after without a bound, and x-should-retry both ways', () => {
  assert.equal(waits({ kind: 'status', status: 429, retryAfter: seconds(3600) }, 0), 3_600_000)
  assert.equal(waits({ kind: 'status', status: 503, shouldRetry: false }, 0), 'final-error')
  assert.equal(waits({ kind: 'status', status: 400, shouldRetry: true }, 0), 500)
  assert.equal(waits({ kind: 'status', status: 400 }, 0), 'final-error')
})

test('behind the headers the SDK retries nothing', () => {
  const dropped: Outcome = { kind: 'dropped', got: { kind: 'nothing', begun: false } }
  assert.equal(after(dropped).do, 'send-again')
  assert.deepEqual(after(dropped, { opened: true }), { do: 'give-up', because: 'connection-lost' })
  const got = { kind: 'nothing', begun: true } as const
  assert.deepEqual(after({ kind: 'error-event', got }, { opened: true }), { do: 'give-up', because: 'server-error-in-answer' })
})
