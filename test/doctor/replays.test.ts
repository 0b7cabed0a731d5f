import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judged } from '../../src/cli/doctor-judged.ts'
import { readReplay } from '../../src/doctor/replay.ts'
import { assertConcluded } from '../lab/doctor/expected.ts'
import { replayedRows, replayText } from '../lab/doctor/replays.ts'
import { ROWS } from '../lab/doctor/rows.ts'

// What was observed once in real networks (npm run lab:doctor -- --write), judged again without any network.

for (const { row, fault, due } of ROWS)
  test(`${row}, as it was observed: ${fault} is ${due.code}`, () => {
    const read = readReplay(replayText(row))
    assert.ok(read.ok)
    const { diagnosis, exitCode } = judged(read.observations)
    assertConcluded({ verdict: diagnosis, secondary: diagnosis.secondary, exitCode }, due)
  })

test('every replay is of a row that there still is', () => {
  const rows = ROWS.map(({ row }) => row)
  assert.deepEqual(
    replayedRows().filter((row) => !rows.includes(row)),
    [],
  )
})

test('no replay tells a secret or where it was made', () => {
  for (const row of replayedRows())
    assert.doesNotMatch(replayText(row), /sk-ant-|lab-lab|open-sesame|\/tmp\/|\/home\/|\/work\//, row)
})
