import assert from 'node:assert/strict'
import type { Owner } from '../../../src/core/catalogue.ts'
import type { Confidence, DiagnosisCode } from '../../../src/core/diagnosis-code.ts'
import type { Evidence } from '../../../src/core/evidence.ts'
import type { Conclusion } from '../../../src/doctor/diagnosis.ts'

/** A figure that must be there: the fields that are given, others are free. */
export type Clue = { readonly saw: Evidence['saw'] } & Readonly<Record<string, unknown>>

/** What must be concluded. */
export type Expected = {
  readonly code: DiagnosisCode
  readonly owner: Owner
  /** 1 unless given: a problem was found. */
  readonly exitCode?: 0 | 1 | 3
  readonly confidence?: Confidence
  /** What it must be concluded from. */
  readonly evidence?: readonly Clue[]
  /** What must have been found besides. */
  readonly beside?: readonly DiagnosisCode[]
  /** What must be said nowhere. The provider is blamed nowhere, unless it is the owner here or of something due beside it. */
  readonly never?: readonly DiagnosisCode[]
}

export type Concluded = {
  readonly verdict: Pick<Conclusion, 'code' | 'owner' | 'confidence' | 'evidence'>
  readonly secondary: readonly Pick<Conclusion, 'code' | 'owner'>[]
  readonly exitCode: number
}

export function assertConcluded({ verdict, secondary, exitCode }: Concluded, due: Expected): void {
  const others = secondary.map(({ code }) => code)
  const said = JSON.stringify({ ...verdict, fixes: undefined, title: undefined, action: undefined, why: undefined, others })
  assert.equal(verdict.code, due.code, said)
  assert.equal(verdict.owner, due.owner, said)
  if (due.confidence !== undefined) assert.equal(verdict.confidence, due.confidence, said)
  for (const clue of due.evidence ?? [])
    assert.ok(
      verdict.evidence.some((one) => isLike(one, clue)),
      `${JSON.stringify(clue)}: ${said}`,
    )
  for (const code of due.beside ?? []) assert.ok(others.includes(code), `${code} stands beside it: ${said}`)
  assertNeverSaid({ verdict, secondary }, due)
  assert.equal(exitCode, due.exitCode ?? 1, said)
}

/** Nothing of what must not be said, and not that the provider is to blame. */
export function assertNeverSaid({ verdict, secondary }: Omit<Concluded, 'exitCode'>, due: Expected): void {
  const all = [verdict, ...secondary]
  const said = all.map(({ code, owner }) => `${code} (${owner})`).join(', ')
  for (const code of due.never ?? []) assert.ok(!all.some((one) => one.code === code), `never ${code}: ${said}`)
  const blamed = all.filter(({ owner, code }) => owner === 'provider' && due.beside?.includes(code) !== true)
  assert.ok(due.owner === 'provider' || blamed.length === 0, `the provider is not blamed: ${said}`)
}

const isLike = (one: Evidence, clue: Clue): boolean =>
  Object.entries(clue).every(([name, value]) => (one as Readonly<Record<string, unknown>>)[name] === value)
