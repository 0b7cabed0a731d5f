import type { Millis } from '../core/time.ts'

/** Why a setting of the client is good, or is not. */
export type ClientReasonName =
  | 'no-number'
  | 'timeout-short'
  | 'timeout-usual'
  | 'timeout-long'
  | 'retries-few'
  | 'retries-capped'
  | 'retries-enough'
  | 'retries-left'
  | 'retries-lifted'
  | 'watchdog-on'
  | 'watchdog-off'
  | 'watchdog-left'
  | 'watching-off'
  | 'idle-long'
  | 'idle-floor'
  | 'idle-usual'
  | 'bytes-short'
  | 'bytes-fit'
  | 'paid-twice'
  | 'paid-once'
  | 'agents-short'
  | 'agents-fit'
  | 'stops-early'
  | 'proxy-unusable'
  | 'proxy-used'
  | 'gateway-by-proxy'
  | 'file-missing'
  | 'file-there'
  | 'checks-off'
  | 'version-bad'
  | 'version-fine'

type Wait = { readonly p999: Millis; readonly samples: number }

/** What `holdfast tune client` says. */
export type TuneClientText = {
  /** Above the settings. */
  readonly title: (toChange: number) => string
  readonly way: Readonly<Record<'gateway' | 'nobody', string>>
  readonly labels: Readonly<Record<'now' | 'proposed' | 'why' | 'seen' | 'behind', string>>
  readonly notSet: string
  /** A value and the file or variable that it comes from. */
  readonly from: (value: string, place: string) => string
  readonly shell: string
  readonly unset: string
  readonly look: Readonly<Record<'proxy' | 'file' | 'version', string>>
  /** The person's own settings file cannot do it. */
  readonly elsewhere: (proposed: string, place: string) => string
  readonly reasons: Readonly<Record<ClientReasonName, string>>
  readonly behind: Readonly<Record<'matters' | 'does-not-matter', string>>
  readonly answers: (wait: Wait) => string
  readonly gaps: (wait: Wait) => string
  readonly outage: (lasted: Millis) => string
  /** Above those that are good. */
  readonly fine: string
  readonly summary: (toChange: number) => string
  readonly nothing: string
  readonly onlyByHand: string
  readonly restart: string
}
