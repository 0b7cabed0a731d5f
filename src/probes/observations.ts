import type { UnixMillis } from '../core/time.ts'
import type { AllFacts, ProbeId } from './facts.ts'

/** How a probe ended. Only `seen` is evidence. */
export type Outcome<Facts> =
  | { readonly is: 'seen'; readonly millis: number; readonly facts: Facts }
  | { readonly is: 'timed-out'; readonly millis: number }
  | { readonly is: 'crashed'; readonly millis: number; readonly error: string }
  | { readonly is: 'skipped'; readonly why: 'not-asked' | 'offline' | 'not-here' }

/** What --replay reads and --json writes. */
export type Observations = {
  readonly schema: 1
  readonly at: UnixMillis
  readonly version: string
  readonly platform: string
  readonly target: {
    readonly url: string
    readonly host: string
    readonly port: number
    readonly secure: boolean
    readonly official: boolean
  }
  /** The text that the client printed, if it was given, by its code of the catalogue. */
  readonly told: { readonly codes: readonly string[]; readonly text: string } | undefined
  /** How late this computer's own timers came at most, in milliseconds: so much of any time may be its own. Unknown to older versions. */
  readonly lag?: number | undefined
  readonly probes: { readonly [Id in ProbeId]: Outcome<AllFacts[Id]> }
}
