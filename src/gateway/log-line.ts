import type { Decision } from '../core/decision.ts'
import type { Health } from '../core/breaker.ts'
import type { Signal } from '../core/signal.ts'
import type { Millis, UnixMillis } from '../core/time.ts'
import type { Scope, TroubleCode, Verdict } from '../core/verdict.ts'
import type { JournalNews } from '../journal/journal.ts'
import type { FileNews } from '../world/names/last-good-file.ts'
import type { NamesNews } from '../world/names/names.ts'
import type { Change } from '../world/surroundings-watch.ts'

/** What the gateway says of its work; how it looks on a screen is the printer's. */
export type LogLine = { readonly at: UnixMillis } & (
  | { readonly event: 'listening'; readonly url: string; readonly upstream: string }
  /** One round of an exchange: did, saw, judged, and what comes next. */
  | {
      readonly event: 'step'
      readonly exchange: string
      readonly did: Decision
      readonly saw: Signal
      readonly judged: Verdict
      readonly next: Decision
      /** How long the hold or the wait of `did` was. */
      readonly took: Millis
    }
  /** Somebody waits, and the next try is planned: printed as `Retrying in N s (attempt n)`. */
  | {
      readonly event: 'next-try'
      readonly scope: Scope
      readonly lane: string
      readonly inMillis: Millis
      readonly attempt: number
      readonly waiting: number
      readonly code: TroubleCode
    }
  | {
      readonly event: 'health'
      readonly scope: Scope
      readonly lane: string
      readonly was: Health['is']
      readonly is: Health['is']
      readonly code: TroubleCode | undefined
    }
  | {
      readonly event: 'ended'
      readonly exchange: string
      readonly outcome: Outcome
      readonly status: number | undefined
      readonly absorbed: number
      readonly held: Millis
      readonly took: Millis
    }
  /** The machine woke, or its addresses are others. */
  | { readonly event: 'surroundings'; readonly kind: Exclude<Change['kind'], 'woke'> }
  | { readonly event: 'surroundings'; readonly kind: 'woke'; readonly slept: Millis }
  /** Uneventful exchanges beyond those that are listed one by one, in the last second. */
  | { readonly event: 'counted'; readonly exchanges: number }
  /** Once: the system's name servers fail and connections go on all the same, or they are back. */
  | ({ readonly event: 'names' } & NameNews)
  /** Something about the gateway itself, once: the journal cannot be written, a file is gone. */
  | { readonly event: 'trouble'; readonly code: string; readonly file?: string }
  /** It has passed. `lost`: rows of the journal that were given up so far. */
  | { readonly event: 'trouble-over'; readonly code: string; readonly lost: number }
  | { readonly event: 'stopping' }
  | { readonly event: 'stopped' }
)

/** How an exchange ended, seen from the client. */
export type Outcome = 'completed' | 'relayed-error' | 'handed-back' | 'gave-up' | 'client-left'

type Distribute<Line> = Line extends unknown ? Omit<Line, 'at'> : never
/** A log line whose time is added where it is written. */
export type Unstamped = Distribute<LogLine> & { readonly at?: UnixMillis }

/** What has become of the name servers; of the file with their addresses as of every other file. */
type NameNews = Exclude<NamesNews, FileNews>

/** Of the journal. */
export function newsLine(news: JournalNews): Unstamped {
  switch (news.kind) {
    case 'trouble':
      return { event: 'trouble', code: news.code }
    case 'trouble-over':
      return { event: 'trouble-over', code: news.code, lost: news.lost }
    case 'set-aside':
      return { event: 'trouble', code: 'journal.set-aside', file: news.file }
  }
}
