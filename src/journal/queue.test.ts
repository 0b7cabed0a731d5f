import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endOf, startOf, stepOf } from '../../test/instruments/journal-rows.ts'
import { exchangeValues, stepValues, type Row } from './columns.ts'
import { RowQueue } from './queue.ts'

const exchange = (number: number): Row => exchangeValues(number, startOf(String(number)))
const step = (ordinal: number): Row => stepValues(1, stepOf('1', ordinal))
const ordinals = (rows: readonly Row[]): readonly unknown[] =>
  rows.filter((row) => row.table === 'step').map((row) => row.values[1])

test('rows come out in the order in which they went in', () => {
  const queue = new RowQueue(10)
  for (const number of [1, 2, 3]) queue.append(step(number))
  assert.deepEqual(ordinals(queue.take(2)), [1, 2])
  queue.settle()
  assert.deepEqual(ordinals(queue.take(2)), [3])
})

test('a batch that was not settled is the next one again, whatever came meanwhile', () => {
  const queue = new RowQueue(10)
  queue.append(step(1))
  queue.take(5)
  queue.append(step(2))
  assert.deepEqual(ordinals(queue.take(5)), [1])
  assert.equal(queue.settledTo, 0)
  queue.settle()
  assert.equal(queue.settledTo, 1)
  assert.equal(queue.appended, 2)
})

test('a row takes the place of an earlier one while that still waits, and is a new one when it has gone', () => {
  const queue = new RowQueue(10)
  const end = exchangeValues(1, endOf('1'))
  const start = queue.append(exchange(1))
  queue.append(step(1))
  queue.append(end, start)
  assert.equal(queue.waiting, 2)
  assert.equal(queue.take(1)[0], end)
  queue.settle()
  queue.append(end, start)
  assert.deepEqual(queue.take(5), [step(1), end])
})

test('a full queue gives up its oldest steps and keeps the exchanges', () => {
  const queue = new RowQueue(16)
  queue.append(exchange(1))
  for (let number = 1; number <= 100; number++) queue.append(step(number))
  assert.ok(queue.waiting <= 16)
  assert.equal(queue.givenUp, 101 - queue.waiting)
  const kept = queue.take(16)
  assert.equal(kept[0]?.table, 'exchange')
  assert.equal(ordinals(kept).at(-1), 100)
})

test('a queue full of exchanges gives up the oldest of them, and their ends are new rows', () => {
  const queue = new RowQueue(16)
  const first = queue.append(exchange(1))
  for (let number = 2; number <= 40; number++) queue.append(exchange(number))
  assert.equal(queue.waiting + queue.givenUp, 40)
  const end = exchangeValues(1, endOf('1'))
  queue.append(end, first)
  assert.equal(queue.take(16).at(-1), end)
})
