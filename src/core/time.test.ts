import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { between, compactDuration, hours, instant, later, minutes, ms, parseDuration, seconds, whole } from './time.ts'

const UNDERSTOOD: readonly (readonly [string, number])[] = [
  ['0', 0],
  ['0s', 0],
  ['250ms', 250],
  ['90s', 90_000],
  ['5m', 300_000],
  ['5min', 300_000],
  ['6h', 21_600_000],
  ['1h30m', 5_400_000],
  ['1h 30m', 5_400_000],
  ['1.5h', 5_400_000],
  ['2m13s', 133_000],
  ['1m500ms', 60_500],
  ['1d', 86_400_000],
  [' 10S ', 10_000],
  ['1H', 3_600_000],
]
for (const [text, wanted] of UNDERSTOOD) {
  test(`"${text}" is ${wanted} ms`, () => assert.equal(parseDuration(text), wanted))
}

const NONSENSE: readonly string[] = [
  '',
  ' ',
  '6',
  '00',
  '1h30',
  'h',
  '-5s',
  '+5s',
  '.5h',
  '1.h',
  '1.2.3s',
  '1,5h',
  '5 parsecs',
  '5sec',
  'never',
  'Infinitys',
  '1e3s',
  's5',
  `${'9'.repeat(400)}h`,
]
for (const text of NONSENSE) {
  test(`"${text.slice(0, 20)}" is no length of time`, () => assert.equal(parseDuration(text), undefined))
}

test('whatever is written, the answer is a finite length or none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d.]{0,6}(ms|min|s|m|h|d)?[\d.]{0,3}(ms|s|h)?$/)), (text) => {
      const parsed = parseDuration(text)
      assert.ok(parsed === undefined || (Number.isFinite(parsed) && parsed >= 0))
    }),
  )
})

const COMPACT: readonly (readonly [number, string])[] = [
  [0, '0s'],
  [-5, '0s'],
  [499, '0s'],
  [500, '1s'],
  [59_000, '59s'],
  [59_499, '59s'],
  [59_500, '1m00s'],
  [133_000, '2m13s'],
  [3_599_499, '59m59s'],
  [3_599_500, '1h00m'],
  [3_720_000, '1h02m'],
  [21_600_000, '6h00m'],
  [100 * 3_600_000, '100h00m'],
]
for (const [length, wanted] of COMPACT) {
  test(`${length} ms is written ${wanted}`, () => assert.equal(compactDuration(ms(length)), wanted))
}

test('what is written to the second is read as the same second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3599 }), (count) => {
      assert.equal(parseDuration(compactDuration(seconds(count))), seconds(count))
    }),
  )
})

test('units agree with each other', () => {
  assert.equal(seconds(60), minutes(1))
  assert.equal(minutes(60), hours(1))
  assert.equal(whole(ms(1.5)), 2)
})

test('between and later undo each other', () => {
  assert.equal(between(instant(1000), instant(1500)), 500)
  assert.equal(between(instant(1500), instant(1000)), -500)
  assert.equal(later(instant(1000), ms(500)), 1500)
})
