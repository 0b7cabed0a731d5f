import { above, answer, done, HEALTHY, MINUTE, no, NOW, ok, together } from './observations.ts'
import type { Row } from './row.ts'

const { settings, status, portal, tls } = HEALTHY
const page = status.page.ok ? status.page.saw : { host: '', updatedAt: undefined, components: [], incidents: [], maintenance: [] }
const OURS = 'http://127.0.0.1:4180'

const expired = {
  source: 'login',
  from: '~/.claude/.credentials.json',
  kind: 'oauth',
  state: 'expired',
  flaws: [],
  expiresAt: NOW - MINUTE,
  refreshable: true,
} as const
const login = { credential: { sources: [expired] } }

/** The host that renews logins, and what else of the network it shows. */
const LOGIN_ROWS: readonly Row[] = [
  {
    row: 'login-proxy',
    fault: 'a proxy that refuses the host which renews logins, and lets the API through',
    seen: { ...login, proxy: { route: 'proxy', connects: done() }, http: { login: no('ERR_PROXY_TUNNEL') } },
    code: 'OAUTH_HOST_BLOCKED',
    owner: 'proxy',
    never: ['LOGIN_RENEWS'],
  },
  {
    row: 'login-and-all',
    fault: 'a login to be renewed where nothing gets through',
    seen: together(above.noName('TIMEOUT'), login, { http: { login: no('EAI_AGAIN') } }),
    code: 'DNS_SERVER_DEAD',
    owner: 'network',
    never: ['OAUTH_HOST_BLOCKED', 'LOGIN_RENEWS'],
  },
  {
    row: 'login-usable',
    fault: 'nothing: the host that renews logins is out of reach, and nobody needs it',
    seen: { http: { login: no('TIMEOUT', 5500) } },
    code: 'HEALTHY',
    owner: 'nobody',
    never: ['OAUTH_HOST_BLOCKED'],
  },
  {
    row: 'login-not-over',
    fault: 'a client that says its login is refused, before that has run out',
    seen: {
      credential: { sources: [{ ...expired, state: 'usable', expiresAt: NOW + 60 * MINUTE }] },
      told: { codes: ['api.authentication'] },
    },
    code: 'LOGIN_EXPIRED',
    owner: 'account',
  },
  {
    row: 'login-down',
    fault: 'the host that renews logins answers 503',
    seen: { ...login, http: { login: ok({ status: 503 }) } },
    code: 'OAUTH_HOST_DOWN',
    owner: 'provider',
    never: ['LOGIN_RENEWS', 'OAUTH_HOST_BLOCKED'],
  },
]

const red = { ...page, components: [{ name: 'Claude API', status: 'major_outage' }] }

/** What the status page says, and how old that is. */
const STATUS_ROWS: readonly Row[] = [
  {
    row: 'red-and-503',
    fault: 'an answer that an interceptor could have given, and a status page that says the same',
    seen: {
      http: {
        front: answer(503, { code: 'envoy.no-healthy-upstream' }),
        messages: answer(503, { code: 'envoy.no-healthy-upstream' }),
      },
      tls: {
        target:
          tls.target?.ok === true
            ? {
                ...tls.target,
                saw: { ...tls.target.saw, chain: tls.target.saw.chain.map((one) => ({ ...one, issuer: 'CN=Zscaler Root CA' })) },
              }
            : undefined,
      },
      status: { page: ok(red) },
    },
    code: 'PROVIDER_5XX',
    owner: 'provider',
    confidence: 'certain',
    never: ['PROVIDER_INCIDENT'],
  },
  {
    row: 'red-of-yesterday',
    fault: 'nothing: a cache has kept a red status page for an hour',
    seen: { status: { page: ok({ ...red, keptMillis: 60 * MINUTE }) } },
    code: 'HEALTHY',
    owner: 'nobody',
    never: ['PROVIDER_INCIDENT'],
  },
  {
    row: 'red-by-date',
    fault: 'nothing: the red status page is of an hour ago, by its date',
    seen: { status: { page: ok({ ...red, saidAt: NOW - 60 * MINUTE }) } },
    code: 'HEALTHY',
    owner: 'nobody',
    never: ['PROVIDER_INCIDENT'],
  },
  {
    row: 'status-red-fast-clock',
    fault: 'the status page is red, and looks old on a clock that is an hour fast',
    seen: {
      status: { page: ok({ ...red, saidAt: NOW - 60 * MINUTE }) },
      clock: { offsets: HEALTHY.clock.offsets.map((one) => ({ ...one, millis: 60 * MINUTE })) },
    },
    code: 'CLOCK_DRIFT',
    owner: 'computer',
    beside: ['PROVIDER_INCIDENT'],
  },
]

const passedOn = (...vias: readonly (string | undefined)[]): typeof portal => ({
  tries: portal.tries.map((one, at) => ({
    ...one,
    tried: ok({
      status: 204,
      location: undefined,
      asExpected: true,
      date: NOW,
      ...(vias[at] !== undefined && { via: vias[at] }),
    }),
  })),
})

const noProxy = (list: string | undefined, version: string | undefined): Row['seen'] => ({
  gateway: { running: 'answers', url: OURS },
  settings: {
    baseUrl: [{ value: OURS, from: '~/.claude/settings.json' }],
    variables: {
      HTTPS_PROXY: { value: 'http://proxy.example.test:3128', from: 'shell' },
      ...(list !== undefined && { NO_PROXY: { value: list, from: 'shell' } }),
    },
    client: { version, knownBad: [] },
  },
})

/** Settings that cannot work, and what is worth knowing. */
const SETTING_ROWS: readonly Row[] = [
  {
    row: 'no-proxy-none',
    fault: 'a proxy is set, and nothing exempts the gateway on this computer',
    seen: noProxy(undefined, '2.1.330'),
    code: 'NO_PROXY_GAP',
    owner: 'settings',
    confidence: 'likely',
  },
  {
    row: 'no-proxy-range',
    fault: 'a range exempts this computer, for a client that does not read it',
    seen: noProxy('10.0.0.0/8, 127.0.0.0/8', '2.1.291'),
    code: 'NO_PROXY_GAP',
    owner: 'settings',
  },
  ...(['127.0.0.0/8', '127.0.0.1', '127.0.0.1:4180', '*', 'localhost 127.0.0.1'] as const).map((list): Row => ({
    row: `no-proxy-${list}`,
    fault: `nothing: NO_PROXY=${list} exempts this computer`,
    seen: noProxy(list, '2.1.292'),
    code: 'HEALTHY',
    owner: 'nobody',
    never: ['NO_PROXY_GAP'],
  })),
  {
    row: 'all-proxy',
    fault: 'nothing yet: a SOCKS proxy stands in ALL_PROXY alone',
    seen: { settings: { ...settings, variables: { ALL_PROXY: { value: 'socks5://127.0.0.1:1080', from: 'shell' } } } },
    code: 'HEALTHY',
    owner: 'nobody',
    beside: ['PROXY_ALL_IGNORED'],
  },
  {
    row: 'base-url-twice',
    fault: 'nothing: a settings file and the shell name different base URLs',
    seen: {
      settings: {
        baseUrl: [
          { value: OURS, from: '~/.claude/settings.json' },
          { value: 'https://other.example.test', from: 'shell' },
        ],
      },
      gateway: { running: 'answers', url: OURS },
    },
    code: 'HEALTHY',
    owner: 'nobody',
    beside: ['BASE_URL_TWICE'],
  },
  {
    row: 'base-url-same',
    fault: 'nothing: both say the same',
    seen: {
      settings: {
        baseUrl: [
          { value: `${OURS}/`, from: '~/.claude/settings.json' },
          { value: OURS, from: 'shell' },
        ],
      },
      gateway: { running: 'answers', url: OURS },
    },
    code: 'HEALTHY',
    owner: 'nobody',
    never: ['BASE_URL_TWICE'],
  },
  {
    row: '46-via',
    fault: 'nothing: one cache hands on the pages of several operators',
    seen: { portal: passedOn('1.1 squid.corp', '1.1 squid.corp') },
    code: 'HEALTHY',
    owner: 'nobody',
    beside: ['WEB_CACHE'],
    never: ['CAPTIVE_PORTAL'],
  },
  {
    row: '46-own',
    fault: 'nothing: an operator has a cache of its own',
    seen: { portal: passedOn(undefined, '1.1 google') },
    code: 'HEALTHY',
    owner: 'nobody',
    never: ['WEB_CACHE', 'CAPTIVE_PORTAL'],
  },
  ...(
    [
      [
        'nginx',
        400,
        '<html><center>No required SSL certificate was sent</center><hr><center>nginx/1.25.3</center></html>',
        'nginx.refused',
      ],
      ['nginx-bad', 400, '<html><center>The SSL certificate error</center><hr><center>nginx</center></html>', 'nginx.refused'],
      ['iis', 403, '<h2>403.7 - Forbidden: SSL client certificate is required.</h2>', 'other.permission'],
      ['nginx-496', 496, '', 'other.not-an-answer'],
    ] as const
  ).map(([name, code, body, recognised]): Row => ({
    row: `68-${name}`,
    fault: `a gateway that wants a certificate of the client and says so with ${code}`,
    seen: {
      target: { official: false },
      http: {
        front: answer(code, { body, code: recognised, headers: {} }),
        messages: answer(code, { body, code: recognised, headers: {} }),
      },
    },
    code: 'MTLS_BAD',
    owner: 'settings',
  })),
]

/** What the matrix has no row for, and has gone wrong once. */
export const FLAW_ROWS: readonly Row[] = [...LOGIN_ROWS, ...STATUS_ROWS, ...SETTING_ROWS]
