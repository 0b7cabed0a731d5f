import { above, answer, done, HEALTHY, late, MINUTE, no, NOW, T4, T6, together, type Changes } from './observations.ts'
import type { Row } from './row.ts'

const { credential, gateway } = HEALTHY
const [key] = credential.sources
type Source = (typeof credential.sources)[number]

const source = (changes: Partial<Source>): Source => ({
  source: 'ANTHROPIC_API_KEY',
  from: 'shell',
  kind: 'api-key',
  state: 'usable',
  flaws: [],
  expiresAt: undefined,
  refreshable: false,
  ...changes,
})
const login = (changes: Partial<Source>): Source =>
  source({ source: 'login', from: '~/.claude/.credentials.json', kind: 'oauth', expiresAt: NOW - 60 * MINUTE, ...changes })
const using = (...sources: readonly Source[]): Changes => ({ credential: { sources } })

const failing = (code: string, count = 4, agoMinutes = 1): Changes => ({
  gateway: {
    running: 'answers',
    recent: { ...gateway.recent, failures: [{ code, count, lastAt: NOW - agoMinutes * MINUTE, requestId: 'req_live' }] },
  },
})

/** F. Settings and account. */
export const ACCOUNT_ROWS: readonly Row[] = [
  { row: '87', fault: 'nothing is configured', seen: using(), code: 'NOT_LOGGED_IN', owner: 'account', confidence: 'certain' },
  {
    row: '88',
    fault: 'a key with a line break',
    seen: using(source({ state: 'malformed', flaws: [{ what: 'line-break', at: 109 }] })),
    code: 'KEY_MALFORMED',
    owner: 'settings',
    never: ['KEY_INVALID'],
  },
  {
    row: '89',
    fault: 'a key that is rejected',
    seen: using(source({ state: 'rejected' })),
    code: 'KEY_INVALID',
    owner: 'account',
  },
  {
    row: '89b',
    fault: 'the same, seen by live traffic',
    seen: failing('api.authentication'),
    code: 'KEY_INVALID',
    owner: 'account',
  },
  {
    row: '91',
    fault: 'an expired login that can be renewed',
    seen: using(login({ state: 'expired', refreshable: true })),
    code: 'HEALTHY',
    owner: 'nobody',
    beside: ['LOGIN_RENEWS'],
    never: ['LOGIN_EXPIRED'],
  },
  {
    row: '92a',
    fault: 'a login that cannot be renewed',
    seen: using(login({ state: 'rejected', refreshable: true })),
    code: 'LOGIN_EXPIRED',
    owner: 'account',
    never: ['OAUTH_HOST_BLOCKED'],
  },
  {
    row: '92b',
    fault: 'the host that renews logins is blocked',
    seen: { ...using(login({ state: 'expired', refreshable: true })), http: { login: late() } },
    code: 'OAUTH_HOST_BLOCKED',
    owner: 'network',
    never: ['LOGIN_EXPIRED'],
  },
  {
    row: '93',
    fault: 'a key shadows the subscription',
    seen: using(source({}), login({ expiresAt: NOW + 60 * MINUTE })),
    code: 'CREDENTIAL_SHADOWED',
    owner: 'settings',
  },
  {
    row: '94',
    fault: 'an unreadable file of credentials',
    seen: using(login({ state: 'unreadable' })),
    code: 'CREDENTIALS_UNREADABLE',
    owner: 'computer',
    never: ['NOT_LOGGED_IN'],
  },
  {
    row: '96',
    fault: 'a base URL with /v1 at its end',
    seen: {
      target: { url: 'https://gw.example.test/v1', host: 'gw.example.test', official: false },
      settings: { baseUrl: [{ value: 'https://gw.example.test/v1', from: 'shell' }] },
      http: { front: answer(404, { code: 'api.not-found' }), messages: answer(404, { code: 'api.not-found' }) },
    },
    code: 'BASE_URL_PATH',
    owner: 'settings',
    confidence: 'certain',
  },
  {
    row: 'base',
    fault: 'a base URL that is none',
    seen: { settings: { baseUrl: [{ value: 'api.example.test', from: 'shell' }] } },
    code: 'BASE_URL_BAD',
    owner: 'settings',
  },
]

const edge = (status: number, code: string, body: string, headers: Readonly<Record<string, string>> = {}): Changes => ({
  http: { front: answer(status, { code, body, headers }), messages: answer(status, { code, body, headers }) },
})
const deep = (status: number, code: string, headers: Readonly<Record<string, string>> = {}): Changes => ({
  http: { deep: answer(status, { code, headers: { 'request-id': 'req_deep', ...headers } }) },
})
const cuts = (by: string): Changes => ({
  gateway: {
    running: 'answers',
    recent: {
      ...gateway.recent,
      cuts: [12_000, 31_000, 77_000].map((afterMillis, index) => ({ at: NOW - (index + 1) * MINUTE, afterMillis, by })),
    },
  },
})

const NO_HEALTHY = edge(503, 'envoy.no-healthy-upstream', 'no healthy upstream')
const OVERLOADED = deep(529, 'api.overloaded')

/** G. Provider or gateway answers. */
export const ANSWER_ROWS: readonly Row[] = [
  {
    row: '97',
    fault: '503 no healthy upstream',
    seen: NO_HEALTHY,
    code: 'PROVIDER_5XX',
    owner: 'provider',
    confidence: 'certain',
  },
  {
    row: '97b',
    fault: '503 of a gateway of one’s own',
    seen: together(NO_HEALTHY, { target: { official: false } }),
    code: 'GATEWAY_5XX',
    owner: 'gateway',
    never: ['PROVIDER_5XX'],
  },
  {
    row: '97c',
    fault: '503 behind an open front door',
    seen: { http: { messages: answer(503, { code: 'envoy.no-healthy-upstream', body: 'no healthy upstream' }) } },
    code: 'PROVIDER_5XX',
    owner: 'provider',
    confidence: 'certain',
  },
  { row: '99a', fault: '529', seen: OVERLOADED, code: 'PROVIDER_OVERLOADED', owner: 'provider', confidence: 'certain' },
  { row: '99b', fault: '529 in live traffic', seen: failing('api.overloaded'), code: 'PROVIDER_OVERLOADED', owner: 'provider' },
  {
    row: '99c',
    fault: '500',
    seen: edge(500, 'api.internal', '{"error":{"message":"Internal server error"}}'),
    code: 'PROVIDER_5XX',
    owner: 'provider',
  },
  {
    row: '99d',
    fault: '522 of the edge',
    seen: edge(522, 'cloudflare.522', '<html>522</html>'),
    code: 'PROVIDER_EDGE',
    owner: 'provider',
  },
  {
    row: '99e',
    fault: '502 in HTML',
    seen: edge(502, 'nginx.bad-gateway', '<html>502</html>'),
    code: 'PROVIDER_EDGE',
    owner: 'provider',
  },
  {
    row: '100a',
    fault: '429 with a plan limit',
    seen: deep(429, 'api.plan-limit', { 'anthropic-ratelimit-unified-reset': '1790003600' }),
    code: 'LIMIT_REACHED',
    owner: 'account',
    never: ['THROTTLED'],
  },
  {
    row: '100b',
    fault: '429 without',
    seen: failing('api.rate-limit'),
    code: 'THROTTLED',
    owner: 'provider',
    never: ['LIMIT_REACHED'],
  },
  { row: '100c', fault: 'a spend limit', seen: failing('api.spend-limit'), code: 'SPEND_LIMIT', owner: 'account' },
  { row: '100d', fault: 'no credit', seen: deep(402, 'api.billing'), code: 'CREDIT_EMPTY', owner: 'account' },
  { row: '101a', fault: 'answers that stall', seen: cuts('silence'), code: 'STREAM_STALLED', owner: 'unknown' },
  { row: '101b', fault: 'answers that are cut', seen: cuts('cut'), code: 'STREAM_CUT', owner: 'unknown' },
  {
    row: '101c',
    fault: 'cut, and other sites fail as well',
    seen: together(cuts('cut'), {
      http: { control: no('ECONNRESET') },
      tls: { control: no('ECONNRESET') },
      tcp: { control: no('ECONNRESET') },
    }),
    code: 'STREAM_CUT',
    owner: 'network',
  },
  {
    row: '101d',
    fault: 'a page with 200',
    seen: edge(200, 'middlebox.html-page', '<html>Welcome</html>'),
    code: 'ANSWERED_BY_OTHER',
    owner: 'network',
  },
  {
    row: '101e',
    fault: 'a region that is not served',
    seen: edge(403, 'api.forbidden-region', '{"error":{"message":"Request not allowed"}}'),
    code: 'FORBIDDEN',
    owner: 'account',
  },
  { row: '101f', fault: 'a network policy', seen: edge(403, 'middlebox.policy', 'denied'), code: 'FORBIDDEN', owner: 'settings' },
  {
    row: 'silent',
    fault: 'the connection stands and nothing is answered',
    seen: { http: { front: late(), messages: late() } },
    code: 'API_SILENT',
    owner: 'unknown',
  },
  {
    row: 'local',
    fault: 'a program of one’s own that is not running',
    seen: together(above.noConnection(no('ECONNREFUSED'), ['127.0.0.1']), {
      target: { url: 'http://127.0.0.1:4000', host: '127.0.0.1', port: 4000, secure: false, official: false },
      tls: { target: undefined },
    }),
    code: 'GATEWAY_DOWN',
    owner: 'gateway',
    never: ['TARGET_UNREACHABLE', 'DNS_SINKHOLE'],
  },
]

/** H. Two faults at once. */
export const PAIR_ROWS: readonly Row[] = [
  {
    row: '103a',
    fault: 'a dead resolver and 503',
    seen: together(above.noName('ETIMEOUT', 2000), NO_HEALTHY),
    code: 'DNS_SERVER_DEAD',
    owner: 'network',
    beside: ['PROVIDER_5XX'],
  },
  {
    row: '103b',
    fault: 'a portal and a bad key',
    seen: together(above.noConnection(late()), {
      portal: {
        tries: HEALTHY.portal.tries.map((one) => ({
          ...one,
          tried: { ok: true, millis: 9, saw: { status: 302, location: 'portal.test', asExpected: false, date: undefined } },
        })),
      },
      ...(key === undefined ? {} : using({ ...key, state: 'malformed', flaws: [{ what: 'quote', at: 1 }] })),
    }),
    code: 'CAPTIVE_PORTAL',
    owner: 'network',
    beside: ['KEY_MALFORMED'],
  },
  {
    row: '103c',
    fault: 'broken IPv6 and 529',
    seen: together(OVERLOADED, {
      tcp: {
        addresses: [
          { address: T6, family: 6, tried: late() },
          { address: T4, family: 4, tried: done() },
        ],
      },
    }),
    code: 'PROVIDER_OVERLOADED',
    owner: 'provider',
    beside: ['V6_BROKEN'],
  },
]
