import assert from 'node:assert/strict'
import { test } from 'node:test'
import { questionIn } from './question.ts'
import { kinOf } from './kin.ts'
import { sendersOf, sideOf } from './senders.ts'

test('a number is a status, however it is written', () => {
  for (const text of ['503', 'HTTP 503', 'http/1.1 503', 'status 503?', 'error: 503', ' 503\n'])
    assert.deepEqual(questionIn(text), { about: 'status', number: 503 }, text)
  assert.deepEqual(questionIn('1015'), { about: 'status', number: 1015 })
  for (const text of ['99', '600', '2026', '503 no healthy upstream']) assert.equal(questionIn(text).about, 'text', text)
})

test('codes are known, misspelt ones have a neighbour, and names of hosts are text', () => {
  assert.deepEqual(questionIn('api.overloaded'), { about: 'code', code: 'api.overloaded' })
  assert.deepEqual(questionIn('api.overlaoded'), { about: 'no-code', got: 'api.overlaoded', near: 'api.overloaded' })
  assert.equal(questionIn('example.com').about, 'text')
})

test('the question how to prevent it is understood in both languages', () => {
  for (const text of ['prevention', 'Prevent', '予防']) assert.deepEqual(questionIn(text), { about: 'prevention' })
})

test('a 503 can be either side, a 529 is the provider, a 407 is not', () => {
  assert.equal(sideOf(sendersOf(503)), 'either')
  assert.equal(sideOf(sendersOf(529)), 'provider')
  assert.equal(sideOf(sendersOf(407)), 'yours')
  assert.equal(sideOf(sendersOf(522)), 'provider')
  assert.equal(sideOf(sendersOf(102)), 'unknown')
  assert.deepEqual(sendersOf(1015), ['cloudflare.rate-limited'])
  assert.deepEqual(sendersOf(1234), [])
})

test('the kin of an unknown text come by spelling first, then by words; prose has none', () => {
  assert.deepEqual(kinOf('ECONREFUSED')[0], { code: 'path.refused', because: 'spelling' })
  assert.deepEqual(kinOf('the server took the request and said nothing')[0], { code: 'path.silent-headers', because: 'words' })
  assert.deepEqual(kinOf('証明書の発行元が不明です')[0]?.because, 'words')
  for (const text of ['I like pizza and beer on sunny days', 'npm ERR! missing script: build', ''])
    assert.deepEqual(kinOf(text), [])
})
