import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualClock } from '../../test/instruments/virtual-clock.ts'
import { ms, seconds } from '../core/time.ts'
import { Learner } from './learner.ts'

const SUBJECT = { upstream: 'https://api.test', phase: 'headers' } as const

test('what was kept is not lost to a client that came before it was read', async () => {
  const clock = new VirtualClock()
  const first = new Learner({ clock, onLearned: () => undefined })
  for (let at = 0; at < 200; at++) {
    await clock.advance(seconds(1))
    first.lesson(SUBJECT, seconds(60)).took(seconds(3), clock.now())
  }
  const kept = first.keep()
  assert.equal(kept.length, 1)
  const { limit } = first.lesson(SUBJECT, seconds(60))
  assert.ok(limit !== undefined && limit < seconds(60))

  const second = new Learner({ clock, onLearned: () => undefined })
  second.lesson(SUBJECT, seconds(60)).took(seconds(3), clock.now())
  second.recall(kept, ms(0))
  assert.equal(second.lesson(SUBJECT, seconds(60)).limit, limit)
  assert.deepEqual(second.keep(), kept)
})
