import type { Millis } from '../core/time.ts'

/** A step against the next outage. `command`: what is typed for it. */
export type PreventionStep = { readonly text: string; readonly command?: string }

/** What `holdfast explain` says around the catalogue's own sentences. */
export type ExplainText = {
  /** `until`: it passes at a time that the text names. */
  readonly waits: Readonly<Record<'yes' | 'no' | 'until', string>>
  readonly sure: Readonly<Record<'certain' | 'likely' | 'possible', string>>
  /** Before the last of several errors. */
  readonly several: (count: number) => string
  readonly found: string
  /** Where in the text, and how often. */
  readonly where: (place: { readonly line: number; readonly lastLine: number; readonly times: number }) => string
  readonly again: {
    readonly words: (words: string) => string
    readonly at: (when: string) => string
    readonly past: (when: string) => string
    readonly in: (length: Millis) => string
  }
  /** The text names only a status or that something failed. */
  readonly vague: (status: string | undefined) => string
  /** What Holdfast would have done, for those whose client does not go through it, and those of whom nobody knows. */
  readonly offer: Readonly<Record<'no' | 'unknown', string>>
  readonly next: string
  readonly skipped: (megabytes: string) => string
  readonly unknown: {
    readonly title: string
    readonly why: string
    readonly advice: string
    readonly kin: string
    readonly noKin: string
  }
  readonly status: StatusTexts
  readonly prevention: {
    readonly title: string
    readonly steps: readonly (PreventionStep & { readonly needs?: string })[]
    readonly honest: string
  }
  readonly list: { readonly code: string; readonly owner: string; readonly waits: string; readonly hint: string }
  readonly paste: string
  readonly problem: {
    readonly empty: string
    readonly unknownCode: (got: string, near: string) => string
    readonly file: (name: string) => string
    readonly unreadable: (why: string) => string
    readonly tooLarge: (megabytes: number) => string
    readonly listAndText: string
  }
  readonly help: ExplainHelp
}

export type StatusTexts = {
  /** What a status says, where it can be said of the number itself. */
  readonly known: Readonly<Record<number, string>>
  readonly other: (number: number) => string
  readonly cloudflare: (number: number) => string
  /** Whose side it is. */
  readonly side: Readonly<Record<'provider' | 'yours' | 'either' | 'unknown', string>>
  readonly senders: string
  readonly tell: string
  /** How to tell them apart. */
  readonly cues: readonly string[]
  readonly next: string
}

export type ExplainHelp = {
  readonly explain: string
  readonly text: string
  readonly json: string
  readonly list: string
  readonly error: string
  readonly piped: string
  readonly clipboard: string
  readonly status: string
  readonly prevention: string
  readonly code: string
}
