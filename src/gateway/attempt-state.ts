import type { Phase, Signal } from '../core/signal.ts'
import type { Millis } from '../core/time.ts'
import type { Broken } from '../world/network.ts'
import type { Opening } from './opening.ts'

// Where an attempt stands.

/** Takes what comes after the opening. */
export type Consumer = {
  readonly data: (chunk: Uint8Array) => void
  readonly end: () => void
  readonly broken: (broken: Broken) => void
}

export type State =
  | { readonly is: 'sent' }
  | { readonly is: 'opening'; readonly opening: Opening }
  /** Its signal is given; what comes meanwhile is kept until somebody takes it. */
  | { readonly is: 'parked' }
  | { readonly is: 'relaying'; readonly to: Consumer }
  | { readonly is: 'over' }

export type End = { readonly kind: 'end' } | { readonly kind: 'broken'; readonly broken: Broken }

/** Parked bytes above this stop the source. */
export const PARKED_AT_MOST = 262_144

/** What a limit is waiting for: an answer's phases, a moment in which a message_start may still fail, the rest of an answer let go. */
export type Awaited = { readonly phase: Phase; readonly within: Millis } | 'settling' | 'tail'

/** What it shows that nothing of an answer has come. */
export function withoutAnswer(end: End): Signal {
  if (end.kind === 'end') return { kind: 'torn', by: 'empty', progress: 'nothing' }
  const { phase, code, sent, stale, met } = end.broken
  return { kind: 'failed', phase, code, sent, stale, ...(met === undefined ? {} : { met }) }
}
