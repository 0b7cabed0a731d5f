import { test } from 'node:test'
import assert from 'node:assert/strict'
import { nextTryIn } from './held-in-gateway.ts'

test('the soonest try of those held is the next', () => {
  const exchanges = [
    { step: 'relaying' },
    { hold: { nextTryInMillis: 900, attempt: 3 } },
    { hold: { nextTryInMillis: 400, attempt: 7 } },
  ]
  assert.deepEqual(nextTryIn({ exchanges }), { in: 400, attempt: 7 })
})

test('a gateway that holds nobody, or whose state says nothing of it, has no next try', () => {
  assert.equal(nextTryIn({ exchanges: [{ step: 'relaying' }] }), undefined)
  assert.equal(nextTryIn({}), undefined)
  assert.equal(nextTryIn(undefined), undefined)
})
