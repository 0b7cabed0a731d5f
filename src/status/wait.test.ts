import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, minutes, type Instant } from '../core/time.ts'
import type { Usable } from './statement.ts'
import { newWait, waited, type WaitEvent } from './wait.ts'

const AT = instant(0)
const saw = (usable: Usable, now: Instant = AT): WaitEvent => ({ kind: 'saw', usable, now })
const play = (patience: number | undefined, ...events: readonly WaitEvent[]): number | 'waiting' => {
  const wait = events.reduce(waited, newWait(AT, patience === undefined ? undefined : minutes(patience)))
  return wait.is === 'over' ? wait.exitCode : 'waiting'
}
const after = (count: number): Instant => instant(minutes(count))

test('only a service that can be used ends a wait well', () => {
  assert.equal(play(undefined, saw('yes')), 0)
  for (const usable of ['no', 'degraded', 'unknown'] as const) assert.equal(play(undefined, saw(usable)), 'waiting')
})

test('a wait ends badly when its time is up, and not before', () => {
  assert.equal(play(10, saw('no', after(9)), { kind: 'time', now: after(9.9) }), 'waiting')
  assert.equal(play(10, saw('no'), { kind: 'time', now: after(10) }), 1)
  assert.equal(play(undefined, { kind: 'time', now: after(10_000) }), 'waiting')
})

test('good news with the last moment still counts; without any time there is one look', () => {
  assert.equal(play(10, saw('yes', after(10))), 0)
  assert.equal(play(0, saw('no')), 1)
  assert.equal(play(0, saw('yes')), 0)
})

test('Ctrl-C ends it, and what comes after an end changes nothing', () => {
  assert.equal(play(10, { kind: 'interrupted' }), 130)
  assert.equal(play(10, { kind: 'interrupted' }, saw('yes')), 130)
  assert.equal(play(10, saw('yes'), { kind: 'time', now: after(11) }), 0)
})
