import type { Decision } from '../core/decision.ts'
import type { TimeoutsMode } from '../core/policy.ts'
import type { Millis } from '../core/time.ts'
import type { LimitPhase } from './journal-text.ts'
import type { TuneApplyText } from './tune-apply-text.ts'
import type { TuneClientText } from './tune-client-text.ts'
import type { TuneDnsText } from './tune-dns-text.ts'

export type Course = 'too-few' | 'fits' | 'slower' | 'faster'

/** All that `holdfast tune` says. */
export type TuneText = {
  readonly help: {
    readonly tune: string
    readonly timeouts: string
    readonly client: string
    readonly dns: string
    readonly apply: string
    readonly undo: string
    readonly json: string
    readonly shows: string
    readonly showsClient: string
    readonly showsDns: string
    readonly applies: string
    readonly undoes: string
    readonly forPrograms: string
  }
  readonly nothingYet: string
  /** When it was written: what is newer is in the gateway. */
  readonly source: (count: number, age: Millis) => string
  readonly phases: Readonly<Record<LimitPhase, string>>
  /** Of the request's size: `64k`. */
  readonly below: (size: string) => string
  readonly above: string
  /** Where limits are fixed, nothing is on its way to what is proposed. */
  readonly limit: (facts: {
    readonly mode: TimeoutsMode
    readonly current: Millis
    readonly usual: Millis
    readonly proposed: Millis
  }) => string
  readonly seen: (facts: {
    readonly samples: number
    readonly p50: Millis
    readonly p99: Millis
    readonly p999: Millis
  }) => string
  readonly course: Readonly<Record<Course, string>>
  /** Of all that came, how many the proposed limit would have cut. */
  readonly cut: (facts: { readonly proposed: Millis; readonly cut: number }) => string
  readonly again: (days: number) => string
  readonly noTrouble: string
  readonly silences: (facts: { readonly silences: number; readonly sooner: Millis; readonly longer: number }) => string
  readonly decisions: (facts: { readonly reproduced: number; readonly different: number }) => string
  readonly different: (facts: { readonly exchange: string; readonly was: Decision['do']; readonly now: Decision['do'] }) => string
  readonly learns: string
  readonly isFixed: (file: string) => string
  /** In one line, as a part of all. */
  readonly summary: (facts: { readonly learned: number; readonly mode: TimeoutsMode }) => string
  readonly summaryTitle: string
  readonly details: (command: string) => string
  readonly client: TuneClientText
  readonly dns: TuneDnsText
  readonly apply: TuneApplyText
}
