/** The questions of doctor, in the order in which a person reads them: from the machine outwards. */
export const CHECK_NAMES = [
  'link',
  'egress',
  'dns',
  'portal',
  'proxy',
  'tcp',
  'mtu',
  'tls',
  'clock',
  'http',
  'gateway',
  'status',
  'settings',
  'credential',
] as const
export type CheckName = (typeof CHECK_NAMES)[number]

/** `skip`: something it needs failed, or it was not asked. `unknown`: it was asked and gave nothing. */
export type CheckState = 'pass' | 'warn' | 'fail' | 'skip' | 'unknown'

/** Why a check has no result. */
export type CheckGap = 'timed-out' | 'crashed' | 'not-asked' | 'offline' | 'not-here'

/** What was not looked at, though a fault could be there. */
export type NotTested =
  | 'model'
  | 'controls'
  | 'credential-accepted'
  | 'mtu'
  | 'mtu-plain'
  | 'mtu-past-proxy'
  | 'mtu-unconnected'
  | 'long-answers'
  | 'timed-out'
  | 'crashed'
  | 'skipped'

/** What is known to be wrong with versions of Claude Code, by name. */
export type KnownBad =
  | 'names-wrong-status-page'
  | 'sends-login-to-gateway'
  | 'no-cache-behind-gateway'
  | 'discards-partial-output'
  | 'background-agents-lose-base-url'
  | 'wake-logs-out'
  | 'stale-sockets'
  | 'stalls-aborted'
  | 'pings-do-not-count'
  | 'idle-not-recovered'
  | 'forced-gateway-login'
  | 'artifact-tool-refused'
  | 'advisor-tool-refused'
  | 'no-proxy-ignored'

/** A figure behind a diagnosis. Lengths in milliseconds; `ago` counts back from when the observations began. */
export type Evidence =
  // the machine and its line
  | { readonly saw: 'no-interface' }
  | { readonly saw: 'no-address'; readonly device: string }
  | { readonly saw: 'no-route' }
  | {
      readonly saw: 'first-hop'
      readonly address: string
      readonly device: string
      readonly state: 'answers' | 'dead' | 'unknown'
    }
  | { readonly saw: 'tunnel'; readonly device: string }
  | { readonly saw: 'other-route'; readonly device: string; readonly millis: number }
  | { readonly saw: 'internet'; readonly reached: number; readonly asked: number }
  | { readonly saw: 'mixed'; readonly reached: number; readonly failed: number; readonly code: string }
  | { readonly saw: 'portal'; readonly url: string; readonly status: number; readonly to: string | undefined }
  | { readonly saw: 'via'; readonly via: string }
  // names
  | {
      readonly saw: 'look-up'
      readonly by: 'system' | 'system-control' | 'server' | 'public' | 'unvalidated' | 'made-up'
      readonly server: string | undefined
      readonly addresses: readonly string[]
      readonly code: string | undefined
      readonly millis: number
    }
  | { readonly saw: 'no-dns-server'; readonly file: 'missing' | 'empty' }
  | { readonly saw: 'hosts-line'; readonly line: string }
  | { readonly saw: 'near-name'; readonly host: string }
  // proxies
  | { readonly saw: 'proxy'; readonly shown: string; readonly variable: string | undefined }
  | {
      readonly saw: 'proxy-failed'
      readonly at: 'name' | 'connect' | 'tunnel'
      readonly code: string
      readonly millis: number
    }
  | { readonly saw: 'proxy-answer'; readonly to: 'target' | 'control'; readonly status: number }
  | { readonly saw: 'proxy-banner'; readonly banner: string }
  | { readonly saw: 'other-way'; readonly what: 'direct' | 'proxy' | 'system-proxy'; readonly shown: string | undefined }
  | { readonly saw: 'conflicting'; readonly variable: string; readonly shown: string }
  // the connection
  | {
      readonly saw: 'target-unreached'
      readonly host: string
      readonly failed: number
      readonly asked: number
      readonly code: string
    }
  | { readonly saw: 'target-reached'; readonly host: string; readonly millis: number }
  | { readonly saw: 'family-unreached'; readonly family: 4 | 6; readonly code: string }
  | { readonly saw: 'address-unreached'; readonly address: string; readonly code: string }
  | { readonly saw: 'programs-give-up'; readonly millis: number; readonly needed: number }
  | { readonly saw: 'slow-connects'; readonly millis: number; readonly count: number }
  | { readonly saw: 'repeated-connects'; readonly repeated: number; readonly failed: number; readonly asked: number }
  | { readonly saw: 'bulk'; readonly sent: number; readonly unacknowledged: number; readonly millis: number }
  | { readonly saw: 'control'; readonly by: 'tcp' | 'tls' | 'http'; readonly code: string | undefined; readonly millis: number }
  // TLS and clock
  | { readonly saw: 'handshake'; readonly host: string; readonly code: string; readonly millis: number }
  | { readonly saw: 'other-name'; readonly millis: number }
  | {
      readonly saw: 'certificate'
      readonly of: 'target' | 'control'
      readonly subject: string
      readonly issuer: string
      /** Who makes what shows such certificates, where the issuer says so. */
      readonly maker: string | undefined
      readonly validFrom: number
      readonly validTo: number
    }
  | { readonly saw: 'ca-file'; readonly state: 'missing' | 'unreadable' }
  | { readonly saw: 'checks-off' }
  | { readonly saw: 'client-certificate'; readonly state: 'none' | 'used' | 'missing' | 'unusable' }
  | { readonly saw: 'clock'; readonly offset: number; readonly hosts: number }
  // answers
  | {
      readonly saw: 'answer'
      readonly host: string
      readonly status: number
      /** First line of the body, printable, at most 80 characters. */
      readonly says: string
      readonly requestId: string | undefined
      readonly millis: number
      /** Asked without a credential, it asks for one: that is how a healthy API answers. */
      readonly refusal?: 'due'
    }
  | { readonly saw: 'no-answer'; readonly host: string; readonly code: string; readonly millis: number }
  | { readonly saw: 'reset-at'; readonly at: number }
  | { readonly saw: 'status-component'; readonly host: string; readonly name: string; readonly status: string }
  | { readonly saw: 'incident'; readonly name: string; readonly ago: number | undefined }
  | { readonly saw: 'status-quiet'; readonly host: string }
  // what live traffic showed
  | {
      readonly saw: 'traffic-failed'
      readonly code: string
      readonly count: number
      readonly ago: number
      readonly requestId: string | undefined
    }
  | { readonly saw: 'traffic-completed'; readonly count: number; readonly ago: number }
  | { readonly saw: 'at-once'; readonly count: number; readonly longest: number }
  | { readonly saw: 'lane'; readonly name: string; readonly health: string }
  | { readonly saw: 'known-addresses'; readonly code: string; readonly ago: number }
  | { readonly saw: 'cuts'; readonly count: number; readonly after: number; readonly ages: 'same' | 'different' }
  | { readonly saw: 'woke'; readonly ago: number }
  | { readonly saw: 'offline'; readonly ago: number }
  | { readonly saw: 'gateway'; readonly url: string; readonly state: 'none' | 'answers' | 'silent' | 'somebody-else' }
  // settings and account
  | { readonly saw: 'setting'; readonly name: string; readonly value: string; readonly from: string }
  | { readonly saw: 'overridden'; readonly name: string; readonly value: string; readonly from: string }
  | { readonly saw: 'credential'; readonly source: string; readonly from: string }
  | { readonly saw: 'flaw'; readonly source: string; readonly what: string; readonly at: number }
  | { readonly saw: 'expired'; readonly source: string; readonly ago: number }
  | { readonly saw: 'login-host'; readonly code: string }
  | { readonly saw: 'login-answer'; readonly status: number }
  | { readonly saw: 'known-bad'; readonly version: string; readonly what: string }
  | { readonly saw: 'node'; readonly version: string }
  // what was said, and what is missing
  | { readonly saw: 'told'; readonly code: string }
  | { readonly saw: 'gap'; readonly check: CheckName; readonly why: CheckGap }

export type EvidenceKind = Evidence['saw']
export type EvidenceOf<Kind extends EvidenceKind> = Extract<Evidence, { readonly saw: Kind }>
