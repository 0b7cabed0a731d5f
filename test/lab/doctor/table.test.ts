import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Told } from './asking.ts'
import { ROWS } from './rows.ts'
import { HUNT, MATRIX, pageWith, rowsOn, sectionOf, slownessIn, summaryOf, type Played } from './table.ts'

const PAGE = readFileSync(new URL('../../../docs/doctor.md', import.meta.url), 'utf8')

/** As if each had taken so long. */
function playedIn(millis: readonly number[]): readonly Played[] {
  return ROWS.slice(0, millis.length).map((row, index) => {
    const { code, owner } = row.due
    const verdict = { code, owner, confidence: 'certain', gravity: 'stops', evidence: [], wouldChange: [], fixes: [] } as const
    const took = millis[index] ?? 0
    const told: Pick<Told, 'verdict' | 'secondary' | 'examined' | 'took'> = { verdict, secondary: [], examined: took, took }
    return { row, is: 'right', told, observed: 'a fault' }
  })
}

test('the page shows every row, right, and the hunt', () => {
  assert.deepEqual(
    rowsOn(PAGE),
    ROWS.map(({ row }) => row),
  )
  assert.match(PAGE, new RegExp(`${ROWS.length} right, 0 wrong, 0 skipped`))
  assert.match(PAGE, /pairs: the right owner \d+ .* wrong 0, of these the provider blamed falsely 0/)
})

test('a section takes the place of the one before, and leaves the rest of the page alone', () => {
  const first = pageWith('# Page\n', MATRIX, sectionOf(playedIn([10, 20])))
  const both = pageWith(first, HUNT, 'a hunt')
  assert.deepEqual(rowsOn(both), ['1', '2'])
  const again = pageWith(both, MATRIX, sectionOf(playedIn([10])))
  assert.deepEqual(rowsOn(again), ['1'])
  assert.ok(again.startsWith('# Page\n') && again.includes('a hunt'))
})

test('it is too slow when half of it takes longer than 3 s, or a twentieth longer than 6 s', () => {
  const most = Array.from({ length: 20 }, () => 100)
  assert.equal(slownessIn(playedIn(most)), undefined)
  assert.equal(slownessIn(playedIn([...most.slice(2), 5900, 5900])), undefined)
  assert.match(slownessIn(playedIn([...most.slice(2), 6100, 6100])) ?? '', /p95 6.1 s/)
  assert.match(slownessIn(playedIn(most.map(() => 3100))) ?? '', /median 3.1 s/)
  assert.equal(slownessIn(playedIn(most.map(() => 3100)), 1.5), undefined)
  assert.match(summaryOf(playedIn([1000, 2000, 3000])), /median 2.0 s, p95 3.0 s, longest 3.0 s/)
})
