import type { Surroundings } from '../config/surroundings.ts'
import type { Texts } from '../i18n/en.ts'
import type { Language } from '../i18n/language.ts'

/** What every command gets: the machine it runs on, the words it speaks, and where it may say them. */
export type Context = {
  readonly surroundings: Surroundings
  readonly language: Language
  readonly texts: Texts
  readonly entries: Entries
  /** One line to standard output. */
  readonly say: (line: string) => void
  /** One line to standard error. */
  readonly note: (line: string) => void
}

/** Absolute paths of what this program starts again by itself. */
export type Entries = { readonly node: string; readonly main: string; readonly statusLine: string }

/** Bad input, in the sense of sysexits and of most tools. */
export const BAD_INPUT = 2

/** Ends a command with a sentence for the person. Nothing is running any more when it is thrown. */
export class Complaint extends Error {
  readonly exitCode: number
  constructor(sentence: string, exitCode: number = BAD_INPUT) {
    super(sentence)
    this.exitCode = exitCode
  }
}
