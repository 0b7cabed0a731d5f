import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ms, seconds, type Millis } from '../core/time.ts'
import type { ExchangeState } from './state.ts'
import { statusLine } from './status-line.ts'

type Hold = NonNullable<ExchangeState['hold']>

const HOLD: Hold = {
  sinceMillis: seconds(133),
  scope: 'upstream',
  code: 'envoy.no-healthy-upstream',
  place: 0,
  nextTryInMillis: ms(3400),
  attempt: 12,
  next: 'sounding',
  endsInMillis: seconds(20_000),
}

function exchange(session: string, since: Millis, hold?: Partial<Hold>): ExchangeState {
  return {
    id: session,
    client: 'claude-code',
    session,
    kind: 'messages',
    streaming: true,
    sinceMillis: since,
    step: hold === undefined ? 'relaying' : 'holding',
    attempts: 3,
    ...(hold === undefined ? {} : { hold: { ...HOLD, ...hold } }),
  }
}

const line = (exchanges: readonly ExchangeState[], session?: string): string =>
  statusLine(exchanges, session, () => 'provider 503')

test('offline: nothing is tried, and nobody else is to blame', () => {
  const hold: Partial<Hold> = { next: 'network', code: 'path.offline' }
  assert.equal(line([exchange('a', seconds(133), hold)]), 'offline - holding 2m13s')
})

test('a hold says how long, when it is tried next, and why', () => {
  assert.equal(line([exchange('a', seconds(133), {})]), 'holding 2m13s - retry in 4s (attempt 12) - provider 503')
})

test('the last moment before a try is a second, never none', () => {
  for (const left of [0, 1, 400, 1000]) {
    assert.match(line([exchange('a', seconds(9), { nextTryInMillis: ms(left) })]), /retry in 1s/)
  }
})

test('with nobody waiting it is ok, whatever else is going on', () => {
  assert.equal(line([]), 'ok')
  assert.equal(line([exchange('a', seconds(9))]), 'ok')
})

test('a session sees its own hold, and the longest where it has none', () => {
  const exchanges = [exchange('a', seconds(9), {}), exchange('b', seconds(60), {})]
  assert.match(line(exchanges, 'a'), /^holding 9s/)
  assert.match(line(exchanges, 'c'), /^holding 1m00s/)
  assert.match(line(exchanges), /^holding 1m00s/)
})

test('while a try is out, and in the line after recovery, it says so', () => {
  const { nextTryInMillis: _, ...trying } = HOLD
  const out: ExchangeState = { ...exchange('a', seconds(9)), hold: { ...trying, next: 'canary' } }
  assert.equal(line([out]), 'holding 9s - trying now (attempt 11) - provider 503')
  assert.match(line([exchange('a', seconds(9), { next: 'turn', place: 4 })]), /back, 5 in line/)
})
