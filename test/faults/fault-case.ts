import type { FailureCode, RefusalCode } from '../../src/core/catalogue.ts'
import type { Millis } from '../../src/core/time.ts'
import type { Fault } from '../../src/drill/fault.ts'
import type { WireEffect } from './wire.ts'

/** Where in the exchange a fault strikes: all that its bound depends on. */
export const STRIKES = [
  /** Before anything that cannot be taken back: it can be hidden from every client. */
  'before-content',
  /** Says nothing at all: without stream nobody can tell it from an answer that takes long. */
  'silently',
  /** The client has part of the first block; with `in-tool` of a tool call behind a finished text. */
  'in-text',
  'in-thinking',
  'in-tool',
  /** A block is finished and none is open. */
  'behind-a-block',
  /** Slow or awkward, but whole. */
  'harmless',
  /** An answer that waiting cannot change: it must reach the client at once, as it is. */
  'final',
  /** The gateway itself is gone for a moment. */
  'the-gateway',
] as const
export type Strikes = (typeof STRIKES)[number]

/** What is done to whom. */
export type Injection =
  | { readonly to: 'provider'; readonly faults: readonly Fault[] }
  /** What a well-behaved server cannot be made to do. */
  | { readonly to: 'wire'; readonly effect: WireEffect }
  /** The upstream's name does not resolve. */
  | { readonly to: 'names' }
  /** The kernel drops the SYNs: the listener's queue is full and nobody takes from it. */
  | { readonly to: 'connections' }
  /** Killed without warning during an outage, and started again at once. */
  | { readonly to: 'gateway'; readonly after: Millis; readonly meanwhile: Fault }

export type FaultCase = {
  /** As the tables call it; unique. */
  readonly name: string
  readonly injection: Injection
  readonly strikes: Strikes
  /** Where the answer comes in one piece, if that is another thing. */
  readonly strikesWhole?: Strikes
  /** A length: it ends by itself. `once`: it meets each turn's first attempt. `stays`: it never ends. */
  readonly lasts: Millis | 'once' | 'stays'
  /** How the gateway must call it, by one of these names: the proof that it was met, and was this one. */
  readonly codes?: readonly (FailureCode | RefusalCode)[]
  /** What an overload asks for and is granted: for those who cannot wait so long it lasts no shorter. */
  readonly advises?: Millis
  /** What is asked for, in the stand-in's own words; a plain answer unless given. */
  readonly prompt?: string
  /** More than the memory for replay copies takes: they go to files. */
  readonly spills?: 'yes'
  /** A calm turn before, so that there is a connection to reuse. */
  readonly warm?: 'yes'
  /** On the real clock, through a real `holdfast serve`. */
  readonly fullSize?: 'yes'
}
