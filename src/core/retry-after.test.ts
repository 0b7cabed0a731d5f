import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { LONGEST_RETRY_AFTER, readRetryAfter, readShouldRetry, retryAfterOfSeconds, type HeaderValues } from './retry-after.ts'
import { ms, unixMillis } from './time.ts'

// What core must not use is what it is measured by.
const { Date: Yardstick } = globalThis

/** 2026-11-22T12:00:00Z */
const NOW = unixMillis(1_795_348_800_000)
const read = (headers: HeaderValues): number | undefined => readRetryAfter(headers, NOW)

const UNDERSTOOD: readonly (readonly [HeaderValues, number])[] = [
  [{ 'retry-after': '5' }, 5000],
  [{ 'retry-after': ' 5 ' }, 5000],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '1.5' }, 1500],
  [{ 'retry-after': '600' }, 600_000],
  [{ 'retry-after-ms': '250' }, 250],
  [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
  [{ 'retry-after-ms': 'soon', 'retry-after': '9' }, 9000],
  [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Sunday, 22-Nov-26 12:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Sun Nov 22 12:00:30 2026' }, 30_000],
  [{ 'retry-after': '2026-11-22T12:00:30Z' }, 30_000],
  [{ 'retry-after': '99999999999' }, LONGEST_RETRY_AFTER],
  [{ 'retry-after': 'Sun, 22 Nov 2099 12:00:30 GMT' }, LONGEST_RETRY_AFTER],
]

for (const [headers, wanted] of UNDERSTOOD) {
  test(`${JSON.stringify(headers)} is ${wanted} ms`, () => assert.equal(read(headers), wanted))
}

const NONSENSE: readonly string[] = [
  '',
  '-5',
  '+5',
  'NaN',
  'Infinity',
  '1e3',
  '1e999',
  '5s',
  '5, 5',
  '0x10',
  'soon',
  'Sun, 22 Nov 2026 11:59:59 GMT',
  'Sun, 22 Nov 2026 12:00:00 GMT',
  'Sun, 31 Feb 2027 12:00:00 GMT',
  'Sun, 00 Jan 2027 12:00:00 GMT',
  'Sun, 22 Foo 2027 12:00:00 GMT',
  'Sun, 22 Nov 2027 24:00:00 GMT',
  'Sun, 22 Nov 2027 12:00:00 CET',
  '2027-13-01T00:00:00Z',
]

for (const value of NONSENSE)
  test(`retry-after "${value}" is ignored`, () => assert.equal(read({ 'retry-after': value }), undefined))

test('without the headers there is no advice', () => assert.equal(read({}), undefined))

test('whatever the headers say, the wait is between 0 and 30 days', () => {
  const value = fc.option(
    fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.integer().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    ),
    {
      nil: undefined,
    },
  )
  fc.assert(
    fc.property(value, value, fc.double(), (afterMs, after, wall) => {
      const advice = readRetryAfter({ 'retry-after-ms': afterMs, 'retry-after': after }, unixMillis(wall))
      assert.ok(advice === undefined || (advice >= 0 && advice <= LONGEST_RETRY_AFTER), String(advice))
    }),
  )
})

test('a future date says exactly how far away it is', () => {
  const days = LONGEST_RETRY_AFTER / 1000
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: days }),
      fc.date({ min: new Yardstick(0), max: new Yardstick(3e12), noInvalidDate: true }),
      (away, date) => {
        const wall = Math.floor(date.getTime() / 1000) * 1000
        const future = new Yardstick(wall + away * 1000)
        assert.equal(readRetryAfter({ 'retry-after': future.toUTCString() }, unixMillis(wall)), away * 1000)
        assert.equal(readRetryAfter({ 'retry-after': future.toISOString() }, unixMillis(wall)), away * 1000)
      },
    ),
  )
})

test('a number in a body is seconds, whatever else is nothing', () => {
  assert.equal(retryAfterOfSeconds(120), ms(120_000))
  assert.equal(retryAfterOfSeconds('30'), ms(30_000))
  for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY, null, {}, true])
    assert.equal(retryAfterOfSeconds(value), undefined)
})

test('x-should-retry counts when it says true or false', () => {
  assert.equal(readShouldRetry({ 'x-should-retry': 'true' }), true)
  assert.equal(readShouldRetry({ 'x-should-retry': ' False ' }), false)
  assert.equal(readShouldRetry({ 'x-should-retry': 'maybe' }), undefined)
  assert.equal(readShouldRetry({}), undefined)
})
