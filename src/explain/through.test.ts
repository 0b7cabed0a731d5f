import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adviceFor, throughOf } from './through.ts'

test('a gateway that runs or is installed here is taken for the way of the client', () => {
  const text = 'API Error: 529 Overloaded'
  assert.equal(throughOf({ text, here: 'running' }), 'yes')
  assert.equal(throughOf({ text, here: 'installed' }), 'yes')
  assert.equal(throughOf({ text, here: 'none' }), 'no')
  assert.equal(throughOf({ text, here: 'unreadable' }), 'unknown')
})

test('a text with marks of ours came through a gateway, wherever it is', () => {
  for (const text of [
    'API Error: 503 {"error":{"message":"Holdfast: No answer could be had."}}',
    'HTTP/1.1 503 x\nx-holdfast-code: gateway.patience-spent',
    '$ holdfast run claude\nAPI Error: 529',
  ])
    assert.equal(throughOf({ text, here: 'none' }), 'yes', text)
})

test('what only speaks of the program, and hosts with like names, are no marks', () => {
  for (const text of ['Holdfast could have held this: holdfast run claude', '502 from gateway.my-company.example'])
    assert.equal(throughOf({ text, here: 'none' }), 'no', text)
})

test('what a gateway does is told to those alone who have one', () => {
  const advice = { action: 'It goes on by itself.', alone: 'Try again.' }
  assert.equal(adviceFor(advice, 'yes'), 'It goes on by itself.')
  assert.equal(adviceFor(advice, 'no'), 'Try again.')
  assert.equal(adviceFor(advice, 'unknown'), 'Try again.')
  assert.equal(adviceFor({ action: 'Log in again.' }, 'no'), 'Log in again.')
})
