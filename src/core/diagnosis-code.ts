import type { Owner } from './catalogue.ts'

// What doctor can conclude, once: whose fault it is unless the evidence says otherwise, how bad it is, and on which rung of the
// way it stands. The texts stand in i18n, one per code and language.

/** `stops`: nothing gets through. `degrades`: it works, and not as it should. `note`: worth knowing, and no fault. */
export type Gravity = 'stops' | 'degrades' | 'note' | 'none'

/** Where on the way to an answer a fault stands. What stands above a broken rung is its consequence. */
export type Rung =
  | 'none'
  | 'settings'
  | 'link'
  | 'portal'
  | 'internet'
  | 'dns'
  | 'proxy'
  | 'tcp'
  | 'mtu'
  | 'tls'
  | 'http'
  | 'provider'
  | 'live'
  | 'account'
  | 'quality'

export type DiagnosisEntry = { readonly owner: Owner; readonly gravity: Gravity; readonly rung: Rung }

export const DIAGNOSES = {
  // the machine and its line
  NET_NO_LINK: { owner: 'computer', gravity: 'stops', rung: 'link' },
  NET_NO_ADDRESS: { owner: 'network', gravity: 'stops', rung: 'link' },
  NET_NO_ROUTE: { owner: 'network', gravity: 'stops', rung: 'link' },
  CAPTIVE_PORTAL: { owner: 'network', gravity: 'stops', rung: 'portal' },
  VPN_STALE: { owner: 'computer', gravity: 'stops', rung: 'internet' },
  NET_WRONG_ROUTE: { owner: 'computer', gravity: 'stops', rung: 'internet' },
  FIREWALL_BLOCKS: { owner: 'computer', gravity: 'stops', rung: 'internet' },
  NET_GATEWAY_DEAD: { owner: 'network', gravity: 'stops', rung: 'internet' },
  NET_UPSTREAM_DOWN: { owner: 'network', gravity: 'stops', rung: 'internet' },
  NET_FLAPPING: { owner: 'network', gravity: 'stops', rung: 'internet' },

  // settings with which no request can be made
  BASE_URL_BAD: { owner: 'settings', gravity: 'stops', rung: 'settings' },
  KEY_MALFORMED: { owner: 'settings', gravity: 'stops', rung: 'settings' },
  PROXY_SOCKS_UNSUPPORTED: { owner: 'settings', gravity: 'stops', rung: 'settings' },
  PROXY_SETTING_BAD: { owner: 'settings', gravity: 'stops', rung: 'settings' },

  // names
  DNS_NO_SERVER: { owner: 'computer', gravity: 'stops', rung: 'dns' },
  DNS_SERVER_DEAD: { owner: 'network', gravity: 'stops', rung: 'dns' },
  DNS_REFUSED: { owner: 'network', gravity: 'stops', rung: 'dns' },
  DNS_SERVER_FAILS: { owner: 'network', gravity: 'stops', rung: 'dns' },
  DNSSEC_BOGUS: { owner: 'network', gravity: 'stops', rung: 'dns' },
  DNS_FILTERED: { owner: 'network', gravity: 'stops', rung: 'dns' },
  BASE_URL_TYPO: { owner: 'settings', gravity: 'stops', rung: 'dns' },
  DNS_SINKHOLE: { owner: 'network', gravity: 'stops', rung: 'dns' },
  HOSTS_OVERRIDE: { owner: 'computer', gravity: 'stops', rung: 'dns' },
  DNS_HIJACK: { owner: 'network', gravity: 'stops', rung: 'dns' },
  V6_ONLY_NAME: { owner: 'network', gravity: 'stops', rung: 'dns' },
  DNS_SYSTEM_FAILS: { owner: 'computer', gravity: 'stops', rung: 'dns' },
  DNS_SEARCH_WILDCARD: { owner: 'settings', gravity: 'degrades', rung: 'dns' },
  DNS_FIRST_DEAD: { owner: 'network', gravity: 'degrades', rung: 'dns' },
  DNS_SLOW: { owner: 'network', gravity: 'degrades', rung: 'dns' },

  // proxies
  PROXY_DNS: { owner: 'settings', gravity: 'stops', rung: 'proxy' },
  PROXY_DOWN: { owner: 'settings', gravity: 'stops', rung: 'proxy' },
  PROXY_HANGS: { owner: 'proxy', gravity: 'stops', rung: 'proxy' },
  PROXY_AUTH: { owner: 'settings', gravity: 'stops', rung: 'proxy' },
  PROXY_DENIES: { owner: 'proxy', gravity: 'stops', rung: 'proxy' },
  PROXY_UPSTREAM: { owner: 'proxy', gravity: 'stops', rung: 'proxy' },
  PROXY_NOT_HTTP: { owner: 'settings', gravity: 'stops', rung: 'proxy' },
  PROXY_NOT_SET: { owner: 'settings', gravity: 'stops', rung: 'proxy' },
  NO_PROXY_WRONG: { owner: 'settings', gravity: 'stops', rung: 'proxy' },
  PROXY_IDLE_CUT: { owner: 'proxy', gravity: 'stops', rung: 'live' },
  PROXY_CONFLICT: { owner: 'settings', gravity: 'degrades', rung: 'settings' },
  PROXY_NO_SCHEME: { owner: 'settings', gravity: 'degrades', rung: 'settings' },
  NO_PROXY_GAP: { owner: 'settings', gravity: 'degrades', rung: 'settings' },

  // the connection to the target
  BLOCKED_TARGET: { owner: 'network', gravity: 'stops', rung: 'tcp' },
  TARGET_UNREACHABLE: { owner: 'unknown', gravity: 'stops', rung: 'tcp' },
  PROVIDER_UNREACHABLE: { owner: 'provider', gravity: 'stops', rung: 'tcp' },
  GATEWAY_DOWN: { owner: 'gateway', gravity: 'stops', rung: 'tcp' },
  GATEWAY_SILENT: { owner: 'gateway', gravity: 'stops', rung: 'tcp' },
  GATEWAY_TAKEN: { owner: 'computer', gravity: 'stops', rung: 'tcp' },
  NODE_HE_CAP: { owner: 'computer', gravity: 'stops', rung: 'tcp' },
  PMTU_BLACKHOLE: { owner: 'network', gravity: 'stops', rung: 'mtu' },

  // TLS and clock
  CLOCK_FAST: { owner: 'computer', gravity: 'stops', rung: 'tls' },
  CLOCK_SLOW: { owner: 'computer', gravity: 'stops', rung: 'tls' },
  CA_FILE_BAD: { owner: 'settings', gravity: 'stops', rung: 'tls' },
  TLS_INTERCEPT: { owner: 'proxy', gravity: 'stops', rung: 'tls' },
  CERT_EXPIRED: { owner: 'gateway', gravity: 'stops', rung: 'tls' },
  CERT_NOT_YET_VALID: { owner: 'unknown', gravity: 'stops', rung: 'tls' },
  CERT_WRONG_NAME: { owner: 'network', gravity: 'stops', rung: 'tls' },
  CERT_SELF_SIGNED: { owner: 'settings', gravity: 'stops', rung: 'tls' },
  CERT_UNTRUSTED: { owner: 'network', gravity: 'stops', rung: 'tls' },
  SCHEME_WRONG: { owner: 'settings', gravity: 'stops', rung: 'tls' },
  MTLS_BAD: { owner: 'settings', gravity: 'stops', rung: 'tls' },
  SNI_FILTERED: { owner: 'network', gravity: 'stops', rung: 'tls' },
  TLS_VERSION: { owner: 'gateway', gravity: 'stops', rung: 'tls' },
  TLS_STALL: { owner: 'unknown', gravity: 'stops', rung: 'tls' },
  TLS_CUT: { owner: 'unknown', gravity: 'stops', rung: 'tls' },
  TLS_CHECK_OFF: { owner: 'settings', gravity: 'degrades', rung: 'settings' },
  CLOCK_DRIFT: { owner: 'computer', gravity: 'degrades', rung: 'settings' },

  // who answers, and what
  ANSWERED_BY_OTHER: { owner: 'network', gravity: 'stops', rung: 'http' },
  BASE_URL_PATH: { owner: 'settings', gravity: 'stops', rung: 'http' },
  FORBIDDEN: { owner: 'account', gravity: 'stops', rung: 'http' },
  API_SILENT: { owner: 'unknown', gravity: 'stops', rung: 'http' },
  PROVIDER_5XX: { owner: 'provider', gravity: 'stops', rung: 'provider' },
  PROVIDER_OVERLOADED: { owner: 'provider', gravity: 'stops', rung: 'provider' },
  PROVIDER_EDGE: { owner: 'provider', gravity: 'stops', rung: 'provider' },
  GATEWAY_5XX: { owner: 'gateway', gravity: 'stops', rung: 'provider' },
  THROTTLED: { owner: 'provider', gravity: 'stops', rung: 'provider' },
  PROVIDER_INCIDENT: { owner: 'provider', gravity: 'degrades', rung: 'provider' },

  // answers that broke
  WOKE_FROM_SLEEP: { owner: 'nobody', gravity: 'degrades', rung: 'live' },
  IDLE_KILL: { owner: 'network', gravity: 'stops', rung: 'live' },
  STREAM_BUFFERED: { owner: 'network', gravity: 'stops', rung: 'live' },
  STREAM_STALLED: { owner: 'unknown', gravity: 'stops', rung: 'live' },
  STREAM_CUT: { owner: 'unknown', gravity: 'stops', rung: 'live' },

  // the account
  NOT_LOGGED_IN: { owner: 'account', gravity: 'stops', rung: 'account' },
  CREDENTIALS_UNREADABLE: { owner: 'computer', gravity: 'stops', rung: 'account' },
  OAUTH_HOST_BLOCKED: { owner: 'network', gravity: 'stops', rung: 'account' },
  OAUTH_HOST_DOWN: { owner: 'provider', gravity: 'stops', rung: 'account' },
  LOGIN_EXPIRED: { owner: 'account', gravity: 'stops', rung: 'account' },
  KEY_INVALID: { owner: 'account', gravity: 'stops', rung: 'account' },
  CREDENTIAL_SHADOWED: { owner: 'settings', gravity: 'degrades', rung: 'account' },
  LIMIT_REACHED: { owner: 'account', gravity: 'stops', rung: 'account' },
  SPEND_LIMIT: { owner: 'account', gravity: 'stops', rung: 'account' },
  CREDIT_EMPTY: { owner: 'account', gravity: 'stops', rung: 'account' },

  // it works, and not as it should
  NET_LOSSY: { owner: 'network', gravity: 'degrades', rung: 'quality' },
  NET_HIGH_LATENCY: { owner: 'network', gravity: 'degrades', rung: 'quality' },
  NET_SLOW: { owner: 'network', gravity: 'degrades', rung: 'quality' },
  V6_BROKEN: { owner: 'network', gravity: 'degrades', rung: 'quality' },
  ADDRESS_DEAD: { owner: 'unknown', gravity: 'degrades', rung: 'quality' },
  CLIENT_KNOWN_BAD: { owner: 'computer', gravity: 'degrades', rung: 'settings' },

  // worth knowing
  V6_ABSENT: { owner: 'nobody', gravity: 'note', rung: 'quality' },
  DNS_PUBLIC_BLOCKED: { owner: 'nobody', gravity: 'note', rung: 'dns' },
  WEB_CACHE: { owner: 'nobody', gravity: 'note', rung: 'portal' },
  PROXY_ALL_IGNORED: { owner: 'settings', gravity: 'note', rung: 'proxy' },
  PROXY_ONLY: { owner: 'nobody', gravity: 'note', rung: 'proxy' },
  TLS_INTERCEPT_TRUSTED: { owner: 'nobody', gravity: 'note', rung: 'tls' },
  LOGIN_RENEWS: { owner: 'nobody', gravity: 'note', rung: 'account' },
  NODE_END_OF_LIFE: { owner: 'computer', gravity: 'note', rung: 'settings' },
  BASE_URL_TWICE: { owner: 'settings', gravity: 'note', rung: 'settings' },
  SEEN_BEFORE: { owner: 'unknown', gravity: 'note', rung: 'live' },

  HEALTHY: { owner: 'nobody', gravity: 'none', rung: 'none' },
  CANNOT_TELL: { owner: 'unknown', gravity: 'none', rung: 'none' },
} as const

export type DiagnosisCode = keyof typeof DIAGNOSES

// also the check that every row has the form of the table
export const diagnosisEntry = (code: DiagnosisCode): DiagnosisEntry => DIAGNOSES[code]

/** How sure. Least sure first. */
export const CONFIDENCES = ['possible', 'likely', 'certain'] as const
export type Confidence = (typeof CONFIDENCES)[number]

/** Something a person can do, described in i18n; with the command for it where there is one. */
export type FixId =
  | 'connect-network'
  | 'renew-address'
  | 'restart-router'
  | 'open-portal'
  | 'reconnect-vpn'
  | 'choose-connection'
  | 'allow-in-firewall'
  | 'other-network'
  | 'watch'
  | 'wait'
  | 'other-model'
  | 'correct-base-url'
  | 'correct-key'
  | 'correct-proxy'
  | 'unset-proxy'
  | 'set-proxy'
  | 'proxy-login'
  | 'ask-proxy-admin'
  | 'correct-no-proxy'
  | 'exempt-loopback'
  | 'choose-dns'
  | 'flush-dns'
  | 'edit-hosts'
  | 'restart-wsl'
  | 'lower-mtu'
  | 'set-clock'
  | 'trust-company-ca'
  | 'use-system-ca'
  | 'correct-ca-file'
  | 'check-tls-again'
  | 'correct-client-certificate'
  | 'ask-gateway-admin'
  | 'start-gateway'
  | 'start-installed'
  | 'bypass-gateway'
  | 'restart-gateway'
  | 'raise-attempt-limit'
  | 'log-in'
  | 'new-key'
  | 'unset-key'
  | 'mend-credentials-file'
  | 'see-usage'
  | 'add-credit'
  | 'update-client'
  | 'update-node'
  | 'hold-with-gateway'
  | 'keep-alive'
  | 'ask-deep'
  | 'ask-again'

/** What observation would speak against a diagnosis, or would settle it. */
export type Change =
  | 'other-network-fails-too'
  | 'other-network-works'
  | 'works-without-vpn'
  | 'works-without-proxy'
  | 'status-page-names-incident'
  | 'api-answers'
  | 'controls-answer'
  | 'controls-fail'
  | 'clock-is-right'
  | 'fresh-answer-is-whole'
  | 'model-answers'
  | 'more-was-measured'
  | 'client-fails-again'
