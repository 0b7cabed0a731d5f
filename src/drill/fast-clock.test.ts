import { test } from 'node:test'
import assert from 'node:assert/strict'
import { between, seconds } from '../core/time.ts'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { fastClock } from './fast-clock.ts'

test('a clock at speed 20 lives through a minute in three seconds, on the wall as well', async () => {
  const real = new VirtualClock()
  const fast = fastClock(real, 20)
  const [began, wall] = [fast.now(), fast.wall()]
  let rang = 0
  fast.after(seconds(60), () => (rang += 1))
  await real.advance(seconds(2.9))
  assert.equal(rang, 0)
  await real.advance(seconds(0.1))
  assert.equal(rang, 1)
  assert.deepEqual([between(began, fast.now()), fast.wall() - wall], [60_000, 60_000])
})

test('at speed 1 it is the clock itself', () => {
  const real = new VirtualClock()
  assert.equal(fastClock(real, 1), real)
})
