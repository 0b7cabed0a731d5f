import assert from 'node:assert/strict'
import { cpuUsage } from 'node:process'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { ANSWERS, API, apiBody, cloudflareJson, googlePage } from '../../test/instruments/answers.ts'
import { REFUSALS, type RefusalCode } from './catalogue.ts'
import { recognise, recogniseErrorEvent } from './recognise.ts'
import { LONGEST_RETRY_AFTER, type HeaderValues } from './retry-after.ts'
import type { Refusal } from './signal.ts'
import { seconds, unixMillis } from './time.ts'

const WALL = unixMillis(1_795_348_800_000)
const read = (status: number, headers: HeaderValues, body: string): Refusal => recognise({ status, headers, body, wall: WALL })

for (const [code, status, headers, body] of ANSWERS) {
  test(`${status} ${body.replaceAll(/\s+/g, ' ').slice(0, 90)} is ${code}`, () => {
    const refusal = read(status, headers, body)
    assert.deepEqual([refusal.code, refusal.from], [code, REFUSALS[code].from])
  })
}

test('every code of the table is given by some answer', () => {
  const given = new Set(ANSWERS.map(([code]) => code))
  // Kinds that differ from a neighbour by the status alone.
  const byNeighbour = [
    'nginx.internal',
    'nginx.rate-limited',
    'alb.internal',
    'google.timeout',
    'google.internal',
    'cloudflare.other',
  ]
  assert.deepEqual(
    Object.keys(REFUSALS)
      .filter((code) => !given.has(code as RefusalCode))
      .toSorted(),
    byNeighbour.toSorted(),
  )
})

test('the status is the one that was sent, or the one that a 200 ought to have had', () => {
  assert.equal(read(503, {}, 'no healthy upstream').status, 503)
  assert.equal(read(200, {}, apiBody('overloaded_error')).status, 529)
  assert.equal(read(200, {}, '').status, 200)
})

test('the advice of a header goes before that of a body', () => {
  assert.equal(read(529, { 'retry-after': '7' }, apiBody('overloaded_error')).retryAfter, seconds(7))
  assert.equal(read(429, {}, cloudflareJson(1015, { retry_after: 30 })).retryAfter, seconds(30))
  assert.equal(read(429, { 'retry-after': '3' }, cloudflareJson(1015, { retry_after: 30 })).retryAfter, seconds(3))
  assert.equal(read(502, {}, googlePage('502 Server Error')).retryAfter, seconds(30))
  assert.equal(read(503, { 'retry-after': 'nonsense' }, 'no healthy upstream').retryAfter, undefined)
})

test('x-should-retry and the request id are passed on', () => {
  const refusal = read(429, { ...API, 'x-should-retry': 'false' }, apiBody('rate_limit_error'))
  assert.deepEqual([refusal.shouldRetry, refusal.requestId], [false, 'req_011'])
  assert.equal(read(429, {}, apiBody('rate_limit_error')).requestId, 'req_011')
  assert.equal(read(500, { 'request-id': 'a\nb' }, apiBody('api_error', 'no')).requestId, 'req_011')
  assert.equal(read(503, {}, 'no healthy upstream').requestId, undefined)
})

const EVENTS: readonly (readonly [string, RefusalCode, number])[] = [
  ['{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', 'api.overloaded', 529],
  ['{"type":"error","error":{"type":"api_error","message":"Internal server error"}}', 'api.internal', 500],
  ['{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}', 'api.rate-limit', 429],
  ['{"type":"error","error":{"type":"authentication_error","message":"expired"}}', 'api.authentication', 401],
  ['{"type":"error","error":{"type":"an_error_of_tomorrow","message":"?"}}', 'api.internal', 500],
  ['{"error":{"code":502,"message":"Provider returned error"}}', 'api.internal', 502],
  ['{"type":"error"', 'api.internal', 500],
  ['', 'api.internal', 500],
]

for (const [data, code, status] of EVENTS) {
  test(`an error event with ${data || 'nothing'} is ${code}`, () => {
    const refusal = recogniseErrorEvent(data)
    assert.deepEqual([refusal.code, refusal.status, refusal.from], [code, status, 'api'])
  })
}

test('nothing that anybody can send makes it throw or invent', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom(...ANSWERS.map(([, , , body]) => body)),
    fc.constantFrom(...ANSWERS.map(([, , , body]) => body.slice(0, body.length / 2))),
  )
  const header = fc.constantFrom(
    'server',
    'content-type',
    'retry-after',
    'retry-after-ms',
    'x-should-retry',
    'request-id',
    'cf-ray',
    'x-amzn-errortype',
    '__proto__',
  )
  const value = fc.oneof(fc.string(), fc.constant('cloudflare'), fc.constant('text/html'))
  const status = fc.oneof(fc.integer({ min: 100, max: 599 }), fc.double())
  fc.assert(
    fc.property(status, fc.dictionary(header, value), piece, piece, (code, headers, body, more) => {
      const refusal = read(code, headers, body + more)
      assert.ok(Object.hasOwn(REFUSALS, refusal.code))
      assert.ok(refusal.retryAfter === undefined || (refusal.retryAfter >= 0 && refusal.retryAfter <= LONGEST_RETRY_AFTER))
      assert.ok(Object.hasOwn(REFUSALS, recogniseErrorEvent(body).code))
    }),
    { numRuns: 500 },
  )
})

test('64 KiB of hostile text are read in well under a second', () => {
  for (const piece of [
    '<html>error ',
    'data:{"error"',
    '{"error":',
    '<title>',
    '<p>generated ',
    '<center>',
    'error <i>',
    '<!--',
  ]) {
    const body = piece.repeat(Math.ceil(65_536 / piece.length))
    const before = cpuUsage().user
    read(503, { server: 'cloudflare', 'content-type': 'text/html' }, body)
    assert.ok(cpuUsage().user - before < 1_000_000, piece)
  }
})

test("Cloudflare's name of a request is kept where it has its form, and is all that an answer of the edge has", () => {
  const answer = (ray: string): string | undefined =>
    recognise({ status: 503, headers: { server: 'envoy', 'cf-ray': ray }, body: 'no healthy upstream', wall: unixMillis(0) }).ray
  assert.equal(answer('8a1b2c3d4e5f6789-NRT'), '8a1b2c3d4e5f6789-NRT')
  for (const other of ['', 'sk-ant-api03-secret', '8a1b2c3d4e5f6789-nrt', '8a1b2c3d4e5f6789-NRT; x'])
    assert.equal(answer(other), undefined)
})
