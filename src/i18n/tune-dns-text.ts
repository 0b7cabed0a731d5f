import type { Millis } from '../core/time.ts'

export type DnsManager = 'systemd-resolved' | 'network-manager' | 'resolv-conf' | 'macos' | 'windows' | 'wsl'

/** What `holdfast tune dns` says. */
export type TuneDnsText = {
  readonly measuring: (facts: { readonly done: number; readonly all: number; readonly left: Millis }) => string
  readonly title: (names: readonly string[]) => string
  readonly whose: Readonly<Record<'system' | 'public', string>>
  readonly times: (facts: {
    readonly p50: Millis
    readonly p95: Millis
    readonly samples: number
    readonly lost: number
  }) => string
  readonly silent: (samples: number) => string
  readonly connect: (length: Millis) => string
  readonly excluded: Readonly<Record<'invents' | 'other-certificate' | 'silent' | 'knows-none' | 'leads-nowhere', string>>
  readonly verdict: {
    readonly quicker: (server: string, gain: Millis) => string
    readonly reliable: (server: string) => string
    readonly 'good-enough': string
    readonly 'left-alone': string
    readonly 'too-few': string
    readonly 'all-intercepted': string
    readonly 'no-public-answers': string
    readonly 'no-name': (upstream: string) => string
    readonly 'by-proxy': (proxy: string) => string
    readonly 'no-servers': string
  }
  readonly signs: {
    readonly 'search-domain': (domain: string) => string
    readonly 'routed-domain': (domain: string) => string
    readonly 'private-answer': (server: string) => string
    readonly vpn: (name: string) => string
  }
  /** What it comes to, without promises. */
  readonly gain: (gain: Millis) => string
  readonly gatewayGain: string
  /** `file`: where it stands; undefined where nobody names one. */
  readonly setting: (facts: {
    readonly now: readonly string[]
    readonly wanted: readonly string[]
    readonly file: string | undefined
  }) => string
  readonly alreadySet: (server: string) => string
  readonly privacy: string
  readonly systemHow: string
  /** Lines to be copied stand four columns deep. */
  readonly steps: Readonly<Record<DnsManager, (server: string) => readonly string[]>>
  readonly nothing: string
  readonly summary: Readonly<Record<'better' | 'good' | 'left-alone' | 'unknown', string>>
}
