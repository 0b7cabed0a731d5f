import type { Owner } from '../core/catalogue.ts'
import {
  diagnosisEntry,
  type Change,
  type Confidence,
  type DiagnosisCode,
  type FixId,
  type Gravity,
} from '../core/diagnosis-code.ts'
import type { Evidence } from '../core/evidence.ts'
import type { ProbeId } from '../probes/facts.ts'
import type { Observations } from '../probes/observations.ts'

/** Something to do. `safe`: it changes nothing, or what it changes is undone as easily. */
export type Fix = { readonly id: FixId; readonly safe: boolean; readonly command?: string }

/** One thing that was concluded. */
export type Conclusion = {
  readonly code: DiagnosisCode
  readonly owner: Owner
  readonly confidence: Confidence
  readonly gravity: Gravity
  /** The strongest first. */
  readonly evidence: readonly Evidence[]
  readonly wouldChange: readonly Change[]
  readonly fixes: readonly Fix[]
}

/** The one conclusion drawn from everything that was seen, and what else was found. */
export type Diagnosis = Conclusion & { readonly secondary: readonly Conclusion[] }

/** What a rule found: its code says the rest unless it says otherwise. */
export type Finding = {
  readonly code: DiagnosisCode
  readonly owner: Owner
  readonly confidence: Confidence
  readonly gravity: Gravity
  readonly evidence: readonly Evidence[]
  readonly wouldChange: readonly Change[]
  readonly fixes: readonly FixId[]
  /** What could speak against it: where one of these gave nothing, it is less sure. */
  readonly against: readonly ProbeId[]
}

/** Pure, total, and of facts alone. */
export type Rule = (observations: Observations) => Finding | undefined

export type Found = Pick<Finding, 'confidence' | 'evidence'> & Partial<Omit<Finding, 'code' | 'confidence' | 'evidence'>>

export function finding(code: DiagnosisCode, found: Found): Finding {
  const { owner, gravity } = diagnosisEntry(code)
  return { code, owner, gravity, wouldChange: [], fixes: [], against: [], ...found }
}
