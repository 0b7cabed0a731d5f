import type { Envelope } from './envelope.ts'
import type { Described } from './request.ts'
import type { Millis } from './time.ts'
import type { Scope, Verdict } from './verdict.ts'

/**
 * What decide() may know: facts, taken once a step. Time, chance and health are values here and never calls, so that
 * every rule is a table and recorded steps can be decided again under another policy.
 */
export type Situation = {
  /** undefined before anything has happened. */
  readonly verdict: Verdict | undefined
  readonly request: Described
  readonly envelope: Envelope
  /** Failures of this exchange in a row, the present one included; a hold begins a new row. */
  readonly failures: number
  /** Since this request was accepted. */
  readonly elapsed: Millis
  /** Of the time in which the client has asked for this, earlier rounds included: how much it may still take. */
  readonly patienceLeft: Millis
  /** How often it was handed back and has come again. */
  readonly rounds: number
  /** Can the client still be given an honest status? Once the 200 is out, it cannot. */
  readonly committed: 'no' | 'yes'
  /** The widest scope whose health makes this exchange wait; undefined when all are fit, or it is its turn. */
  readonly blockedBy: Scope | undefined
  /** This machine has no network: nobody is to blame, and nobody is asked. */
  readonly offline: 'no' | 'yes'
  /** May a retry be spent? */
  readonly budget: 'some' | 'empty'
  /** How many of its failures came after others had got through since the one before: it fails for itself. Holds do not reset it. */
  readonly alone: number
  /** When the lane that blocks it may be tried at the earliest, from now: its advice may be longer than any patience. */
  readonly opensIn: Millis | undefined
  /** One draw from [0, 1). */
  readonly roll: number
}
