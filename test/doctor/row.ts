import type { Owner } from '../../src/core/catalogue.ts'
import type { DiagnosisCode } from '../../src/core/diagnosis-code.ts'
import type { Changes } from './observations.ts'

/** One row of the fault matrix as facts, and what must be concluded from them. */
export type Row = {
  /** Its number in the matrix, with a letter where one row holds several cases. */
  readonly row: string
  readonly fault: string
  readonly seen: Changes
  readonly code: DiagnosisCode
  readonly owner: Owner
  readonly confidence?: 'certain' | 'likely' | 'possible'
  /** What must stand in `secondary`. */
  readonly beside?: readonly DiagnosisCode[]
  /** What must be said nowhere. A provider is never blamed unless it is the owner. */
  readonly never?: readonly DiagnosisCode[]
}
