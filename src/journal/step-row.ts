import type { Decision } from '../core/decision.ts'
import type { Refusal, Signal } from '../core/signal.ts'
import type { Millis, UnixMillis } from '../core/time.ts'
import type { Verdict } from '../core/verdict.ts'
import type { Seen, StepRow } from './rows.ts'
import { code, idOf, type Id } from './words.ts'

export type Step = {
  readonly exchange: Id
  readonly ordinal: number
  readonly at: UnixMillis
  readonly did: Decision
  readonly saw: Signal
  readonly judged: Verdict
  readonly wait?: Millis | undefined
}

/** What of a step is kept. */
export function stepRow({ exchange, ordinal, at, did, saw, judged, wait }: Step): StepRow {
  const because = 'because' in did ? code(did.because.why) : undefined
  return { exchange, ordinal, at, did: { kind: code(did.do), because }, saw: seen(saw), judged: code(judged.kind), wait }
}

function seen(signal: Signal): Seen {
  const kind = code(signal.kind)
  switch (signal.kind) {
    case 'opened':
    case 'completed':
    case 'client-left':
      return { kind }
    case 'refused':
      return { kind, ...refused(signal) }
    case 'failed':
      return { kind, phase: code(signal.phase), code: code(signal.code) }
    case 'silent':
      return { kind, phase: code(signal.phase) }
    case 'torn':
      return { kind, progress: code(signal.progress), code: code(signal.by) }
    case 'error-event':
      return { kind, progress: code(signal.progress), ...refused(signal.refusal) }
    case 'woke':
      return { kind, code: code(signal.why) }
  }
}

/**
 * Of the headers of an answer these alone are kept, here and nowhere else: `request-id` and its kin as an id,
 * and `cf-ray` likewise, `retry-after` (`-ms`) as a length, `x-should-retry` as yes or no. `server` and `via` have their say in the code.
 */
const refused = ({ code: said, status, requestId, ray, retryAfter, shouldRetry }: Refusal): Omit<Seen, 'kind'> => ({
  code: code(said),
  status,
  requestId: idOf(requestId),
  ...(ray !== undefined && { ray: idOf(ray) }),
  ...(retryAfter !== undefined && { retryAfter }),
  ...(shouldRetry !== undefined && { shouldRetry }),
})
