import type { Decision } from '../core/decision.ts'
import type { Signal } from '../core/signal.ts'
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
      return { kind, code: code(signal.code), status: signal.status, requestId: idOf(signal.requestId) }
    case 'failed':
      return { kind, phase: code(signal.phase), code: code(signal.code) }
    case 'silent':
      return { kind, phase: code(signal.phase) }
    case 'torn':
      return { kind, progress: code(signal.progress), code: code(signal.by) }
    case 'error-event': {
      const { code: said, status, requestId } = signal.refusal
      return { kind, progress: code(signal.progress), code: code(said), status, requestId: idOf(requestId) }
    }
    case 'woke':
      return { kind, code: code(signal.why) }
  }
}
