import type { Millis } from '../core/time.ts'
import type { Texts } from './en.ts'

/** What stands around a diagnosis on the screen, and what is said when there is none. */
export type DoctorScreenText = {
  /** In the place of the diagnosis while the probes run. */
  readonly checking: string
  /** Where nothing can be redrawn, before they run. */
  readonly pleaseWait: string
  readonly why: string
  readonly also: string
  /** Of a sentence without its full stop, as it stands within others. */
  readonly sentence: (text: string) => string
  readonly alsoFound: (title: string, owner: string) => string
  /** `took`: nought while they run. */
  readonly checks: (took: Millis) => string
  readonly notTested: string
  /** A check's time, at most 7 columns. */
  readonly time: (millis: number) => string
  readonly interrupted: string
  /** Before standard input is read, where somebody types. */
  readonly pasteError: string
  /** The text of --error holds nothing known. */
  readonly errorUnknown: string
  readonly watching: (next: Millis) => string
  /** `after`: since the first look, which saw a fault. */
  readonly over: (after: Millis) => string
  readonly replayed: (when: string, version: string) => string
  readonly problem: {
    readonly badTarget: (got: string) => string
    readonly unknownCheck: (flag: string, got: string, nearest: string, known: string) => string
    readonly nothingLeft: string
    readonly noErrorText: string
    readonly together: (one: string, other: string) => string
    readonly unreadable: (file: string, why: string) => string
    readonly controls: {
      readonly notJson: (file: string, where: { readonly line: number; readonly column: number }, wanted: string) => string
      readonly unknownKey: (file: string, line: number, nearest: string) => string
      readonly badValue: (file: string, line: number, field: { readonly path: string; readonly expected: string }) => string
      readonly wanted: Texts['config']['wanted']
      readonly expected: Readonly<Record<ControlWord, string>>
    }
    readonly replay: Readonly<Record<'not-json' | 'not-a-replay' | 'other-schema' | 'newer-schema', (file: string) => string>>
  }
  readonly help: DoctorHelp
}

/** What a value in a file of controls must look like. */
export type ControlWord = 'address' | 'resolver' | 'portal' | 'site' | 'host' | 'list' | 'url' | 'status' | 'text' | 'controls'

export type DoctorHelp = {
  readonly doctor: string
  readonly json: string
  readonly error: string
  readonly offline: string
  readonly deep: string
  readonly watch: string
  readonly check: string
  readonly skip: string
  readonly target: string
  readonly controls: string
  readonly replay: string
  readonly asks: string
  readonly startsFromError: string
  readonly waits: string
  readonly forReports: string
}
