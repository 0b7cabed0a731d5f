import { test } from 'node:test'
import assert from 'node:assert/strict'
import { ms, seconds } from '../core/time.ts'
import { drillEn } from '../i18n/drill.en.ts'
import { drillJa } from '../i18n/drill.ja.ts'
import { widthOf } from './cells.ts'
import { liveTable, resultTable, type DrillView } from './drill-table.ts'

const VIEW: DrillView = {
  elapsed: seconds(17),
  length: seconds(45),
  fault: { label: '503 no healthy upstream', left: seconds(3) },
  sides: {
    direct: { sessions: 6, served: 0, waiting: 6, finished: 14, lost: 2, requests: 43, nextTry: { in: ms(3_400), attempt: 5 } },
    gateway: { sessions: 6, served: 6, waiting: 0, finished: 140, lost: 0, requests: 21, nextTry: undefined },
  },
  recoveries: [
    { fault: '503', state: 'over', back: { direct: ms(5_230), gateway: ms(1_100) } },
    { fault: '529', state: 'over', back: { direct: undefined, gateway: ms(900) } },
  ],
}

test('both sides stand in columns of one width, in both languages', () => {
  for (const texts of [drillEn, drillJa]) {
    const rows = resultTable(VIEW, { texts, width: 200 }).slice(2)
    assert.equal(new Set(rows.map((row) => widthOf(row))).size, 1, rows.join('\n'))
  }
})

test('no line is wider than the terminal', () => {
  for (const texts of [drillEn, drillJa]) {
    for (const width of [20, 41, 80]) {
      assert.ok(liveTable(VIEW, { texts, width }).every((line) => widthOf(line) <= width))
    }
  }
})

test('the next try is said in words that are the same in every language', () => {
  for (const texts of [drillEn, drillJa]) {
    const lines = liveTable(VIEW, { texts, width: 80 })
    assert.equal(lines.filter((line) => line.endsWith(': Retrying in 4 s (attempt 5)')).length, 1)
  }
})

test('who did not come back is said to never have', () => {
  const row = resultTable(VIEW, { texts: drillEn, width: 80 }).at(-1)
  assert.match(row ?? '', /^all at work again after 529 +never +0\.9 s$/)
  const under = { ...VIEW, recoveries: VIEW.recoveries.map((one) => ({ ...one, state: 'under-way' }) as const) }
  assert.match(resultTable(under, { texts: drillEn, width: 80 }).at(-1) ?? '', / - +0\.9 s$/)
})
