import type { Health } from '../core/breaker.ts'
import type { ClientKind } from '../core/envelope.ts'
import type { RequestKind } from '../core/request.ts'
import type { Millis, UnixMillis } from '../core/time.ts'
import type { SizeClass } from '../learning/lesson.ts'
import type { LearnedPhase } from '../learning/limits.ts'
import type { NamesSeen } from '../world/names/names.ts'
import type { RacingSeen } from '../world/way-out/experience.ts'
import type { Scope, TroubleCode } from '../core/verdict.ts'

/** What `GET /_holdfast/state` answers, and what the status line, the terminal and the page are made of. */
export type GatewayState = {
  readonly version: string
  readonly pid: number
  readonly url: string
  readonly startedAt: UnixMillis
  readonly now: UnixMillis
  readonly upstream: string
  /** `offline`: this computer has no network, as its interfaces and failed attempts say; nothing is asked until it is back. */
  readonly network: 'online' | 'offline'
  /** When this computer was last seen to wake from sleep. */
  readonly wokeAt?: UnixMillis | undefined
  readonly stopping: boolean
  readonly lanes: readonly LaneState[]
  readonly exchanges: readonly ExchangeState[]
  /** Clients that keep `events` open: the runs that are present. */
  readonly runs: readonly string[]
  readonly budget: { readonly tokens: number }
  readonly replay: { readonly bytesInMemory: number; readonly files: number }
  /** Limits of time that are others than the policy's, since answers have shown better. */
  readonly learned: readonly LearnedState[]
  /** How names were looked up and addresses raced. */
  readonly names: NamesSeen & { readonly racing: RacingSeen }
  readonly totals: Totals
}

export type LearnedState = {
  readonly phase: LearnedPhase
  /** Where it is not the upstream that is connected to, but a proxy. */
  readonly host?: string
  readonly model?: string
  /** Of the request: less than this much. */
  readonly size?: SizeClass
  readonly limitMillis: Millis
}

export type LaneState = {
  readonly scope: Scope
  readonly name: string
  readonly health: Health['is']
  readonly code?: TroubleCode
  /** How long it has been unfit. */
  readonly forMillis?: Millis
  readonly tries?: number
  readonly nextTryInMillis?: Millis
  /** What will be done next: ask the edge, send one of those who wait, let the next one go, or wait for the network. */
  readonly next?: 'sounding' | 'canary' | 'turn' | 'network'
  readonly waiting: number
}

export type ExchangeState = {
  readonly id: string
  readonly client: ClientKind
  readonly session?: string
  readonly run?: string
  readonly kind: RequestKind
  readonly model?: string
  readonly streaming: boolean
  readonly sinceMillis: Millis
  readonly step: 'receiving' | 'trying' | 'waiting-to-retry' | 'holding' | 'relaying'
  readonly attempts: number
  /** While it holds: */
  readonly hold?: {
    readonly sinceMillis: Millis
    readonly scope: Scope
    readonly code: TroubleCode
    readonly place: number
    readonly nextTryInMillis?: Millis
    readonly attempt: number
    readonly next: 'sounding' | 'canary' | 'turn' | 'network'
    /** When it is handed back if nothing changes. */
    readonly endsInMillis: Millis
  }
}

export type Totals = {
  readonly exchanges: number
  readonly completed: number
  /** Failures that no client noticed. */
  readonly absorbed: number
  readonly heldMillis: Millis
  readonly handedBack: number
  readonly gaveUp: number
  readonly relayedErrors: number
  readonly clientsLeft: number
}

/** What `GET /_holdfast/runs/ID` answers: one `run` of a client, for its closing line. */
export type RunTotals = {
  readonly absorbed: number
  readonly heldMs: Millis
  /** Turns that the client did not get: given up, or handed back and not asked for again. */
  readonly lost: number
  readonly requests: number
  readonly firstRequestAt?: UnixMillis
}
