import type { Millis } from '../core/time.ts'

/** What the one sentence may need. */
export type HeadlineFacts = {
  readonly host: string
  readonly held: number
  /** Since the last answer came. */
  readonly ago: Millis | undefined
  /** What is wrong, as a sentence without its full stop; empty where nobody has said. */
  readonly cause: string
}

export type StatusHeadline =
  | 'requests-go-through'
  | 'said-and-seen-well'
  | 'well-with-report'
  | 'front-door-answers'
  | 'said-degraded'
  | 'holding'
  | 'own-trouble'
  | 'said-outage'
  | 'said-maintenance'
  | 'front-door-refuses'
  | 'unreachable'
  | 'unknown'

export type StatusWordName = 'operational' | 'degraded' | 'maintenance' | 'outage' | 'unknown'

/** A time as the person's clock shows it, and how far away it is. */
export type Moment = { readonly at: string; readonly away: Millis }

/** What `holdfast status` says to people. Names of incidents and states that nobody here knows come from the page. */
export type StatusText = {
  readonly asking: string
  readonly headline: Readonly<Record<StatusHeadline, (facts: HeadlineFacts) => string>>
  /** Whose word it goes by. */
  readonly by: Readonly<Record<'gateway' | 'page-and-edge' | 'page' | 'edge' | 'nobody', string>>
  readonly since: (begun: Moment) => string
  readonly announced: Readonly<Record<'yes' | 'no' | 'unknown', string>>
  /** What to do; empty where there is nothing to say. */
  readonly next: Readonly<Record<StatusHeadline, string>>
  readonly ago: (length: Millis) => string
  readonly page: {
    readonly heading: (host: string, ago: Millis) => string
    /** Where it could not be read. */
    readonly bareHeading: string
    readonly unread: (why: string, ago: Millis) => string
    readonly before: (word: string, ago: Millis) => string
    readonly old: (age: Millis) => string
    readonly notAbout: (host: string) => string
    /** Why there is no word, without a full stop. Others are given as they are. */
    readonly why: Readonly<Record<string, string>>
    readonly whyStatus: (status: string) => string
    readonly whyOther: (code: string) => string
    readonly word: Readonly<Record<StatusWordName, string>>
    /** The page's words for the state of a component, of an incident, and for how bad it is. */
    readonly component: Readonly<Record<string, string>>
    readonly incident: Readonly<Record<string, string>>
    readonly impact: Readonly<Record<string, string>>
    /** A word of the page that is in none of these. */
    readonly strange: (word: string) => string
    readonly quoted: (name: string) => string
    readonly incidentLine: (name: string, facts: readonly string[], begun: Moment | undefined) => string
    readonly maintenance: Readonly<
      Record<'now' | 'overdue' | 'planned', (name: string, from: Moment | undefined, until: Moment | undefined) => string>
    >
  }
  readonly gateway: {
    readonly heading: (url: string, ago: Millis) => string
    readonly noneHeading: string
    readonly none: string
    readonly silent: string
    readonly holding: (held: number, cause: string, begun: Moment) => string
    readonly letting: (held: number) => string
    readonly working: (ago: Millis) => string
    readonly quiet: string
    readonly unsure: (cause: string, begun: Moment) => string
    readonly family: (cause: string, family: string) => string
    readonly nextTry: (length: Millis) => string
  }
  readonly edge: {
    readonly heading: (host: string, ago: Millis) => string
    readonly well: (status: number) => string
    readonly unwell: (status: number, cause: string) => string
    readonly unreachable: (code: string) => string
  }
  readonly history: {
    readonly heading: (days: number) => string
    /** What can be said where nothing stands there. */
    readonly nothing: Readonly<Record<'both-known' | 'seen-known' | 'announced-known' | 'neither', string>>
    readonly more: (count: number) => string
    readonly seen: (length: Millis, causes: string) => string
    readonly open: (length: Millis, causes: string) => string
    readonly lost: (causes: string) => string
    readonly announcedLate: (late: Millis, name: string) => string
    readonly announcedEarly: (early: Millis, name: string) => string
    readonly announcedAtOnce: (name: string) => string
    readonly never: string
    readonly 'not-yet': string
    readonly unknown: string
    readonly 'not-theirs': string
    readonly onlyAnnounced: (name: string, length: Millis | undefined) => string
    readonly between: string
  }
  readonly change: {
    readonly component: (name: string, word: string) => string
    readonly incidentNew: (incident: string) => string
    readonly incidentMoved: (incident: string) => string
    readonly incidentOver: (name: string) => string
    readonly maintenanceOver: (name: string) => string
    readonly pageUnread: (why: string) => string
    readonly pageReadAgain: string
  }
  readonly watching: string
  readonly timedOut: (length: Millis) => string
  readonly interrupted: string
  readonly notice: { readonly title: string; readonly yes: string; readonly no: string; readonly noDesktop: string }
  readonly problem: {
    readonly badTimeout: (got: string) => string
    readonly needs: (flag: string, others: string) => string
  }
  readonly help: StatusHelp
}

export type StatusHelp = {
  readonly status: string
  readonly watch: string
  readonly wait: string
  readonly timeout: string
  readonly json: string
  readonly notify: string
  readonly controls: string
  readonly asksOnce: string
  readonly staysOpen: string
  readonly forScripts: string
  readonly forPrograms: string
}
