import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EDGE, excess, LaneBench } from '../../test/instruments/lane.ts'
import { ms } from '../core/time.ts'

test('recovery: 200 who wait are all let out within 15 s of it, the first within one sounding, and no second has too many', async () => {
  const bench = new LaneBench()
  bench.breakDown()
  for (let count = 0; count < 200; count++) bench.wait(`w${count}`, count)
  await bench.pass(300_000)
  assert.deepEqual(bench.starts, [])
  bench.serveAfter(50)
  bench.hears = 'well'
  const recovered = bench.clock.now()
  await bench.pass(40_000)
  assert.equal(new Set(bench.ids).size, 200)
  assert.equal(bench.starts.length, 200)
  const times = bench.starts.map(({ at }) => at)
  const [first, last] = [Math.min(...times), Math.max(...times)]
  assert.ok(first - recovered <= 15_000)
  assert.ok(last - first <= 15_000, `${last - first} ms`)
  assert.ok(excess(bench.starts) <= 0)
  assert.deepEqual(
    bench.ids,
    Array.from({ length: 200 }, (_, count) => `w${count}`),
  )
})

test('recovery: with failures in it the rate halves, no second has too many, and all are served in the end', async () => {
  const bench = new LaneBench()
  bench.hears = 'well'
  const met = new Set<string>()
  bench.serves = ({ id }) => {
    bench.clock.after(ms(50), () => {
      // Every seventh fails the first time.
      if (Number(id) % 7 !== 3 || met.has(id)) return bench.succeeded(id)
      met.add(id)
      bench.lane.failed(id, EDGE)
      bench.wait(id, Number(id))
    })
  }
  for (let count = 0; count < 200; count++) bench.wait(String(count), count)
  await bench.pass(300_000)
  assert.equal(new Set(bench.ids).size, 200)
  assert.equal(met.size, 29)
  assert.ok(excess(bench.starts) <= 0)
  assert.equal(bench.state, 'fit')
})

test('recovery: who comes while it lasts waits behind the others, and when nobody waits it is over', async () => {
  const bench = new LaneBench('family')
  bench.serveAfter(50)
  for (const [since, id] of ['a', 'b', 'c'].entries()) bench.wait(id, since)
  await bench.pass(2100)
  assert.equal(bench.state, 'ramping')
  assert.equal(bench.lane.open, false)
  bench.wait('late', 1000)
  await bench.pass(5000)
  assert.deepEqual(bench.ids, ['a', 'b', 'c', 'late'])
  assert.equal(bench.state, 'fit')
  assert.ok(bench.lane.idle && bench.lane.open)
  assert.equal(bench.clock.pending, 0)
})

test('recovery: a canary that nobody waited behind leaves nothing to do', async () => {
  const bench = new LaneBench('family')
  bench.serveAfter(50)
  bench.wait('a', 1)
  await bench.pass(3000)
  assert.deepEqual(bench.changes, ['fit > unfit', 'unfit > trying', 'trying > ramping', 'ramping > fit'])
  assert.equal(bench.clock.pending, 0)
})

test('recovery: if the canary alone had waited and it leaves, all is quiet until somebody comes', async () => {
  const bench = new LaneBench()
  bench.hears = 'well'
  bench.wait('a', 1)
  await bench.pass(2000)
  bench.lane.released('a')
  await bench.pass(60_000)
  assert.equal(bench.soundings.length, 1)
  assert.equal(bench.clock.pending, 0)
  bench.wait('b', 2)
  await bench.pass(0)
  assert.deepEqual(bench.ids, ['a', 'b'])
})

test('recovery: an answer to a straggler opens a lane nobody had asked yet', async () => {
  const bench = new LaneBench()
  bench.breakDown()
  bench.succeeded('straggler')
  await bench.pass(0)
  assert.equal(bench.state, 'fit')
  assert.equal(bench.lane.lastSuccess?.by, 'straggler')
})

test('recovery: closed, it has no timer', () => {
  const bench = new LaneBench()
  bench.wait('a', 1)
  assert.equal(bench.clock.pending, 1)
  bench.lane.close()
  assert.equal(bench.clock.pending, 0)
})
