import type { Millis } from './time.ts'
import type { FailureCode, RefusalCode } from './catalogue.ts'

/** How far an attempt came before the first byte of an answer. */
export type Phase = 'dns' | 'connect' | 'tls' | 'headers' | 'first-event'

/** Who made an answer: the API itself, the balancers in front of it, or something in between that should not be there. */
export type Maker = 'api' | 'edge' | 'middlebox'

/** How much of the request may have left this machine when an attempt failed. */
export type Sent = 'nothing' | 'maybe' | 'all'

/** Whom a connection met instead of its upstream. For people: it names hosts, and never reaches the disk with the journal. */
export type Met =
  | {
      readonly kind: 'certificate'
      /** Whom it should have named. */
      readonly host: string
      /** Common name and organisation, as far as there are any. */
      readonly subject: string
      readonly issuer: string
      /** Days, as 2026-11-22; empty when unknown. */
      readonly validFrom: string
      readonly validUntil: string
    }
  | {
      readonly kind: 'proxy'
      /** `host:port`. */
      readonly proxy: string
      /** The variable that names it. */
      readonly variable: string
      /** Its answer to CONNECT. */
      readonly status?: number
      /** The text of its page, or the beginning of what was no HTTP: short, in one line, without credentials. */
      readonly says?: string
    }

/** An answer that is no use to the client as it is: what it says, and who says it. Made by recognise(). */
export type Refusal = {
  readonly status: number
  readonly from: Maker
  readonly code: RefusalCode
  /** What the answer asks for, already in milliseconds; nonsense has been dropped. */
  readonly retryAfter?: Millis
  /** `x-should-retry`, when it says anything. */
  readonly shouldRetry?: boolean
  readonly requestId?: string
  /** Cloudflare's name for it; the only one that an answer of the edge has. */
  readonly ray?: string
}

/** What the client has of an answer when it breaks. */
export type Progress = 'nothing' | 'message-start' | 'content'

/** Why a hold ended. */
export type Woke =
  /** First of those who wait: sent out to see whether the upstream is back. */
  | 'canary'
  | 'turn-in-ramp'
  | 'healthy'
  /** The patience or the envelope is spent. */
  | 'time'
  | 'stopping'
  /** More wait than we can keep. */
  | 'crowded'

/** What was seen of an attempt, a relay or a wait. Says nothing about what it means: that is judge()'s. */
export type Signal =
  | { readonly kind: 'opened' }
  | ({ readonly kind: 'refused' } & Refusal)
  | {
      readonly kind: 'failed'
      readonly phase: Phase
      readonly code: FailureCode
      readonly sent: Sent
      /** The connection had served before and died before a byte came: says nothing about the upstream. */
      readonly stale: boolean
      readonly met?: Met
    }
  | { readonly kind: 'silent'; readonly phase: Phase; readonly waited: Millis }
  | {
      readonly kind: 'torn'
      readonly by: 'cut' | 'silence' | 'empty' | 'not-an-answer'
      readonly progress: Progress
    }
  | {
      readonly kind: 'error-event'
      readonly progress: Progress
      readonly refusal: Refusal
    }
  | { readonly kind: 'completed' }
  | { readonly kind: 'woke'; readonly why: Woke }
  | { readonly kind: 'client-left' }
