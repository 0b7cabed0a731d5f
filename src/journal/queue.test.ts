import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startOf, stepOf } from '../../test/instruments/journal-rows.ts'
import { RowQueue } from './queue.ts'
import type { Row } from './rows.ts'

const exchange = (number: number): Row => ({ kind: 'exchange', row: startOf(String(number)) })
const step = (number: number): Row => ({ kind: 'step', row: stepOf('1', number) })
const ordinals = (rows: readonly Row[]): readonly number[] =>
  rows.flatMap((row) => (row.kind === 'step' ? [row.row.ordinal] : []))

test('rows come out in the order in which they went in', () => {
  const queue = new RowQueue(10)
  for (const number of [1, 2, 3]) assert.equal(queue.append(step(number)), 0)
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

test('a full queue gives up its oldest steps and keeps the exchanges', () => {
  const queue = new RowQueue(16)
  queue.append(exchange(1))
  let dropped = 0
  for (let number = 1; number <= 100; number++) dropped += queue.append(step(number))
  assert.ok(queue.waiting <= 16)
  assert.equal(dropped, 101 - queue.waiting)
  const kept = queue.take(16)
  assert.equal(kept[0]?.kind, 'exchange')
  assert.equal(ordinals(kept).at(-1), 100)
})

test('a queue full of exchanges gives up the oldest of them', () => {
  const queue = new RowQueue(16)
  let dropped = 0
  for (let number = 1; number <= 40; number++) dropped += queue.append(exchange(number))
  assert.equal(queue.waiting + dropped, 40)
  const last = queue.take(16).at(-1)
  assert.equal(last?.kind === 'exchange' && last.row.id, '40')
})
