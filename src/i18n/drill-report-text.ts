import type { Millis } from '../core/time.ts'

/** What a scenario may assert. */
export type ReportAssertion =
  | 'lostAtMost'
  | 'falselyCompleteAtMost'
  | 'recoveryWithin'
  | 'lossToldWithin'
  | 'requestsAtMost'
  | 'requestsPerTurnAtMost'
  | 'startsInASecondAtMost'
  | 'finishedAtLeast'

/** Why a turn was lost. */
export type ReportLoss =
  | 'retries-used-up'
  | 'overloaded-thrice'
  | 'retry-after-too-long'
  | 'plan-limit'
  | 'final-error'
  | 'malformed-answer'
  | 'connection-lost'
  | 'stalled'
  | 'server-error-in-answer'
  | 'wrong-answer'
  | 'never-ended'

export type ReportLoad = {
  readonly sessions: number
  readonly client: string
  readonly streaming: boolean
  readonly pause: Millis
}

/** What a rehearsal of a scenario says to people: on the terminal, and in its report. */
export type DrillReportText = {
  readonly list: { readonly name: string; readonly length: string; readonly about: string; readonly hint: string }
  readonly length: (length: Millis) => string
  /** Before it begins; `takes` is real time. */
  readonly intro: (run: { readonly sessions: number; readonly takes: Millis; readonly speed: number }) => string
  readonly clientIntro: (run: { readonly command: string; readonly takes: Millis; readonly print: boolean }) => readonly string[]
  readonly managed: (file: string) => string
  readonly clientNeverAsked: string
  readonly clientGone: string
  readonly sides: { readonly provider: string; readonly direct: string; readonly gateway: string }
  readonly assertion: Readonly<Record<ReportAssertion, string>>
  readonly atMost: (bound: string) => string
  readonly atLeast: (bound: string) => string
  readonly state: Readonly<Record<'kept' | 'broken' | 'not-measured', string>>
  readonly verdict: {
    readonly kept: (count: number) => string
    readonly broken: (broken: number, all: number) => string
    readonly early: string
  }
  /** Between two figures. */
  readonly comma: string
  readonly never: string
  readonly notMeasured: string
  readonly assertions: string
  readonly timeline: (slice: string) => string
  readonly legend: string
  readonly written: (file: string) => string
  readonly notWritten: (file: string, why: string) => string
  readonly badNumber: (option: string, expected: string, got: string) => string
  readonly argumentsWithoutClient: string
  readonly report: {
    readonly title: (name: string) => string
    readonly date: string
    readonly version: string
    readonly length: string
    readonly lengthAt: (length: Millis, speed: number) => string
    readonly livedThrough: (elapsed: Millis) => string
    readonly seed: string
    readonly provider: string
    readonly well: string
    readonly fault: (fault: {
      readonly label: string
      readonly from: Millis
      readonly to: Millis | undefined
      readonly share: number | undefined
    }) => string
    readonly load: string
    readonly loadLine: (load: ReportLoad) => string
    readonly client: string
    readonly clientLine: (command: string, exitCode: number) => string
    readonly figures: string
    readonly finished: string
    readonly lost: string
    readonly falselyComplete: string
    readonly requests: string
    readonly starts: string
    readonly backAfter: (fault: string) => string
    readonly losses: string
    readonly columns: { readonly assertion: string; readonly bound: string; readonly state: string }
  }
  readonly loss: Readonly<Record<ReportLoss, string>>
}
