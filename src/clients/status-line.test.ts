import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstAnswer, layOut, sessionIn } from './status-line.ts'

const FINE = 'holdfast ok'

const layouts: readonly (readonly [theirs: string, ours: string, laidOut: string])[] = [
  ['', FINE, 'holdfast ok\n'],
  ['mine\n', FINE, 'mine  holdfast ok\n'],
  ['two\nlines\n\n', FINE, 'two\nlines  holdfast ok\n'],
  ['mine', 'holding 2m13s', 'mine\nholding 2m13s\n'],
  [' \n', 'holding 2m13s', 'holding 2m13s\n'],
]
for (const [theirs, ours, laidOut] of layouts) {
  test(`${JSON.stringify(theirs)} and ${ours} make ${JSON.stringify(laidOut)}`, () => {
    assert.equal(layOut(theirs, ours, FINE), laidOut)
  })
}

test('the session is read from the client, and anything else is none', () => {
  assert.equal(sessionIn('{"session_id":"abc","model":{}}'), 'abc')
  for (const input of ['', 'null', '{}', '{"session_id":1}', 'no json', '"text"']) assert.equal(sessionIn(input), '')
})

const SIZED = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n'

for (const [name, answer] of [
  ['sized', SIZED],
  ['chunked', CHUNKED],
] as const) {
  test(`a ${name} answer is taken once it is whole, at whatever byte it is cut`, () => {
    for (let cut = 0; cut < answer.length; cut++) assert.equal(firstAnswer(answer.slice(0, cut)), undefined)
    assert.deepEqual(firstAnswer(`${answer}HTTP`), { body: 'hello', rest: 'HTTP' })
  })
}

test('an answer that is no plain success is none', () => {
  assert.throws(() => firstAnswer('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n'))
  assert.throws(() => firstAnswer('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello'))
  assert.throws(() => firstAnswer('SSH-2.0-OpenSSH\r\n\r\n'))
})
