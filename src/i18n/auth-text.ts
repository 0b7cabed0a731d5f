import type { Texts } from './en.ts'

// The shapes of what `src/auth` found, as far as sentences need them: texts lie below all that is found out.

export type AuthSource =
  | 'gateway-session'
  | 'CLAUDE_CODE_USE_BEDROCK'
  | 'CLAUDE_CODE_USE_VERTEX'
  | 'CLAUDE_CODE_USE_FOUNDRY'
  | 'CLAUDE_CODE_USE_MANTLE'
  | 'CLAUDE_CODE_USE_ANTHROPIC_AWS'
  | 'CLAUDE_CODE_USE_GATEWAY'
  | 'ANTHROPIC_AUTH_TOKEN'
  | 'ANTHROPIC_API_KEY'
  | 'apiKeyHelper'
  | 'CLAUDE_CODE_OAUTH_TOKEN'
  | 'ANTHROPIC_PROFILE'
  | 'ANTHROPIC_FEDERATION_RULE_ID'
  | 'login'
  | 'console-key'

export type AuthMake =
  | 'api-key'
  | 'login-token'
  | 'refresh-token'
  | 'session-key'
  | 'admin-key'
  | 'openai-key'
  | 'google-key'
  | 'github-token'
  | 'aws-key'
  | 'jwt'
  | 'placeholder'
  | 'other'

export type AuthFlaw =
  | 'line-break'
  | 'invisible'
  | 'space'
  | 'quote'
  | 'full-width'
  | 'too-short'
  | 'wrong-kind'
  | 'scheme'
  | 'placeholder'
  | 'unknown-shape'

type AuthFile = 'login' | 'state' | 'settings'

type Reason = (why: string) => string

/** What `holdfast auth` says. `place` and `file` are as they are shown; points of time and lengths are in words already. */
export type AuthText = {
  readonly sources: Readonly<Record<AuthSource, string>>
  readonly place: {
    readonly shell: string
    readonly keychain: string
    readonly line: (file: string, line: number) => string
    /** In a table. */
    readonly short: Readonly<Record<'shell' | 'keychain', string>>
  }
  readonly time: (at: Date) => string
  readonly span: (millis: number) => string
  readonly title: {
    readonly fine: (source: string) => string
    readonly mend: (source: string) => string
    readonly unknown: (source: string) => string
    readonly none: string
    readonly noneUnknown: string
  }
  readonly from: (place: string) => string
  readonly until: (at: string) => string
  readonly renewed: (at: string) => string
  readonly only: string
  readonly before: (sources: string) => string
  readonly talking: (talking: string, printing: string) => string
  readonly nobody: string
  readonly and: string
  /** Between the parts of a list. */
  readonly list: string
  readonly order: string
  readonly roles: Readonly<Record<'used' | 'unused' | 'printing' | 'unreadable', string>>
  readonly nothingDone: string
  readonly nothingChanged: string
  readonly sentOnce: (host: string) => string
  readonly ranCommand: string
  readonly running: string
  readonly again: string
  readonly newTerminal: string
  readonly looking: string
  readonly interrupted: string
  readonly badTarget: (got: string) => string
  readonly targetAlone: string
  /** Between flaws. */
  readonly flaws: string
  readonly flaw: Readonly<Record<AuthFlaw, (at: number, make: string) => string>>
  readonly makes: Readonly<Record<AuthMake, string>>
  readonly files: Readonly<Record<AuthFile, string>>
  readonly wanted: Texts['config']['wanted'] & { readonly plain: string; readonly object: string }
  readonly codes: Readonly<Record<'NOT_A_FILE' | 'TOO_LARGE' | 'ELOOP' | 'TIMEOUT', string>>
  readonly said: Reason
  readonly found: AuthFoundText
  readonly fix: AuthFixText
  readonly help: Readonly<
    Record<'auth' | 'json' | 'live' | 'target' | 'noHelper' | 'looks' | 'asks' | 'elsewhere' | 'quiet', string>
  >
}

type At = { readonly source: string; readonly place: string }

/** A sentence for each thing that can be found. */
export type AuthFoundText = {
  readonly 'not-logged-in': string
  readonly 'config-dir-missing': (dir: string, place: string) => string
  readonly 'login-blank': (file: string) => string
  readonly 'login-incomplete': (file: string, lacks: string) => string
  readonly unreadable: (what: string, file: string, why: string) => string
  readonly broken: (
    what: string,
    where: { readonly file: string; readonly line: number; readonly column: number },
    wanted: string,
  ) => string
  readonly 'keychain-locked': string
  readonly 'keychain-silent': string
  readonly 'keychain-unread': string
  readonly malformed: (about: At & { readonly flaws: string }) => string
  readonly expired: (source: string, at: string, ago: string) => string
  readonly renews: (source: string, at: string, ago: string) => string
  readonly 'ends-soon': (source: string, at: string, left: string) => string
  readonly 'valid-too-long': (at: string) => string
  readonly 'time-unit': Readonly<Record<'seconds' | 'microseconds', (place: string) => string>>
  readonly 'clock-behind': (by: string, file: string) => string
  readonly 'clock-impossible': (says: string) => string
  readonly 'clock-off': Readonly<Record<'ahead' | 'behind', (by: string) => string>>
  readonly shadowed: Readonly<Record<'money' | 'nothing', (used: string, hidden: string) => string>>
  readonly overruled: (name: string, by: string, place: string) => string
  readonly 'key-not-asked': string
  readonly 'key-rejected': (next: string) => string
  readonly 'open-file': Readonly<Record<'group' | 'everybody', (file: string, mode: string) => string>>
  readonly 'in-project': (name: string, place: string) => string
  readonly 'login-to-stranger': (source: string, url: string, place: string) => string
  readonly 'not-ours': (source: string) => string
  readonly 'command-fails': (end: string, said: string) => string
  readonly 'command-silent': (said: string) => string
  readonly 'command-floods': (limit: number) => string
  readonly 'command-slow': (within: string, said: string) => string
  readonly 'command-not-started': (why: string) => string
  readonly 'command-not-run': Readonly<Record<'not-wanted' | 'not-trusted', string>>
  readonly 'live-accepted': (host: string) => string
  readonly 'live-refused': (host: string, status: number, said: string) => string
  readonly 'live-unanswered': (host: string, why: string) => string
  readonly 'live-unclear': (host: string, status: number, said: string) => string
  readonly 'live-not-asked': Readonly<Record<'login' | 'nothing' | 'malformed' | 'not-ours' | 'command', string>>
  /** How a command ended. */
  readonly status: (status: number) => string
  readonly signal: string
}

/** What to do. Lines that can be typed stand below it and are not translated. */
export type AuthFixText = {
  readonly 'log-in': string
  readonly 'setup-token': string
  readonly 'new-key': (name: string) => string
  readonly 'change-line': (place: string) => string
  readonly 'remove-line': (place: string) => string
  readonly unset: (name: string, places: string) => string
  readonly 'set-again': (name: string, places: string) => string
  readonly 'use-name': (wrong: string, right: string) => string
  readonly 'close-file': (file: string) => string
  readonly 'move-away': (file: string) => string
  readonly 'check-clock': (says: string) => string
  readonly 'try-command': string
  readonly 'let-command-run': string
  readonly 'trust-folder': string
  readonly 'unlock-keychain': string
  readonly 'own-tool': (source: string) => string
  readonly 'answer-client': string
  readonly doctor: string
}
