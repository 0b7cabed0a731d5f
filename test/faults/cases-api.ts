import { seconds } from '../../src/core/time.ts'
import type { RefusalCode } from '../../src/core/catalogue.ts'
import type { Fault } from '../../src/drill/fault.ts'
import { A_WHILE } from './cases-path.ts'
import type { FaultCase } from './fault-case.ts'

type ApiFault = Extract<Fault, { kind: 'api-error' }>

/** An error of the API itself. */
const api = (name: string, code: RefusalCode, fault: Omit<ApiFault, 'kind'>): FaultCase => ({
  name,
  codes: [code],
  injection: { to: 'provider', faults: [{ kind: 'api-error', ...fault }] },
  strikes: 'before-content',
  lasts: A_WHILE,
})

const final = (one: FaultCase): FaultCase => ({ ...one, strikes: 'final', lasts: 'stays' })

/** What the API itself says. */
export const API_CASES: readonly FaultCase[] = [
  api('500 api_error', 'api.internal', { status: 500 }),
  api('529 overloaded_error', 'api.overloaded', { status: 529 }),
  { ...api('529 for 8 s, at full size', 'api.overloaded', { status: 529 }), lasts: seconds(8), fullSize: 'yes' },
  // It says an hour and is back after 15 s: of an overload's advice, which is a guess, a minute is heeded.
  {
    ...api('529 with a retry-after of an hour', 'api.overloaded', { status: 529, headers: { 'retry-after': '3600' } }),
    advises: seconds(60),
  },
  api('429 without retry-after', 'api.rate-limit', { status: 429 }),
  api('429 with retry-after', 'api.rate-limit', { status: 429, headers: { 'retry-after': '15' } }),
  final(
    api('429 of a plan that is used up', 'api.plan-limit', {
      status: 429,
      headers: { 'retry-after': '30', 'anthropic-ratelimit-unified-status': 'rejected' },
    }),
  ),
  final(api('401', 'api.authentication', { status: 401 })),
  { ...final(api('401, at full size', 'api.authentication', { status: 401 })), fullSize: 'yes' },
  final(api('400', 'api.invalid-request', { status: 400 })),
]
