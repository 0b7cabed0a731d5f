import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EDGE, LaneBench, OVERLOAD } from '../../test/instruments/lane.ts'
import type { Failure } from '../core/breaker.ts'
import { seconds } from '../core/time.ts'

const THROTTLE: Failure = { code: 'api.rate-limit', scope: 'credential', byEdge: 'no', retryAfter: seconds(60) }
const gaps = (times: readonly number[]): readonly number[] => times.slice(1).map((time, index) => time - (times[index] ?? 0))

test('soundings: one goes out however many wait, and the next only after its answer', async () => {
  const bench = new LaneBench()
  const { promise, resolve } = Promise.withResolvers<'well' | 'unwell'>()
  bench.hears = promise
  bench.breakDown()
  for (let count = 0; count < 200; count++) bench.wait(`w${count}`, count)
  await bench.pass(60_000)
  bench.wait('late', 1000)
  bench.leave('w0')
  await bench.pass(60_000)
  assert.equal(bench.soundings.length, 1)
  resolve('unwell')
  bench.hears = 'unwell'
  await bench.pass(3000)
  assert.equal(bench.soundings.length, 2)
})

test('soundings: come after 2 s and grow to 15 s while the edge is not well', async () => {
  const bench = new LaneBench()
  const began = bench.clock.now()
  bench.wait('a', 1)
  await bench.pass(62_000)
  assert.deepEqual(gaps([began, ...bench.soundings]), [2000, 3000, 4500, 6750, 10_125, 15_000, 15_000])
  assert.deepEqual(bench.starts, [])
})

test('soundings: there is none while nobody waits, and no timer', async () => {
  const bench = new LaneBench()
  bench.breakDown()
  assert.equal(bench.state, 'unfit')
  assert.equal(bench.clock.pending, 0)
  await bench.pass(600_000)
  assert.deepEqual(bench.soundings, [])
  bench.wait('a', 1)
  await bench.pass(0)
  assert.equal(bench.soundings.length, 1)
  bench.leave('a')
  await bench.pass(600_000)
  assert.equal(bench.soundings.length, 1)
  assert.equal(bench.clock.pending, 0)
})

test('soundings: there is none for a family: the canary alone goes out', async () => {
  const bench = new LaneBench('family')
  bench.wait('a', 1)
  await bench.pass(2000)
  assert.deepEqual(bench.ids, ['a'])
  assert.deepEqual(bench.soundings, [])
})

test('soundings: are not believed any more when one was good and the edge failed the canary', async () => {
  const bench = new LaneBench()
  bench.hears = 'well'
  bench.serves = ({ id }) => {
    bench.lane.failed(id, EDGE)
    bench.wait(id, 1)
  }
  bench.wait('a', 1)
  await bench.pass(60_000)
  assert.equal(bench.soundings.length, 1)
  assert.ok(bench.starts.length > 5)
  assert.deepEqual(gaps(bench.starts.map(({ at }) => at)).slice(0, 5), [3000, 4500, 6750, 8000, 8000])
})

test('the canary: is the streaming request that waits longest, whoever joined first', async () => {
  const bench = new LaneBench('family')
  bench.wait('second', 200)
  bench.wait('not streaming', 50, { streaming: 'no' })
  bench.wait('first', 100)
  bench.wait('third', 300)
  await bench.pass(2000)
  assert.deepEqual(
    bench.starts.map(({ id, why }) => [id, why]),
    [['first', 'canary']],
  )
  assert.equal(bench.state, 'trying')
})

test('the canary: is one that does not stream when nobody else waits', async () => {
  const bench = new LaneBench('family')
  bench.wait('b', 200, { streaming: 'no' })
  bench.wait('a', 100, { streaming: 'no' })
  await bench.pass(2000)
  assert.deepEqual(bench.ids, ['a'])
})

test('the canary: goes after a good sounding', async () => {
  const bench = new LaneBench()
  bench.wait('a', 1)
  await bench.pass(4000)
  bench.hears = 'well'
  await bench.pass(1000)
  assert.deepEqual(bench.ids, ['a'])
})

test('the canary: is alone: nobody follows while it is out', async () => {
  const bench = new LaneBench('family')
  for (const [since, id] of ['a', 'b', 'c'].entries()) bench.wait(id, since)
  await bench.pass(2000 + 29_999)
  assert.deepEqual(bench.ids, ['a'])
})

test('the canary: is followed by the next one at once when its client leaves', async () => {
  const bench = new LaneBench('family')
  bench.wait('a', 1)
  bench.wait('b', 2)
  await bench.pass(2000)
  bench.lane.released('a')
  await bench.pass(0)
  assert.deepEqual(bench.ids, ['a', 'b'])
})

test('the canary: has failed after 30 s of silence; if it gets an answer all the same, that counts', async () => {
  const bench = new LaneBench('family')
  bench.wait('a', 1)
  bench.wait('b', 2)
  await bench.pass(2000 + 29_999)
  assert.equal(bench.state, 'trying')
  await bench.pass(1)
  assert.equal(bench.state, 'unfit')
  bench.succeeded('a')
  assert.equal(bench.state, 'ramping')
  await bench.pass(0)
  assert.deepEqual(bench.ids, ['a', 'b'])
})

test('the canary: is another one when the first has failed: a request that always fails keeps nobody from being served', async () => {
  const bench = new LaneBench('family')
  bench.serves = ({ id }) => {
    if (id !== 'poison') return bench.succeeded(id)
    bench.lane.failed('poison', OVERLOAD)
    bench.wait('poison', 0)
  }
  bench.wait('poison', 0)
  for (let count = 1; count <= 20; count++) bench.wait(`w${count}`, count)
  await bench.pass(30_000)
  const served = new Set(bench.ids)
  for (let count = 1; count <= 20; count++) assert.ok(served.has(`w${count}`), `w${count} was served`)
})

test('the canary: that was stopped elsewhere does not send the others after it, one by one', async () => {
  const bench = new LaneBench('family')
  bench.serves = ({ id }) => bench.lane.undecided(id)
  for (let count = 0; count < 200; count++) bench.wait(`w${count}`, count)
  await bench.pass(30_000)
  assert.ok(bench.starts.length >= 3 && bench.starts.length <= 6, String(bench.starts.length))
  assert.ok(Math.min(...gaps(bench.starts.map(({ at }) => at))) >= 2000)
})

test('the canary: waits for as long as a throttle says, whatever else is answered meanwhile', async () => {
  const bench = new LaneBench('credential')
  bench.lane.failed('a', THROTTLE)
  bench.wait('a', 1, { failure: THROTTLE })
  await bench.pass(1000)
  bench.succeeded('sent before')
  await bench.pass(58_999)
  assert.deepEqual(bench.ids, [])
  await bench.pass(1)
  assert.deepEqual(bench.ids, ['a'])
})

test('the canary: goes at once when a person asks', async () => {
  const bench = new LaneBench('family')
  bench.wait('a', 1)
  bench.lane.tryNow()
  await bench.pass(0)
  assert.deepEqual(bench.ids, ['a'])
})

test('the line: keeps the place of who comes again', () => {
  const bench = new LaneBench()
  const newcomer = bench.wait('newcomer', 5000)
  const back = bench.wait('back again', 1000)
  const between = bench.wait('between', 3000)
  const alike = bench.wait('alike', 3000)
  assert.deepEqual(
    [back, between, alike, newcomer].map((waiter) => bench.lane.placeOf(waiter)),
    [0, 1, 2, 3],
  )
})

test('the line: makes a fit lane unfit: who waits wants to know', () => {
  const bench = new LaneBench()
  assert.equal(bench.lane.open, true)
  bench.wait('a', 1)
  assert.equal(bench.state, 'unfit')
  assert.equal(bench.lane.open, false)
})

test('the line: forgets who has left', async () => {
  const bench = new LaneBench('family')
  bench.wait('a', 1)
  bench.wait('b', 2)
  bench.leave('a')
  await bench.pass(2000)
  assert.deepEqual(bench.ids, ['b'])
  bench.leave('b')
  bench.leave('b')
  assert.equal(bench.lane.waiting, 0)
})
