import type { Millis } from '../core/time.ts'

/** What a value in a scenario, or one sent to the control API, must look like. */
export type DrillExpected =
  | 'duration'
  | 'text'
  | 'yes-or-no'
  | 'count'
  | 'status'
  | 'page-status'
  | 'probability'
  | 'header'
  | 'headers'
  | 'place'
  | 'match'
  | 'flap'
  | 'edge'
  | 'silence'
  | 'cut'
  | 'fault'
  | 'fault-kind'
  | 'faults'
  | 'timed-fault'
  | 'later-end'
  | 'scenario'
  | 'server'

/** What `holdfast drill` says to people. */
export type DrillText = {
  readonly title: string
  readonly intro: (sessions: number, length: Millis) => string
  readonly elapsed: (elapsed: Millis, length: Millis) => string
  readonly providerWell: string
  readonly providerFails: (fault: string, left: Millis) => string
  readonly direct: string
  readonly gateway: string
  readonly rows: {
    readonly served: string
    readonly waiting: string
    readonly finished: string
    readonly lost: string
    readonly requests: string
    readonly backAfter: (fault: string) => string
  }
  /** A length with a tenth of a second, for the table. */
  readonly precise: (length: Millis) => string
  readonly notYet: string
  readonly never: string
  /** One line instead of the table, where nothing can be redrawn. */
  readonly plainLine: (line: {
    readonly elapsed: Millis
    readonly provider: string
    readonly direct: string
    readonly gateway: string
  }) => string
  readonly plainSide: (side: {
    readonly served: number
    readonly waiting: number
    readonly finished: number
    readonly lost: number
  }) => string
  readonly result: string
  readonly kept: (directLost: number) => string
  readonly bothKept: string
  readonly gatewayLost: (lost: number) => string
  readonly interrupted: string
  readonly stay: (urls: { readonly gateway: string; readonly provider: string; readonly control: string }) => readonly string[]
  readonly serving: (urls: {
    readonly provider: string
    readonly control: string
    readonly scenario: string
  }) => readonly string[]
  readonly problem: {
    readonly unknownScenario: (name: string, known: string) => string
    readonly unreadable: (file: string, code: string) => string
    readonly notJson: (file: string, reason: string) => string
    /** `choices` is empty where any value of the kind will do. */
    readonly badValue: (value: {
      readonly path: string
      readonly expected: string
      readonly choices: string
      readonly got: string
    }) => string
    readonly unknownKey: (path: string, key: string) => string
    readonly top: string
    readonly expected: Readonly<Record<DrillExpected, string>>
  }
}
