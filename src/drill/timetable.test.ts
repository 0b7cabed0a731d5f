import { test } from 'node:test'
import assert from 'node:assert/strict'
import { ms, seconds } from '../core/time.ts'
import type { Fault } from './fault.ts'
import { activeAt, nextChange, troublesOf, type Timetable } from './timetable.ts'

const RESET: Fault = { kind: 'reset' }
const FLAPPING: Fault = { kind: 'refused', flap: { period: seconds(4), down: seconds(1) } }

test('a fault holds from its beginning to before its end', () => {
  const timetable: Timetable = { name: 'x', faults: [{ from: seconds(1), to: seconds(2), fault: RESET }] }
  const at = (millis: number): number => activeAt(timetable, ms(millis)).length
  assert.deepEqual([at(999), at(1_000), at(1_999), at(2_000)], [0, 1, 1, 0])
})

test('a flapping fault is down at the beginning of each of its periods', () => {
  const timetable: Timetable = { name: 'x', faults: [{ from: seconds(10), to: seconds(20), fault: FLAPPING }] }
  const down = Array.from({ length: 22 }, (_, second) => activeAt(timetable, seconds(second)).length)
  assert.deepEqual(
    down.flatMap((count, second) => (count > 0 ? [second] : [])),
    [10, 14, 18],
  )
})

test('between two changes nothing changes', () => {
  const timetable: Timetable = {
    name: 'x',
    faults: [
      { from: seconds(2), to: seconds(5), fault: RESET },
      { from: seconds(10), to: seconds(20), fault: FLAPPING },
    ],
  }
  const changes: number[] = []
  for (let at = nextChange(timetable, ms(0)); at !== undefined; at = nextChange(timetable, at)) changes.push(at / 1000)
  assert.deepEqual(changes, [2, 5, 10, 11, 14, 15, 18, 19, 20])
})

test('faults that touch or overlap are one trouble', () => {
  const faults = [
    { from: seconds(9), to: seconds(12), fault: RESET },
    { from: seconds(1), to: seconds(3), fault: RESET },
    { from: seconds(3), to: seconds(4), fault: FLAPPING },
    { from: seconds(20), fault: RESET },
  ]
  const stretches = troublesOf({ name: 'x', faults }).map(({ from, to, faults: of }) => [from / 1000, to / 1000, of.length])
  assert.deepEqual(stretches, [
    [1, 4, 2],
    [9, 12, 1],
    [20, Infinity, 1],
  ])
})
