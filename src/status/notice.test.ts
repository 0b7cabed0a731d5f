import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant, seconds } from '../core/time.ts'
import { noticed, type Noticed } from './notice.ts'
import type { Usable } from './statement.ts'

/** @returns what was told, at which second */
function told(...looks: readonly (readonly [second: number, usable: Usable])[]): readonly string[] {
  let known: Noticed | undefined
  return looks.flatMap(([second, usable]) => {
    const result = noticed(known, usable, instant(seconds(second)))
    known = result.noticed
    return result.tell === 'yes' ? [`${second} ${usable}`] : []
  })
}

test('only a change is told: neither the start nor what goes on', () => {
  assert.deepEqual(told([0, 'no'], [10, 'no'], [20, 'yes'], [30, 'yes'], [100, 'no']), ['20 yes', '100 no'])
})

test('what nobody knows is no change, and hides none', () => {
  assert.deepEqual(told([0, 'yes'], [10, 'unknown'], [20, 'degraded'], [30, 'yes']), [])
  assert.deepEqual(told([0, 'yes'], [10, 'unknown'], [20, 'no']), ['20 no'])
})

test('what flaps is told once a minute at most, and in the end as it is', () => {
  assert.deepEqual(told([0, 'no'], [1, 'yes'], [5, 'no'], [9, 'yes'], [12, 'no'], [61, 'no']), ['1 yes', '61 no'])
})
