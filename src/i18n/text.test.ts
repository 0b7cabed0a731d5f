import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ms } from '../core/time.ts'
import { englishDuration, japaneseDuration } from './text.ts'

const lengths: readonly (readonly [seconds: number, english: string, japanese: string])[] = [
  [0, '0 s', '0 秒'],
  [0.4, '0 s', '0 秒'],
  [59.4, '59 s', '59 秒'],
  [60, '1 min', '1 分'],
  [250, '4 min 10 s', '4 分 10 秒'],
  [3600, '1 h', '1 時間'],
  [3725, '1 h 2 min', '1 時間 2 分'],
]
for (const [count, english, japanese] of lengths) {
  test(`${count} seconds are ${english}`, () => {
    assert.equal(englishDuration(ms(count * 1000)), english)
    assert.equal(japaneseDuration(ms(count * 1000)), japanese)
  })
}
