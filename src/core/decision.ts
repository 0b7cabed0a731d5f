import type { Millis } from './time.ts'
import type { Scope, TroubleCode } from './verdict.ts'

/** Why. Counted by the journal and shown to people; every decision has one. */
export type Why =
  | 'first-try'
  | 'retry'
  | 'stale-connection'
  | 'unfit'
  | 'offline'
  | 'overloaded'
  | 'throttled'
  | 'failing-again'
  | 'budget-empty'
  | 'canary'
  | 'turn'
  | 'answered'
  | 'final-answer'
  | 'only-this-request'
  | 'may-have-acted'
  | 'never-held'
  | 'patience-spent'
  | 'envelope-spent'
  | 'too-many-rounds'
  | 'advice-too-long'
  | 'stopping'
  | 'crowded'
  | 'cut'
  | 'committed'
  | 'cannot-help'

export type Reason = { readonly why: Why; readonly code?: TroubleCode }

/** What to do next. A value that carries its reason; performing it is the only effect there is. */
export type Decision =
  | { readonly do: 'attempt'; readonly after: Millis; readonly connection: 'pooled' | 'fresh'; readonly because: Reason }
  | { readonly do: 'hold'; readonly scope: Scope; readonly atMost: Millis; readonly because: Reason }
  /** The answer at hand goes to the client as it is: the good one, or the refusal. */
  | { readonly do: 'relay'; readonly because: Reason }
  /** The client's own retry carries on: advice to come again while a status can be given, else an aborted connection. */
  | { readonly do: 'hand-back'; readonly how: 'come-again' | 'original-status' | 'abort'; readonly because: Reason }
  | { readonly do: 'finish' }
  /** An error of our own, for want of one to relay. */
  | { readonly do: 'give-up'; readonly because: Reason }
