import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PAIRS } from '../faults/cases.ts'
import { playSuite } from '../faults/play-suite.ts'
import { troubleIn } from '../faults/table.ts'

test(`every fault, for every client: ${PAIRS.length} pairs keep their bounds, and no turn is falsely complete`, async (t) => {
  const bad: string[] = []
  const results = await playSuite(PAIRS, {
    seed: 2,
    abreast: { here: 8, processes: 6 },
    onResult: (result) => {
      const trouble = troubleIn(result)
      const { client, form, fault, reasons } = result
      if (trouble.length > 0) bad.push(`${client} ${form}, ${fault}: ${[...trouble, ...reasons].join('; ')}`)
    },
  })
  t.diagnostic(`${results.length} pairs`)
  assert.deepEqual(bad, [])
})
