import type { UnixMillis } from '../core/time.ts'
import type { NotTested } from '../core/evidence.ts'
import type { Check } from '../doctor/checks.ts'
import type { Diagnosis } from '../doctor/diagnosis.ts'
import type { Recorded, RecordedExchange, RecordedGateway, RecordedStep } from '../journal/columns.ts'
import type { ReadTrouble, Totals } from '../journal/read.ts'
import type { IncidentRow } from '../journal/rows.ts'
import type { Observations } from '../probes/observations.ts'
import type { PagePart } from './page.ts'

/** The stretch of time that a report is about; `recorded`: the person reproduced it in between. */
export type Period = { readonly from: UnixMillis; readonly until: UnixMillis; readonly how: 'back-from-now' | 'recorded' }

export type TroubledExchange = RecordedExchange & { readonly steps: readonly RecordedStep[] }

/** `gone`: killed, or its computer went down. */
export type SeenGateway = RecordedGateway & { readonly state: 'running' | 'stopped' | 'gone' }

/** What the journal says of the period: all times, and no text of anybody's. */
export type Recordings = {
  readonly gateways: readonly SeenGateway[]
  readonly incidents: readonly Recorded<IncidentRow>[]
  /** Those that met trouble, oldest first. */
  readonly exchanges: readonly TroubledExchange[]
  /** Of those that met trouble, how many are not among them: the older ones. */
  readonly leftOut: number
  readonly totals: Totals
}

export type JournalPart = ({ readonly is: 'read' } & Recordings) | { readonly is: 'unread'; readonly why: ReadTrouble }

/** Everything that doctor saw and concluded. */
export type Judgement = {
  readonly observations: Observations
  readonly diagnosis: Diagnosis
  readonly checks: readonly Check[]
  readonly notTested: readonly NotTested[]
}

/** The machine, as far as it matters to somebody far away. */
export type Machine = {
  readonly platform: string
  readonly release: string
  readonly arch: string
  readonly node: string
  readonly holdfast: string
  readonly client: string | undefined
  /** Minutes that local time is ahead of UTC. */
  readonly utcOffset: number
}

/** A setting by its name, where it stands, and what kind of value it has: the value itself is not here. */
export type SettingName = {
  readonly name: string
  readonly from: string
  readonly kind: 'text' | 'number' | 'yes-no' | 'list' | 'object'
}

/** All that a report is made of, as it was collected: nothing of it goes out without passing the allow-lists. */
export type ReportFacts = {
  readonly at: UnixMillis
  readonly period: Period
  readonly journal: JournalPart
  readonly judgement: Judgement
  readonly page: PagePart
  readonly machine: Machine
  readonly settings: readonly SettingName[]
  /** Settings whose names nobody knows: they are counted. */
  readonly otherSettings: number
}
