import type { Millis } from '../core/time.ts'
import type { Scenario } from './scenario.ts'
import type { Because, Side } from './tally.ts'

/** How long after a trouble's end the slowest was served again; `never` within the rehearsal, undefined while it is not over. */
export type Recovery = { readonly fault: string; readonly after: Millis; readonly back: Millis | 'never' | undefined }

/** What came of one side. What cannot be seen of a client that is not ours is undefined. All lengths in the scenario's time. */
export type SideFacts = {
  readonly finished: number
  readonly lost: number | undefined
  readonly falselyComplete: number | undefined
  readonly because: Readonly<Partial<Record<Because, number>>>
  readonly longestLoss: Millis | undefined
  /** Everything that reached the provider; and of it messages asked for in earnest, within the fullest second. */
  readonly requests: number
  readonly mostStartsInASecond: number
  readonly recoveries: readonly Recovery[]
  /** Turn ends, counted from the start. */
  readonly marks: readonly { readonly at: Millis; readonly what: 'finished' | 'lost' }[]
}

/** The facts of a rehearsal; words are made of them later. */
export type Rehearsed = {
  readonly scenario: Scenario
  readonly seed: number
  readonly speed: number
  /** What was lived through of the scenario's length. */
  readonly elapsed: Millis
  readonly ended: 'whole' | 'early'
  /** The person's own client, where there was one: then there is one side only. */
  readonly client: { readonly command: string; readonly exitCode: number } | undefined
  readonly sides: Readonly<Partial<Record<Side, SideFacts>>>
}
