import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { play } from '../lab/doctor/row.ts'
import { ROWS } from '../lab/doctor/rows.ts'
import { slownessIn, summaryOf, type Played } from '../lab/doctor/table.ts'
import { labObstacle } from '../lab/net/obstacle.ts'

// Every row of the fault matrix in real networks.

/** Two at once, on two cores, and other programs perhaps: only time may be short. */
const ALLOWANCE = 3
const played: Played[] = []

describe('doctor meets every fault in real networks', { concurrency: 2 }, () => {
  for (const row of ROWS) {
    test(`${row.row}: ${row.fault} is ${row.due.code}`, { skip: labObstacle(row.needs) ?? false }, async (t) => {
      const { observed, told } = await play(row, ALLOWANCE)
      played.push({ row, is: 'right', told, observed })
      t.diagnostic(`${row.row}: ${observed}; ${told.examined} ms`)
    })
  }
})

test('half of all faults are told within 3 s, nearly all within 6 s', { skip: labObstacle() ?? false }, (t) => {
  t.diagnostic(summaryOf(played))
  assert.equal(slownessIn(played), undefined)
})
