import type { Texts } from './en.ts'

type Url = { readonly url: string }

/** What `install`, `uninstall`, `bypass`, `start` and `completion` say to people. */
export type InstallText = {
  readonly help: {
    readonly install: string
    readonly uninstall: string
    readonly bypass: string
    readonly start: string
    readonly completion: string
    readonly yes: string
    readonly dryRun: string
    readonly keepChanges: string
    readonly discardChanges: string
    readonly for: string
    readonly end: string
    readonly shell: string
    readonly installs: string
    readonly installsDry: string
    readonly installsOther: string
    readonly uninstalls: string
    readonly uninstallsKeeping: string
    readonly bypasses: string
    readonly bypassesFor: string
    readonly bypassEnds: string
    readonly starts: string
    readonly completes: Readonly<Record<'bash' | 'zsh' | 'fish' | 'powershell', string>>
  }
  readonly plan: {
    readonly title: string
    readonly undoTitle: string
    readonly file: { readonly new: string; readonly changed: string; readonly removed: string }
    readonly commands: string
    readonly starts: string
    readonly stops: string
    readonly way: (way: Url & { readonly upstream: string }) => string
    readonly nothingDone: string
    readonly ask: string
    /** Letters with which a person agrees. */
    readonly agrees: RegExp
    readonly noTerminal: (command: string) => string
  }
  readonly done: {
    readonly installed: (gateway: Url) => string
    readonly already: (gateway: Url) => string
    readonly kept: Readonly<Record<'systemd' | 'launchd' | 'task-scheduler' | 'nobody', string>>
    readonly untested: string
    readonly nobodySteps: (startLine: string) => readonly string[]
    readonly wayBack: string
    readonly uninstalled: string
    readonly journalStays: (dir: string) => string
    readonly restartSessions: string
    readonly left: (names: string, file: string) => string
  }
  readonly clients: {
    readonly title: string
    readonly none: string
    readonly cli: (version: string, program: string) => string
    readonly setUp: string
    readonly vscode: (editor: string) => string
    readonly vscodeSteps: (file: string) => string
    readonly jetbrains: (editor: string) => string
    readonly jetbrainsSteps: string
    readonly desktop: string
    readonly desktopSteps: (gateway: Url) => string
    readonly actions: (files: string) => string
    readonly actionsSteps: string
  }
  readonly notes: {
    readonly projectWins: (file: string, value: string) => string
    readonly headersInShell: string
    readonly commented: (place: string) => string
    readonly cutShort: string
  }
  readonly refuse: {
    readonly place: (file: string, line: number, column: number) => string
    readonly notObject: (place: string) => string
    readonly notList: (place: string) => string
    readonly notJson: (place: string, wanted: string) => string
    readonly wanted: Texts['config']['wanted']
    readonly obstacle: Readonly<Record<'read-only' | 'no-file' | 'folder-read-only', (file: string) => string>>
    readonly managed: (place: string) => string
    readonly fromCache: (path: string) => string
    readonly noFreePort: (first: number, last: number) => string
    readonly portTaken: (port: number) => string
    readonly didNotStart: (why: string) => string
    readonly changed: (file: string) => string
    readonly changedHow: readonly string[]
    readonly bothFlags: string
    readonly badRecord: (path: string) => string
    readonly notInstalled: string
    readonly notFinished: string
    readonly busy: string
    readonly cannotWrite: (path: string, why: string) => string
  }
  readonly bypass: {
    readonly begun: (upstream: string) => string
    readonly untilThen: (time: string) => string
    readonly untilEnded: string
    readonly ended: (gateway: Url) => string
    readonly none: string
    /** Its time was over, and it has been ended. */
    readonly over: (gateway: Url) => string
    /** Its time is over, and it could not be ended; the reason follows. */
    readonly overStill: Readonly<Record<'settings' | 'gateway', string>>
    readonly changed: (file: string) => string
    readonly changedHow: readonly string[]
    /** For `doctor`, which changes nothing. `time` is empty when nobody has said. */
    readonly lasts: (time: string) => string
    readonly due: (time: string) => string
    readonly badLength: (got: string) => string
    readonly endsAlone: string
  }
  readonly started: (gateway: Url) => string
  readonly startsAgain: string
  readonly unknownShell: (got: string) => string
}
