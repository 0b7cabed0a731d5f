import type { Millis } from '../core/time.ts'
import type { Texts } from './en.ts'

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
  | 'bound'
  | 'client'
  | 'assertions'
  | 'description'
  | 'load'
  | 'loads'
  | 'phase'
  | 'phase-length'
  | 'phases'
  | 'ratio'
  | 'scenario'
  | 'seed'
  | 'sessions'
  | 'speed'
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
  /** Under the figures so far. */
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
    readonly notJson: (where: string, wanted: string) => string
    readonly inFile: (file: string, line: number, field: string) => string
    readonly column: (where: string, column: number) => string
    readonly wanted: Texts['config']['wanted']
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
