/** What `holdfast tune --apply` and `--undo` say. */
export type TuneApplyText = {
  readonly how: (command: string) => string
  readonly applied: (file: string) => string
  readonly undoHow: (command: string) => string
  readonly takenBack: (why: string) => string
  readonly left: (file: string, why: string) => string
  readonly notBegun: (file: string) => string
  readonly late: string
  readonly noFile: (command: string) => string
  readonly undone: (file: string) => string
  readonly nothingToUndo: string
  readonly changedSince: (file: string) => string
  readonly changedHow: string
  readonly laterFirst: (file: string, command: string) => string
  readonly badRecord: (file: string) => string
  readonly bothFlags: string
  readonly restartGateway: string
  readonly startWith: (file: string) => string
  /** What a verification found. */
  readonly found: Readonly<Record<'notRead' | 'noAnswer' | 'gatewayGone', string>>
}
