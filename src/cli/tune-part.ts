import process from 'node:process'
import type { Flags } from '../config/config.ts'
import { shortEnglish, shortJapanese } from '../i18n/text.ts'
import { tuneTextsIn } from '../i18n/tune.ts'
import type { Content } from '../install/content.ts'
import type { Part } from '../tune/applied.ts'
import type { Context } from './context.ts'
import { signsFor } from './print/doctor-signs.ts'
import type { TunePaper } from './print/tune-page.ts'

export type TuneFlags = Pick<Flags, 'config' | 'dataDir' | 'port'> & {
  readonly json?: boolean
  readonly apply?: boolean
  readonly undo?: boolean
}

/** One file that is to be changed, and how it is found out whether that works. */
export type PlannedChange = {
  readonly path: string
  readonly before: Content
  readonly after: Content
  /** Rejects with a NotVerified, or an error of the system. */
  readonly verify: (signal: AbortSignal) => Promise<void>
  /** What is to be done by the person afterwards. */
  readonly afterwards: readonly string[]
}

export type Found = 'notRead' | 'noAnswer' | 'gatewayGone'

/** It was changed, and does not work. */
export class NotVerified extends Error {
  readonly found: Found
  constructor(found: Found) {
    super(found)
    this.found = found
  }
}

/** What one part of `tune` has found. */
export type Examined = {
  readonly part: Part
  /** As the part's own object for programs. */
  readonly json: Readonly<Record<string, unknown>>
  readonly lines: readonly string[]
  /** In one line. */
  readonly summary: string
  /** What `--apply` does; a sentence where there is nothing, `no-file` where nobody says which file it would be. */
  readonly change: PlannedChange | { readonly nothing: string } | 'no-file'
  readonly exitCode: number
}

export function paperFor({ surroundings, language }: Context): TunePaper {
  const { isTTY, columns } = process.stdout
  const { env, platform } = surroundings
  return {
    text: tuneTextsIn(language),
    width: isTTY ? columns || 80 : undefined,
    signs: signsFor(env, platform).between === ' · ' ? 'unicode' : 'ascii',
    brief: language === 'ja' ? shortJapanese : shortEnglish,
  }
}
