import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minutes, unixMillis, type UnixMillis } from '../core/time.ts'
import { bypassStage, type BypassEnd, type BypassStage } from './bypass-stage.ts'

const NOON = Date.UTC(2026, 10, 22, 12)
const at = (offset: number): UnixMillis => unixMillis(NOON + offset)
const failed = (offset: number): BypassEnd => ({ until: at(0), failed: { why: 'gateway', at: at(offset), told: 'no' } })

const cases: readonly (readonly [string, BypassEnd, number, BypassStage])[] = [
  ['nobody has said until when', {}, 1e12, 'lasts'],
  ['its time is to come', { until: at(0) }, -1, 'lasts'],
  ['its time has come', { until: at(0) }, 0, 'due'],
  ['its time was over long ago, while the machine slept or was off', { until: at(0) }, 1e11, 'due'],
  ['it could not be ended a moment ago', failed(1000), 2000, 'stuck'],
  ['it could not be ended, and that is a while ago', failed(1000), 1000 + minutes(5), 'due'],
  ['it could not be ended at a time that has not come: the clock was set back', failed(9000), 2000, 'due'],
]
for (const [name, end, now, stage] of cases) {
  test(`${name}: ${stage}`, () => {
    assert.equal(bypassStage(end, at(now)), stage)
  })
}
