import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultPolicy, POLICY_FIELDS, type PolicyKey } from './policy.ts'
import { seconds } from './time.ts'

const KEYS = Object.keys(POLICY_FIELDS) as readonly PolicyKey[]

test('every number is positive and says what it is for', () => {
  for (const key of KEYS) {
    assert.ok(Number.isFinite(defaultPolicy[key]) && defaultPolicy[key] > 0, key)
    assert.match(POLICY_FIELDS[key].about, /^[A-Z].*\.$/, key)
  }
})

test('a field that refers to another names one that exists', () => {
  for (const key of KEYS) {
    const other = /\bsee (\w+)\./i.exec(POLICY_FIELDS[key].about)?.[1]
    if (other !== undefined) assert.ok(KEYS.includes(other as PolicyKey), `${key} refers to ${other}`)
  }
})

/** What must hold between the numbers, or a client leaves: measured, see docs/facts.md section 0. */
const CLIENT_LEAVES_WITHOUT_HEADERS = 360_000
const CLIENT_LEAVES_WITH_PINGS_ALONE = 600_000
const CLIENT_LEAVES_IN_SILENCE = 300_000
const CLIENT_WORRIES = 20_000
const ADVICE_THAT_ENDS_A_TURN = 61_000

test('each limit acts before that of the client', () => {
  const policy = defaultPolicy
  assert.ok(policy.uncommittedWhileTrying < CLIENT_LEAVES_WITHOUT_HEADERS)
  assert.ok(policy.headersAtMost < CLIENT_LEAVES_WITHOUT_HEADERS)
  assert.ok(policy.ownStartAfter + policy.pingEvery < CLIENT_LEAVES_WITH_PINGS_ALONE)
  assert.ok(policy.ownDeltaEvery < CLIENT_LEAVES_IN_SILENCE)
  // While an answer is passed on its client gets pings after 15 s of silence: it is not in silence, and leaves twice as late.
  assert.ok(policy.idleWithoutPings + 2 * policy.pingEvery < CLIENT_LEAVES_WITH_PINGS_ALONE)
  assert.ok(policy.idleWithoutPings >= seconds(300), 'an upstream without pings may be silent for 300 s')
  assert.ok(policy.pingEvery < CLIENT_WORRIES)
  assert.ok(policy.adviceAtMost < ADVICE_THAT_ENDS_A_TURN)
})

test('lower bounds lie below their upper ones', () => {
  const policy = defaultPolicy
  assert.ok(policy.firstRetryLeast < policy.firstRetryMost)
  assert.ok(policy.headersWithin < policy.headersAtMost)
  assert.ok(policy.soundEvery < policy.soundAtMost)
  assert.ok(policy.soundEvery < policy.overloadTryAtMost)
  assert.ok(policy.soundWithin < policy.canarySilence)
  assert.ok(policy.patienceInCi < policy.patience)
  assert.ok(policy.jitter < 1)
  // A client with a fallback of its own must still be able to get a status when that time is over.
  assert.ok(policy.fallbackAbsorb < policy.uncommittedWhileHeld)
})

test('two quick retries fit into their time', () => {
  const { firstRetryMost, secondRetry, jitter, quickRetryWithin } = defaultPolicy
  assert.ok(firstRetryMost + secondRetry * (1 + jitter) < quickRetryWithin)
})
