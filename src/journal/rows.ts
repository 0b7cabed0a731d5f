import type { Millis, UnixMillis } from '../core/time.ts'
import type { Code, Id, ModelName, RunId } from './words.ts'

// What the journal holds: sizes, times, kinds, codes and ids. There is no field for free text.

/** Who wrote. Its id is made anew by every process. */
export type GatewayRow = {
  readonly id: Id
  readonly version: Id
  readonly pid: number
  readonly startedAt: UnixMillis
}

export type Outcome = 'completed' | 'relayed-error' | 'handed-back' | 'gave-up' | 'client-left'

/** An exchange as it is accepted. */
export type ExchangeStart = {
  /** No other exchange of this gateway has it. */
  readonly id: Id
  readonly startedAt: UnixMillis
  readonly client: Code
  readonly model: ModelName | undefined
  readonly streaming: boolean
  /** The kind of path or request: `messages`, `check`, `quick`… */
  readonly path: Code
  readonly bodyBytes: number
  readonly run: RunId | undefined
}

/** How it ended. Lengths count from its start. */
export type ExchangeEnd = {
  readonly outcome: Outcome
  readonly code?: Code | undefined
  /** HTTP status that the client got; undefined when it got none. */
  readonly status?: number | undefined
  readonly held: Millis
  readonly attempts: number
  /** Failures that the client did not notice. */
  readonly absorbed: number
  readonly firstByteAfter?: Millis | undefined
  readonly finishedAfter: Millis
  /** Of the `message_start` that we made, where we made one; upstream's own stands beside it. */
  readonly envelopeId?: Id | undefined
  readonly messageId?: Id | undefined
  readonly requestId?: Id | undefined
}

/** `end` is missing while it runs, and for ever if its gateway died. */
export type ExchangeRow = ExchangeStart & { readonly end?: ExchangeEnd | undefined }

export type EndedExchange = ExchangeStart & { readonly end: ExchangeEnd }

/** One round of the loop: did, saw, judged. */
export type StepRow = {
  readonly exchange: Id
  /** From 1 on, within the exchange. */
  readonly ordinal: number
  /** When it was judged. */
  readonly at: UnixMillis
  readonly did: { readonly kind: Code; readonly because?: Code | undefined }
  readonly saw: Seen
  readonly judged: Code
  /** How long `did` waited before it acted, or held. */
  readonly wait?: Millis | undefined
}

export type Seen = {
  readonly kind: Code
  readonly phase?: Code | undefined
  /** What the client had of the answer. */
  readonly progress?: Code | undefined
  readonly code?: Code | undefined
  readonly status?: number | undefined
  readonly requestId?: Id | undefined
  /** `cf-ray`. */
  readonly ray?: Id | undefined
  /** What the answer asked for. */
  readonly retryAfter?: Millis | undefined
  readonly shouldRetry?: boolean | undefined
}

/** A stretch of time in which an upstream, a family of models or a credential there was unfit. */
export type OpenIncident = {
  /** No other incident of this gateway has it. */
  readonly id: Id
  /** Its name or its host, never its URL: that could hold a password. */
  readonly upstream: Id
  readonly scope: Code
  readonly family?: ModelName | undefined
  /** What opened it. */
  readonly code: Code
  readonly openedAt: UnixMillis
}

export type ClosedIncident = OpenIncident & {
  readonly closedAt: UnixMillis
  readonly failures: number
  /** Exchanges that were held because of it. */
  readonly held: number
}

/** A limit of time that is another from now on, since answers were faster or slower than it supposed. */
export type LimitRow = {
  readonly at: UnixMillis
  /** As in an incident. */
  readonly upstream: Id
  readonly phase: Code
  readonly model?: ModelName | undefined
  /** Class of the request's size. */
  readonly size?: Code | undefined
  readonly from: Millis
  readonly to: Millis
  readonly why: Code
  /** What it was concluded from: how many, and what one in a thousand of them exceeded. */
  readonly samples: number
  readonly quantile: Millis
}

/** What has become of the name servers that connections need. */
export type NamesRow = {
  readonly at: UnixMillis
  /** As in an incident. */
  readonly upstream: Id
  /** Whose name was asked for: `upstream` or `proxy`. The name itself is not kept. */
  readonly whose: Code
  /** `failed`: no address is known. `substituted`, `lied`: connections go on. `back`: it is found again. */
  readonly what: Code
  /** With what they failed, as the catalogue calls it. */
  readonly code?: Code | undefined
  /** Whence the addresses are that serve meanwhile. */
  readonly source?: Code | undefined
  /** Of `back`: since they began to fail. */
  readonly after?: Millis | undefined
}

export type IncidentRow = OpenIncident & Partial<Omit<ClosedIncident, keyof OpenIncident>>
