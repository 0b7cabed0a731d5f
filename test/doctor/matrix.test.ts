import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { observed } from './observations.ts'
import { ROWS } from './rows.ts'

for (const { row, fault, seen, code, owner, confidence, beside = [], never = [] } of ROWS)
  test(`${row}: ${fault} is ${code}, ${owner}`, () => {
    const diagnosis = diagnose(observed(seen))
    const secondary = diagnosis.secondary.map((one) => one.code)
    const said = JSON.stringify({ code: diagnosis.code, secondary, evidence: diagnosis.evidence })
    assert.equal(diagnosis.code, code, said)
    assert.equal(diagnosis.owner, owner, said)
    if (confidence !== undefined) assert.equal(diagnosis.confidence, confidence, said)
    for (const due of beside) assert.ok(secondary.includes(due), `${due} stands beside it: ${said}`)
    for (const wrong of never) assert.ok(![diagnosis.code, ...secondary].includes(wrong), `never ${wrong}: ${said}`)
    const blamed = diagnosis.secondary.some((one) => one.owner === 'provider')
    assert.ok(
      !blamed || row.startsWith('103') || row.startsWith('status-') || owner === 'provider',
      `the provider is not blamed beside it: ${said}`,
    )
  })
