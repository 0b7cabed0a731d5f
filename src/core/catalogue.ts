import type { Maker, Sent } from './signal.ts'

// Every way in which something goes wrong, once: what it is called, whose fault it is, and whether it passes by itself.
// The texts for people stand in i18n, one per code and language; docs/errors.md is made from both.

/** Whose fault it is, in the words of doctor. `provider` is whoever runs the upstream, `gateway` one that stands between. */
export type Owner = 'provider' | 'network' | 'proxy' | 'computer' | 'settings' | 'account' | 'gateway' | 'nobody' | 'unknown'

export type FailureEntry = {
  readonly owner: Owner
  /** Does it pass without anybody changing a setting, a credential or the request? Then an exchange is worth holding. */
  readonly waitingHelps: boolean
}

export type RefusalEntry = FailureEntry & {
  readonly from: Maker
  /** May the provider have acted on the request? `nothing` when whoever answered cannot have passed it on. */
  readonly sent: Exclude<Sent, 'all'>
}

export type GatewayEntry = FailureEntry & {
  /** HTTP status of our own answer. */
  readonly status: number
  /** `error.type` of the body, in the API's words, so that clients understand it. */
  readonly error: string
}

/** Answers that are no use as they are. */
export const REFUSALS = {
  // the API's own errors, one per error.type; a 429 and a 400 are split by what is behind them
  'api.invalid-request': { from: 'api', owner: 'settings', waitingHelps: false, sent: 'nothing' },
  'api.authentication': { from: 'api', owner: 'account', waitingHelps: false, sent: 'nothing' },
  'api.billing': { from: 'api', owner: 'account', waitingHelps: false, sent: 'nothing' },
  'api.permission': { from: 'api', owner: 'account', waitingHelps: false, sent: 'nothing' },
  'api.forbidden-region': { from: 'api', owner: 'account', waitingHelps: false, sent: 'nothing' },
  'api.not-found': { from: 'api', owner: 'settings', waitingHelps: false, sent: 'nothing' },
  'api.conflict': { from: 'api', owner: 'settings', waitingHelps: false, sent: 'nothing' },
  'api.too-large': { from: 'api', owner: 'settings', waitingHelps: false, sent: 'nothing' },
  'api.rate-limit': { from: 'api', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'api.plan-limit': { from: 'api', owner: 'account', waitingHelps: false, sent: 'nothing' },
  'api.spend-limit': { from: 'api', owner: 'account', waitingHelps: false, sent: 'nothing' },
  'api.internal': { from: 'api', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'api.timeout': { from: 'api', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'api.overloaded': { from: 'api', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'api.unknown': { from: 'api', owner: 'unknown', waitingHelps: false, sent: 'maybe' },

  // Envoy, by its text; after "connection termination" and "remote reset" the request may have been worked on
  'envoy.no-healthy-upstream': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'envoy.connection-failure': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'envoy.local-connection-failure': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'envoy.remote-connection-failure': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'envoy.connection-timeout': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'envoy.connection-termination': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'envoy.local-reset': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'envoy.local-refused': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'envoy.remote-reset': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'envoy.remote-refused': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'envoy.connect-error': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'envoy.overflow': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'envoy.protocol-error': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'envoy.overload-reset': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'envoy.reset': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'envoy.timeout': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'envoy.overloaded': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'envoy.no-cluster': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'envoy.rate-limited': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'envoy.no-route': { from: 'edge', owner: 'settings', waitingHelps: false, sent: 'nothing' },
  'envoy.access-denied': { from: 'edge', owner: 'provider', waitingHelps: false, sent: 'nothing' },

  // Cloudflare: its 5xx by number, its 1xxx by class
  'cloudflare.500': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'cloudflare.502': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'cloudflare.503': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'cloudflare.504': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'cloudflare.520': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'cloudflare.521': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'cloudflare.522': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'cloudflare.523': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'cloudflare.524': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'cloudflare.525': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'cloudflare.526': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'cloudflare.530': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'cloudflare.access-denied': { from: 'edge', owner: 'network', waitingHelps: false, sent: 'nothing' },
  'cloudflare.rate-limited': { from: 'edge', owner: 'network', waitingHelps: true, sent: 'nothing' },
  'cloudflare.dns': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'cloudflare.config': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'cloudflare.client-tls': { from: 'edge', owner: 'computer', waitingHelps: false, sent: 'nothing' },
  'cloudflare.legal': { from: 'edge', owner: 'provider', waitingHelps: false, sent: 'nothing' },
  'cloudflare.challenge': { from: 'edge', owner: 'network', waitingHelps: false, sent: 'nothing' },
  'cloudflare.too-large': { from: 'edge', owner: 'settings', waitingHelps: false, sent: 'nothing' },
  'cloudflare.other': { from: 'edge', owner: 'provider', waitingHelps: false, sent: 'nothing' },

  // other balancers, by their pages
  'nginx.bad-gateway': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'nginx.unavailable': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'nginx.timeout': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'nginx.internal': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'nginx.rate-limited': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'nginx.too-large': { from: 'edge', owner: 'settings', waitingHelps: false, sent: 'nothing' },
  'nginx.refused': { from: 'edge', owner: 'settings', waitingHelps: false, sent: 'nothing' },
  'alb.bad-gateway': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'alb.unavailable': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'alb.timeout': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'alb.internal': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'alb.login': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'alb.refused': { from: 'edge', owner: 'provider', waitingHelps: false, sent: 'nothing' },
  'haproxy.bad-gateway': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'haproxy.unavailable': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'haproxy.timeout': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'haproxy.refused': { from: 'edge', owner: 'provider', waitingHelps: false, sent: 'nothing' },
  'google.bad-gateway': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'google.unavailable': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'google.timeout': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'google.internal': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'google.refused': { from: 'edge', owner: 'settings', waitingHelps: false, sent: 'nothing' },
  'edge.unknown-5xx': { from: 'edge', owner: 'provider', waitingHelps: true, sent: 'maybe' },

  // something in between that should not be there
  'middlebox.html-page': { from: 'middlebox', owner: 'network', waitingHelps: true, sent: 'nothing' },
  'middlebox.empty': { from: 'middlebox', owner: 'unknown', waitingHelps: true, sent: 'maybe' },
  'middlebox.not-json': { from: 'middlebox', owner: 'unknown', waitingHelps: true, sent: 'maybe' },
  'middlebox.redirect': { from: 'middlebox', owner: 'network', waitingHelps: false, sent: 'nothing' },
  'middlebox.block-page': { from: 'middlebox', owner: 'proxy', waitingHelps: false, sent: 'nothing' },
  'middlebox.policy': { from: 'middlebox', owner: 'settings', waitingHelps: false, sent: 'nothing' },
  'middlebox.proxy-login': { from: 'middlebox', owner: 'proxy', waitingHelps: false, sent: 'nothing' },
  'middlebox.proxy-error': { from: 'middlebox', owner: 'proxy', waitingHelps: true, sent: 'nothing' },
  'middlebox.network-login': { from: 'middlebox', owner: 'network', waitingHelps: true, sent: 'nothing' },

  // an upstream of one's own that answers in its own words
  'other.bad-request': { from: 'api', owner: 'settings', waitingHelps: false, sent: 'nothing' },
  'other.authentication': { from: 'api', owner: 'account', waitingHelps: false, sent: 'nothing' },
  'other.permission': { from: 'api', owner: 'account', waitingHelps: false, sent: 'nothing' },
  'other.not-found': { from: 'api', owner: 'settings', waitingHelps: false, sent: 'nothing' },
  'other.timeout': { from: 'api', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'other.too-large': { from: 'api', owner: 'settings', waitingHelps: false, sent: 'nothing' },
  'other.rate-limited': { from: 'api', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'other.overloaded': { from: 'api', owner: 'provider', waitingHelps: true, sent: 'nothing' },
  'other.server-error': { from: 'api', owner: 'provider', waitingHelps: true, sent: 'maybe' },
  'other.client-error': { from: 'api', owner: 'settings', waitingHelps: false, sent: 'nothing' },
  'other.not-an-answer': { from: 'api', owner: 'settings', waitingHelps: false, sent: 'maybe' },
} as const

/** Failures without an answer, and answers that broke. No blame for the provider here: nobody has spoken. */
export const FAILURES = {
  'path.dns-not-found': { owner: 'network', waitingHelps: true },
  'path.dns-temporary': { owner: 'network', waitingHelps: true },
  'path.dns-refused': { owner: 'network', waitingHelps: true },
  'path.dns-server-failure': { owner: 'network', waitingHelps: true },
  'path.dns-timeout': { owner: 'network', waitingHelps: true },
  'path.refused': { owner: 'unknown', waitingHelps: true },
  'path.reset': { owner: 'unknown', waitingHelps: true },
  'path.not-delivered': { owner: 'network', waitingHelps: true },
  'path.unreachable': { owner: 'network', waitingHelps: true },
  'path.no-route': { owner: 'network', waitingHelps: true },
  'path.offline': { owner: 'network', waitingHelps: true },
  'path.blocked': { owner: 'computer', waitingHelps: true },
  'path.no-sockets': { owner: 'computer', waitingHelps: true },
  'path.connect-timeout': { owner: 'unknown', waitingHelps: true },
  'path.tls-timeout': { owner: 'unknown', waitingHelps: true },
  'path.tls-handshake': { owner: 'unknown', waitingHelps: true },
  'path.tls-not-tls': { owner: 'settings', waitingHelps: false },
  'path.tls-version': { owner: 'settings', waitingHelps: false },
  'path.tls-client-cert': { owner: 'settings', waitingHelps: false },
  'path.tls-client-cert-unusable': { owner: 'settings', waitingHelps: false },
  'path.tls-cert-expired': { owner: 'unknown', waitingHelps: false },
  'path.tls-cert-not-yet-valid': { owner: 'computer', waitingHelps: false },
  'path.tls-cert-wrong-name': { owner: 'network', waitingHelps: false },
  'path.tls-cert-self-signed': { owner: 'network', waitingHelps: false },
  'path.tls-cert-unknown-issuer': { owner: 'proxy', waitingHelps: false },
  'path.tls-cert-invalid': { owner: 'unknown', waitingHelps: false },
  'path.protocol-error': { owner: 'unknown', waitingHelps: true },
  'path.proxy-login': { owner: 'proxy', waitingHelps: false },
  'path.proxy-denied': { owner: 'proxy', waitingHelps: false },
  'path.proxy-refused': { owner: 'proxy', waitingHelps: true },
  'path.proxy-error': { owner: 'proxy', waitingHelps: true },
  'path.proxy-hangs': { owner: 'proxy', waitingHelps: true },
  'path.proxy-tls': { owner: 'proxy', waitingHelps: false },
  'path.proxy-unreachable': { owner: 'proxy', waitingHelps: true },
  'path.proxy-not-found': { owner: 'proxy', waitingHelps: true },
  'path.proxy-not-http': { owner: 'settings', waitingHelps: false },
  'path.proxy-setting': { owner: 'settings', waitingHelps: false },
  'path.silent-headers': { owner: 'unknown', waitingHelps: true },
  'path.silent-first-event': { owner: 'unknown', waitingHelps: true },
  'path.closed-before-headers': { owner: 'unknown', waitingHelps: true },
  'path.unknown': { owner: 'unknown', waitingHelps: true },
  'answer.cut': { owner: 'unknown', waitingHelps: true },
  'answer.silent': { owner: 'unknown', waitingHelps: true },
  'answer.empty': { owner: 'unknown', waitingHelps: true },
  'answer.not-an-answer': { owner: 'unknown', waitingHelps: true },
} as const

/** What the gateway itself answers a client, in the API's form. */
export const GATEWAY = {
  'gateway.patience-spent': { owner: 'unknown', waitingHelps: true, status: 503, error: 'overloaded_error' },
  'gateway.shutting-down': { owner: 'gateway', waitingHelps: true, status: 503, error: 'overloaded_error' },
  'gateway.memory-full': { owner: 'gateway', waitingHelps: true, status: 503, error: 'overloaded_error' },
  'gateway.too-many-held': { owner: 'gateway', waitingHelps: true, status: 503, error: 'overloaded_error' },
  'gateway.no-answer': { owner: 'unknown', waitingHelps: true, status: 502, error: 'api_error' },
  'gateway.body-too-large': { owner: 'settings', waitingHelps: false, status: 413, error: 'request_too_large' },
  'gateway.headers-too-large': { owner: 'settings', waitingHelps: false, status: 431, error: 'invalid_request_error' },
  'gateway.slow-sender': { owner: 'network', waitingHelps: true, status: 408, error: 'timeout_error' },
  'gateway.unreadable-body': { owner: 'settings', waitingHelps: false, status: 400, error: 'invalid_request_error' },
  'gateway.unknown-encoding': { owner: 'settings', waitingHelps: false, status: 415, error: 'invalid_request_error' },
  'gateway.loop': { owner: 'settings', waitingHelps: false, status: 508, error: 'invalid_request_error' },
  'gateway.bad-host': { owner: 'settings', waitingHelps: false, status: 403, error: 'permission_error' },
  'gateway.bad-origin': { owner: 'settings', waitingHelps: false, status: 403, error: 'permission_error' },
  'gateway.upgrade-refused': { owner: 'settings', waitingHelps: false, status: 400, error: 'invalid_request_error' },
  'gateway.key-missing': { owner: 'settings', waitingHelps: false, status: 401, error: 'authentication_error' },
  'gateway.secret-missing': { owner: 'settings', waitingHelps: false, status: 401, error: 'authentication_error' },
  'gateway.plan-token-refused': { owner: 'settings', waitingHelps: false, status: 403, error: 'permission_error' },
  'gateway.not-found': { owner: 'settings', waitingHelps: false, status: 404, error: 'not_found_error' },
  'gateway.wrong-method': { owner: 'settings', waitingHelps: false, status: 405, error: 'invalid_request_error' },
  'gateway.bug': { owner: 'gateway', waitingHelps: false, status: 500, error: 'api_error' },
} as const

/** Entry of what a client says of its own accord. */
export type ClientEntry = FailureEntry & {
  /** The answer or failure behind it, as far as an exchange shows it. */
  readonly like?: RefusalCode | FailureCode
}

/** What clients say in words of their own, finer than any answer shows it: read in texts, never seen in an exchange. */
export const CLIENT = {
  'client.not-logged-in': { owner: 'account', waitingHelps: false, like: 'api.authentication' },
  'client.login-expired': { owner: 'account', waitingHelps: false, like: 'api.authentication' },
  'client.login-not-allowed': { owner: 'account', waitingHelps: false, like: 'api.permission' },
  'client.key-helper-fails': { owner: 'settings', waitingHelps: false, like: 'api.authentication' },
  'client.conversation-too-long': { owner: 'settings', waitingHelps: false, like: 'api.invalid-request' },
  'client.conversation-broken': { owner: 'computer', waitingHelps: false, like: 'api.invalid-request' },
  'client.unknown-field': { owner: 'settings', waitingHelps: false, like: 'api.invalid-request' },
  'client.unfit-file': { owner: 'settings', waitingHelps: false, like: 'api.invalid-request' },
  'client.answer-too-long': { owner: 'settings', waitingHelps: false, like: 'api.invalid-request' },
  'client.against-policy': { owner: 'settings', waitingHelps: false, like: 'api.invalid-request' },
  'client.local-program-missing': { owner: 'settings', waitingHelps: false, like: 'path.refused' },
  'client.slept': { owner: 'computer', waitingHelps: true },
  'client.aborted': { owner: 'nobody', waitingHelps: false },
} as const

export type RefusalCode = keyof typeof REFUSALS
export type FailureCode = keyof typeof FAILURES
export type GatewayCode = keyof typeof GATEWAY
export type ClientCode = keyof typeof CLIENT
export type CatalogueCode = RefusalCode | FailureCode | GatewayCode | ClientCode

// Also the check that every row has the form of its table: `satisfies` cannot stand on an export (isolatedDeclarations).
export const refusalEntry = (code: RefusalCode): RefusalEntry => REFUSALS[code]
export const failureEntry = (code: FailureCode): FailureEntry => FAILURES[code]
export const gatewayEntry = (code: GatewayCode): GatewayEntry => GATEWAY[code]
export const clientEntry = (code: ClientCode): ClientEntry => CLIENT[code]

const ALL: Readonly<Record<CatalogueCode, FailureEntry>> = { ...REFUSALS, ...FAILURES, ...GATEWAY, ...CLIENT }

/** Every code, in the order of the tables. */
export const CATALOGUE_CODES: readonly CatalogueCode[] = Object.keys(ALL) as readonly CatalogueCode[]
export const isCatalogueCode = (text: string): text is CatalogueCode => Object.hasOwn(ALL, text)
export const catalogueEntry = (code: CatalogueCode): FailureEntry => ALL[code]
