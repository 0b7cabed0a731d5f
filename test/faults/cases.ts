import { ANSWER_CASES } from './cases-answer.ts'
import { API_CASES } from './cases-api.ts'
import { EDGE_CASES } from './cases-edge.ts'
import { PATH_CASES } from './cases-path.ts'
import { CLIENT_NAMES, FORMS } from './bounds.ts'
import type { FaultCase } from './fault-case.ts'
import type { Pair } from './play-pair.ts'

/** Every fault of the suite, in the order of its tables. */
export const FAULT_CASES: readonly FaultCase[] = [...PATH_CASES, ...EDGE_CASES, ...API_CASES, ...ANSWER_CASES]

/** Every fault for every client, with stream and without. */
export const PAIRS: readonly Pair[] = CLIENT_NAMES.flatMap((client) =>
  FORMS.flatMap((form) => FAULT_CASES.map((fault) => ({ fault, client, form }))),
)
