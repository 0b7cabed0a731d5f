import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EDGE, LaneBench, OVERLOAD } from '../../test/instruments/lane.ts'
import type { Failure } from '../core/breaker.ts'
import { hours, minutes, ms, seconds } from '../core/time.ts'

const NO_ROUTE: Failure = { code: 'path.no-route', scope: 'upstream', byEdge: 'yes' }
const THROTTLE: Failure = { code: 'api.rate-limit', scope: 'credential', byEdge: 'no', retryAfter: minutes(10) }

/** The network is gone, one has noticed it, and so many wait. */
async function offline(count = 1): Promise<LaneBench> {
  const bench = new LaneBench()
  bench.wayOut = 'none'
  bench.hears = 'no-network'
  bench.lane.failed('first', NO_ROUTE)
  for (let index = 0; index < count; index++) bench.wait(`w${index}`, index, { failure: NO_ROUTE })
  await bench.pass(0)
  return bench
}

test('offline: one failure that fits is enough when there is no way out, and nobody is asked', async () => {
  const bench = await offline()
  assert.equal(bench.state, 'offline')
  await bench.pass(59_000)
  assert.deepEqual(bench.soundings, [])
  assert.deepEqual(bench.starts, [])
  assert.deepEqual(bench.changes, ['fit > offline'])
})

test('offline: is not believed while attempts succeed, or fail otherwise', async () => {
  const bench = new LaneBench()
  bench.wayOut = 'none'
  bench.succeeded('a')
  assert.equal(bench.state, 'fit')
  bench.breakDown()
  assert.equal(bench.state, 'unfit')
  bench.lane.cutOff()
  assert.equal(bench.state, 'unfit')
  bench.wait('a', 1)
  await bench.pass(10_000)
  assert.ok(bench.soundings.length >= 2)
})

test('offline: is not believed while there is a way out: a missing route is asked about again and again, a second apart at first', async () => {
  const bench = new LaneBench()
  bench.wait('a', 1, { failure: NO_ROUTE })
  bench.hears = 'no-network'
  await bench.pass(5000)
  assert.equal(bench.state, 'unfit')
  assert.deepEqual(bench.soundings, [2000, 3000, 4000, 5000, 6000])
})

test('offline: is believed when the last way out goes while such a failure is known', () => {
  const bench = new LaneBench()
  bench.wait('a', 1, { failure: NO_ROUTE })
  assert.equal(bench.state, 'unfit')
  bench.wayOut = 'none'
  bench.lane.cutOff()
  assert.equal(bench.state, 'offline')
})

test('offline: is believed when a sounding fails that way', async () => {
  const bench = new LaneBench()
  bench.wait('a', 1)
  bench.wayOut = 'none'
  bench.hears = 'no-network'
  await bench.pass(2000)
  assert.equal(bench.state, 'offline')
})

test('offline: those of one family or credential have no such state', () => {
  const bench = new LaneBench('family')
  bench.wayOut = 'none'
  bench.lane.failed('a', { ...NO_ROUTE, scope: 'family' })
  bench.lane.cutOff()
  assert.equal(bench.state, 'doubtful')
})

test('offline: one look a minute goes out all the same, in case the interfaces do not tell all', async () => {
  const bench = await offline()
  await bench.pass(minutes(10))
  assert.ok(bench.soundings.length >= 9 && bench.soundings.length <= 10, String(bench.soundings.length))
  bench.hears = 'well'
  await bench.pass(minutes(1))
  assert.deepEqual(bench.ids, ['w0'])
})

test('offline: an edge that answers to that look is there: it is asked like any that is not well', async () => {
  const bench = await offline()
  bench.hears = 'unwell'
  await bench.pass(minutes(1.5))
  assert.equal(bench.state, 'unfit')
})

test('offline: an answer to what was under way shows that it was not so', async () => {
  const bench = await offline(2)
  bench.succeeded('under way')
  await bench.pass(2500)
  assert.deepEqual(bench.ids, ['w0', 'w1'])
})

test('back: the one that waits longest goes at once, without a sounding, and the others on the ramp', async () => {
  const bench = await offline(50)
  await bench.pass(30_000)
  bench.serveAfter(50)
  bench.wayOut = 'some'
  const back = bench.clock.now()
  bench.lane.askAnew()
  await bench.pass(0)
  assert.deepEqual(bench.ids, ['w0'])
  assert.equal(bench.starts[0]?.why, 'canary')
  assert.deepEqual(bench.soundings, [])
  await bench.pass(10_000)
  assert.equal(bench.starts.length, 50)
  assert.deepEqual(
    bench.ids,
    Array.from({ length: 50 }, (_, index) => `w${index}`),
  )
  assert.ok(bench.starts.filter(({ at }) => at - back < 1000).length <= 3)
})

test('back: the name server that is a little later than the address costs a second', async () => {
  const bench = await offline()
  bench.wayOut = 'some'
  bench.serves = ({ id }) => {
    bench.lane.failed(id, { ...NO_ROUTE, code: 'path.dns-temporary' })
    bench.wait(id, 0, { failure: NO_ROUTE })
  }
  bench.lane.askAnew()
  await bench.pass(0)
  bench.serves = () => undefined
  bench.hears = 'well'
  await bench.pass(1000)
  assert.deepEqual(bench.ids, ['w0', 'w0'])
})

test('back: soundings are believed again, and their interval is at its start', async () => {
  const bench = new LaneBench()
  bench.wait('a', 1)
  await bench.pass(120_000)
  bench.lane.askAnew()
  bench.serves = ({ id }) => {
    bench.lane.failed(id, EDGE)
    bench.wait(id, 1)
  }
  const before = bench.soundings.length
  const at = bench.clock.now()
  await bench.pass(2500)
  assert.deepEqual(bench.ids, ['a'])
  assert.equal(bench.soundings.length, before)
  await bench.pass(1000)
  assert.deepEqual(bench.soundings.slice(before), [at + 3000])
})

test('back: a sounding of the network before says nothing, however late it comes', async () => {
  const bench = new LaneBench()
  const { promise, resolve } = Promise.withResolvers<'unwell'>()
  bench.hears = promise
  bench.wait('a', 1)
  await bench.pass(2000)
  assert.equal(bench.soundings.length, 1)
  bench.lane.askAnew()
  await bench.pass(0)
  assert.deepEqual(bench.ids, ['a'])
  resolve('unwell')
  await bench.pass(0)
  assert.equal(bench.state, 'trying')
})

test('back: while a canary is out on the old network, the next one goes on the new', async () => {
  const bench = await offline(2)
  bench.lane.askAnew()
  await bench.pass(0)
  bench.lane.askAnew()
  await bench.pass(0)
  assert.deepEqual(bench.ids, ['w0', 'w1'])
  bench.succeeded('w0')
  assert.equal(bench.state, 'ramping')
})

test('back: a fit lane stays fit', () => {
  const bench = new LaneBench()
  bench.lane.askAnew()
  bench.lane.slept(hours(1))
  bench.lane.cutOff()
  assert.equal(bench.state, 'fit')
  assert.deepEqual(bench.changes, [])
})

test('a person who asks to try now is heard offline as well', async () => {
  const bench = await offline()
  bench.lane.tryNow()
  await bench.pass(0)
  assert.deepEqual(bench.ids, ['w0'])
})

test('sleep: an overload is asked at once, and a throttle whose time has passed meanwhile', async () => {
  const overload = new LaneBench('family')
  overload.wait('a', 1, { failure: OVERLOAD })
  overload.lane.slept(ms(seconds(10)))
  await overload.pass(0)
  assert.deepEqual(overload.ids, ['a'])
  const throttle = new LaneBench('credential')
  throttle.lane.failed('a', THROTTLE)
  throttle.wait('a', 1, { failure: THROTTLE })
  throttle.lane.slept(minutes(9))
  await throttle.pass(0)
  assert.deepEqual(throttle.ids, [])
  throttle.lane.slept(minutes(11))
  await throttle.pass(0)
  assert.deepEqual(throttle.ids, ['a'])
})
