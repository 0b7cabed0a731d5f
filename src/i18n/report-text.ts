import type { Owner } from '../core/catalogue.ts'
import type { Confidence } from '../core/diagnosis-code.ts'
import type { Millis } from '../core/time.ts'

/** What became of the requests that met trouble. */
export type TriedFacts = {
  readonly troubled: number
  /** Tries, not requests. */
  readonly failed: number
  readonly held: Millis
  readonly longest: Millis
  /** Of all requests of the time. */
  readonly ends: {
    readonly all: number
    readonly completed: number
    readonly relayed: number
    readonly handedBack: number
    readonly gaveUp: number
    readonly left: number
    readonly unfinished: number
  }
}

export type WhenFacts = {
  readonly from: string
  readonly until: string
  readonly length: Millis
  /** `last-seen`: nobody knows whether more came after. */
  readonly end: 'over' | 'open' | 'last-seen'
}

export type FaultFacts = {
  readonly owner: string
  readonly from: 'doctor' | 'journal' | 'nothing'
  readonly confidence: string
}

/** What a report does not hold, each a few words. */
export type LeftOut = 'content' | 'secrets' | 'names' | 'other-settings' | 'older-requests' | 'no-journal' | 'uneventful'

/** All that is said in and around a report. */
export type ReportText = {
  readonly help: {
    readonly report: string
    readonly out: string
    readonly since: string
    readonly dryRun: string
    readonly issue: string
    readonly record: string
    readonly yes: string
    readonly error: string
    readonly usually: string
    readonly looksFirst: string
    readonly pastes: string
    readonly reproduces: string
  }
  /** The text to paste. Each of these is one line of Markdown, or a heading without its signs. */
  readonly issue: {
    readonly title: (what: string) => string
    readonly nothingHappened: string
    readonly happened: string
    readonly when: string
    readonly whose: string
    readonly tried: string
    readonly now: string
    readonly seen: (code: string, status: number | undefined, count: number) => string
    readonly time: (facts: WhenFacts) => string
    readonly period: (from: string, until: string) => string
    /** It was measured, and not recorded. */
    readonly seenNow: (at: string) => string
    readonly fault: (facts: FaultFacts) => string
    readonly effort: (facts: TriedFacts) => string
    readonly noJournal: string
    readonly noTraffic: string
    readonly failures: string
    readonly failureColumns: readonly [first: string, last: string, count: string, status: string, code: string]
    readonly traces: string
    readonly traceColumns: readonly [time: string, status: string, code: string, id: string, ray: string]
    readonly noTraces: string
    readonly statusPage: string
    readonly pageUnknown: string
    readonly pageAsOf: (host: string, when: string) => string
    readonly pageQuiet: string
    /** What the page announced in the period, each beside what was seen here. */
    readonly pageHistory: {
      readonly heading: string
      readonly nothing: string
      readonly unread: string
      /** How long after the first failure here it was announced; below nought: before. */
      readonly late: (length: Millis) => string
      readonly seen: string
      readonly notSeen: string
      readonly never: string
      readonly 'not-yet': string
      readonly unknown: string
    }
    readonly setup: string
    readonly versions: string
    readonly way: (target: string, by: 'direct' | 'proxy' | 'unusable', kind: 'official' | 'gateway') => string
    readonly credential: (kind: string, from: string, state: string) => string
    readonly noCredential: string
    /** A program that is not here. */
    readonly notFound: string
    readonly told: (codes: string) => string
    readonly foot: (version: string) => string
    /** What stands for nothing in a table. */
    readonly none: string
  }
  readonly owners: Readonly<Record<Owner, string>>
  readonly confidences: Readonly<Record<Confidence, string>>
  /** Where to send it: whole sentences, the first address first. */
  readonly sendTo: Readonly<Record<Owner, readonly string[]>>
  readonly screen: {
    readonly looking: string
    readonly reproduce: string
    readonly recorded: (length: Millis) => string
    readonly contents: (size: string) => string
    readonly size: (bytes: number) => string
    readonly member: Readonly<Record<string, string>>
    readonly text: string
    readonly leftOut: string
    readonly left: Readonly<Record<LeftOut, (count: number) => string>>
    readonly masked: (count: number) => string
    readonly ask: (file: string) => string
    /** Beginnings of the answers that mean yes. */
    readonly yes: readonly string[]
    readonly written: (file: string, size: string) => string
    readonly lookIntoIt: string
    readonly notWritten: string
    readonly dryRun: string
    readonly sendTo: string
    readonly nothingSent: string
  }
  readonly problem: {
    readonly badSince: (got: string) => string
    readonly exists: (file: string) => string
    readonly noFolder: (folder: string) => string
    readonly notWritten: (file: string, why: string) => string
    readonly needsYes: string
    readonly together: (one: string, other: string) => string
    readonly suspicion: (member: string, looksLike: string) => string
    readonly noEnter: string
  }
}
