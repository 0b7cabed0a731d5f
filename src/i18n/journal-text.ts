import type { Phase } from '../core/signal.ts'
import type { Millis } from '../core/time.ts'

/** Why the journal cannot be written or read. */
export type JournalTroubleCode =
  | 'cannot-open'
  | 'read-only'
  | 'disk-full'
  | 'disk-error'
  | 'busy'
  | 'newer'
  | 'foreign'
  | 'corrupt'
  | 'moved'
  | 'no-sqlite'
  | 'worker-died'
  | 'dropping'
  | 'row-refused'
  | 'fault'

/** Why it cannot be shown, each a whole sentence. */
export type JournalRefusal = 'missing' | 'older' | 'newer' | 'foreign' | 'corrupt' | 'busy' | 'no-sqlite' | 'unreadable'

export type OutcomeCode = 'completed' | 'relayed-error' | 'handed-back' | 'gave-up' | 'client-left' | 'running' | 'lost'

export type EndFacts = { readonly took: Millis; readonly held: Millis; readonly status: number | undefined }

export type TotalFacts = {
  readonly exchanges: number
  readonly troubled: number
  readonly absorbed: number
  readonly held: Millis
  readonly longest: Millis
}

/** What a learned limit of time is for. */
export type LimitPhase = 'look-up' | 'connect' | 'secure' | 'headers' | 'first-event' | 'gap'

export type LimitFacts = {
  readonly upstream: string
  readonly phase: string
  /** Which model, and which size of request; empty for all. */
  readonly which: string
  readonly from: Millis
  readonly to: Millis
  readonly samples: number
  readonly quantile: Millis
}

/** `code`: why, as a sentence without its full stop; empty where it is not known. */
export type NamesFacts = { readonly named: string; readonly code: string; readonly after: Millis }
export type NamesWhat = 'failed' | 'last-good' | 'own-question' | 'second' | 'lied' | 'back'

/** All that is said of the journal, in the log and by `holdfast journal`. */
export type JournalText = {
  readonly help: {
    readonly journal: string
    readonly since: string
    readonly exchange: string
    readonly json: string
    readonly lastDay: string
    readonly lastHour: string
    readonly forPrograms: string
    readonly oneExchange: string
  }
  readonly log: {
    /** A sentence without its full stop. */
    readonly troubles: Readonly<Record<JournalTroubleCode, string>>
    readonly trouble: (reason: string) => string
    readonly setAside: (file: string) => string
    readonly over: (trouble: string, lost: number) => string
  }
  readonly badSince: (got: string) => string
  readonly badExchange: (got: string) => string
  readonly noSuchExchange: (id: string) => string
  readonly refused: Readonly<Record<JournalRefusal, (file: string) => string>>
  readonly since: (from: string, length: Millis, file: string) => string
  readonly nothing: string
  readonly gatewayStarted: (version: string, pid: number) => string
  readonly gatewayStopped: (pid: number) => string
  readonly gatewayGone: (pid: number) => string
  readonly incident: (what: { readonly upstream: string; readonly family: string; readonly code: string }) => string
  readonly incidentOver: (what: { readonly length: Millis; readonly failures: number; readonly held: number }) => string
  readonly incidentOpen: (length: Millis) => string
  readonly incidentLost: string
  readonly limitPhases: Readonly<Record<LimitPhase, string>>
  readonly limit: (facts: LimitFacts) => string
  readonly limitFrom: (facts: LimitFacts) => string
  /** What became of the name servers; by the addresses that serve in their place, where there are some. */
  readonly names: Readonly<Record<NamesWhat, (facts: NamesFacts) => string>>
  /** Whose name was asked for, as it stands in those sentences. */
  readonly named: Readonly<Record<'upstream' | 'proxy', (upstream: string) => string>>
  readonly ended: Readonly<Record<OutcomeCode, (facts: EndFacts) => string>>
  /** Two parts of one sentence. */
  readonly also: (one: string, other: string) => string
  readonly absorbed: (failures: number, held: Millis) => string
  readonly steps: {
    readonly attempt: string
    readonly attemptAfter: (wait: Millis) => string
    readonly hold: (wait: Millis) => string
    readonly relay: string
    readonly 'hand-back': string
    readonly 'give-up': string
    readonly finish: string
  }
  readonly silent: Readonly<Record<Phase, string>>
  readonly asksToWait: (wait: Millis) => string
  /** What was done, why, and what came of it. */
  readonly step: (did: string, because: string, saw: string) => string
  readonly leftOut: (count: number) => string
  readonly uneventful: (count: number) => string
  readonly total: (facts: TotalFacts) => string
  readonly lostRows: (count: number) => string
}
