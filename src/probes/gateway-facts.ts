import type { LookUps } from '../core/look-ups.ts'

/** C8: what the gateway on this computer knows, and what its journal says of the last half hour. */
export type GatewayFacts = {
  readonly running: 'none' | 'answers' | 'silent' | 'somebody-else'
  /** `install` has sent clients to it for good. */
  readonly installed?: 'yes'
  readonly url: string | undefined
  readonly version: string | undefined
  readonly upstream: string | undefined
  readonly lanes: readonly {
    readonly scope: string
    readonly name: string
    readonly health: string
    readonly code: string | undefined
    readonly since: number | undefined
  }[]
  readonly held: number
  /** The system's name servers fail, and its connections go on all the same, with addresses that it knows otherwise. */
  readonly names?: { readonly since: number; readonly code: string; readonly stale: number }
  /** How it has looked names up; not of a gateway that leaves that to the system. */
  readonly lookUps?: LookUps
  readonly recent: {
    readonly completed: number
    readonly lastCompletedAt: number | undefined
    /** By code of the catalogue, newest first. */
    readonly failures: readonly {
      readonly code: string
      readonly count: number
      readonly lastAt: number
      readonly requestId: string | undefined
    }[]
    /** Relays that broke, with the age of the answer at that moment. */
    readonly cuts: readonly { readonly at: number; readonly afterMillis: number; readonly by: string }[]
    /** Streamed answers that took long and came whole, and how many of them came in one piece at their end. Missing where there was none. */
    readonly streamed?: { readonly long: number; readonly atOnce: number; readonly longestMillis: number }
    readonly wokeAt: number | undefined
    readonly offlineAt: number | undefined
  }
}
