import { checksOf, type Check } from '../doctor/checks.ts'
import { diagnose } from '../doctor/diagnose.ts'
import type { Diagnosis } from '../doctor/diagnosis.ts'
import { notTested } from '../doctor/not-tested.ts'
import type { NotTested } from '../core/evidence.ts'
import type { Observations } from '../probes/observations.ts'

/** Observations with all that was concluded from them. */
export type Judged = {
  readonly observations: Observations
  readonly diagnosis: Diagnosis
  readonly checks: readonly Check[]
  readonly notTested: readonly NotTested[]
  /** 0 healthy, 1 a problem, 3 could not decide. */
  readonly exitCode: 0 | 1 | 3
}

export function judged(observations: Observations): Judged {
  const diagnosis = diagnose(observations)
  return {
    observations,
    diagnosis,
    checks: checksOf(observations),
    notTested: notTested(observations),
    exitCode: exitCodeOf(diagnosis),
  }
}

/** A note is no problem. */
function exitCodeOf({ code, gravity }: Diagnosis): Judged['exitCode'] {
  if (code === 'CANNOT_TELL') return 3
  return gravity === 'stops' || gravity === 'degrades' ? 1 : 0
}
