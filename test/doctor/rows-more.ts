import { above, done, HEALTHY, late, names, no, NOW, ok, T4, together, untrusted } from './observations.ts'
import type { Row } from './row.ts'

const { egress, dns, settings, status, proxy } = HEALTHY
const OURS = 'http://127.0.0.1:4777'
const page = status.page.ok ? status.page.saw : undefined

/** What the matrix has no row for, and the rules know. */
export const MORE_ROWS: readonly Row[] = [
  {
    row: 'firewall',
    fault: 'a firewall on this computer forbids everything',
    seen: together(above.noInternet('EACCES'), {
      egress: { tries: egress.tries.map((one) => ({ ...one, tried: no('EACCES') })) },
    }),
    code: 'FIREWALL_BLOCKS',
    owner: 'computer',
  },
  {
    row: 'proxy-scheme',
    fault: 'a proxy URL that is none',
    seen: { proxy: { route: 'unusable', fault: 'not-a-url', shown: 'http//proxy', variable: 'HTTPS_PROXY' } },
    code: 'PROXY_SETTING_BAD',
    owner: 'settings',
  },
  {
    row: 'proxy-bare',
    fault: 'a proxy without http:// in front',
    seen: {
      proxy: {
        ...proxy,
        route: 'proxy',
        written: 'without-scheme',
        shown: 'http://proxy:3128',
        connects: done(),
        tunnel: ok({ status: 200, banner: undefined }),
      },
    },
    code: 'PROXY_NO_SCHEME',
    owner: 'settings',
  },
  {
    row: 'proxy-502',
    fault: 'a proxy that reaches nothing',
    seen: {
      proxy: {
        route: 'proxy',
        shown: 'http://proxy:3128',
        connects: done(),
        tunnel: ok({ status: 502, banner: undefined }),
        tunnelToControl: ok({ status: 502, banner: undefined }),
      },
      http: { front: no('ERR_PROXY_TUNNEL'), messages: no('ERR_PROXY_TUNNEL'), control: no('ERR_PROXY_TUNNEL') },
    },
    code: 'PROXY_UPSTREAM',
    owner: 'proxy',
  },
  {
    row: 'servfail',
    fault: 'a nameserver that fails, with and without validation',
    seen: together(above.noName('ESERVFAIL'), { dns: { unvalidated: no('ESERVFAIL') } }),
    code: 'DNS_SERVER_FAILS',
    owner: 'network',
    never: ['DNSSEC_BOGUS'],
  },
  {
    row: 'nsswitch',
    fault: 'servers that know the name, and a system that does not find it',
    seen: together(above.noName('ENOTFOUND'), { dns: { servers: dns.servers, system: no('EAI_FAIL') } }),
    code: 'DNS_SYSTEM_FAILS',
    owner: 'computer',
    never: ['DNS_FILTERED', 'BASE_URL_TYPO'],
  },
  ...(['silent', 'somebody-else', 'none'] as const).map((running): Row => ({
    row: `ours-${running}`,
    fault: `the gateway that the client uses: ${running}`,
    seen: { gateway: { running, url: OURS }, settings: { baseUrl: [{ value: OURS, from: '~/.claude/settings.json' }] } },
    code: running === 'silent' ? 'GATEWAY_SILENT' : running === 'none' ? 'GATEWAY_DOWN' : 'GATEWAY_TAKEN',
    owner: running === 'somebody-else' ? 'computer' : 'gateway',
  })),
  {
    row: 'not-yet',
    fault: 'a certificate from the future, and a clock that nobody compared',
    seen: together(above.noTls(untrusted('CERT_NOT_YET_VALID'), 'CERT_NOT_YET_VALID'), { clock: { offsets: [] } }),
    code: 'CERT_NOT_YET_VALID',
    owner: 'unknown',
    never: ['CLOCK_SLOW'],
  },
  {
    row: 'untrusted',
    fault: 'an unknown issuer at the target alone',
    seen: above.noTls(
      untrusted('UNABLE_TO_VERIFY_LEAF_SIGNATURE', { issuer: 'CN=Nobody', root: 'unknown' }),
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ),
    code: 'CERT_UNTRUSTED',
    owner: 'network',
    never: ['TLS_INTERCEPT'],
  },
  {
    row: 'cut-tls',
    fault: 'handshakes broken off, by any name',
    seen: together(above.noTls(no('ECONNRESET'), 'ECONNRESET'), { tls: { otherName: no('ECONNRESET') } }),
    code: 'TLS_CUT',
    owner: 'unknown',
    never: ['SNI_FILTERED'],
  },
  {
    row: 'status-red',
    fault: 'the status page is red, and everything here works',
    seen:
      page === undefined
        ? {}
        : { status: { page: ok({ ...page, components: [{ name: 'Claude API', status: 'partial_outage' }] }) } },
    code: 'PROVIDER_INCIDENT',
    owner: 'provider',
  },
  {
    row: 'status-alone',
    fault: 'the status page is red, and nothing else is known',
    seen:
      page === undefined
        ? {}
        : {
            status: { page: ok({ ...page, components: [{ name: 'Claude API', status: 'major_outage' }] }) },
            ended: { http: 'timed-out', tls: 'timed-out', tcp: 'timed-out' },
          },
    code: 'CANNOT_TELL',
    owner: 'unknown',
    beside: ['PROVIDER_INCIDENT'],
  },
  {
    row: 'one-address',
    fault: 'one of two addresses is dead',
    seen: {
      dns: { system: names('203.0.113.9', T4) },
      tcp: {
        addresses: [
          { address: '203.0.113.9', family: 4, tried: late() },
          { address: T4, family: 4, tried: done() },
        ],
      },
    },
    code: 'ADDRESS_DEAD',
    owner: 'unknown',
  },
  {
    row: 'known-bad',
    fault: 'a client with a known fault',
    seen: { settings: { client: { version: '2.1.275', knownBad: ['every request is refused behind a gateway'] } } },
    code: 'CLIENT_KNOWN_BAD',
    owner: 'computer',
  },
  {
    row: 'old-node',
    fault: 'a Node past its end of life',
    seen: { settings: { ...settings, node: { version: '20.20.2', endOfLife: true } } },
    code: 'HEALTHY',
    owner: 'nobody',
    beside: ['NODE_END_OF_LIFE'],
  },
  {
    row: 'over',
    fault: 'failures before the last whole answer',
    seen: {
      gateway: {
        running: 'answers',
        recent: {
          ...HEALTHY.gateway.recent,
          completed: 3,
          lastCompletedAt: NOW - 1000,
          failures: [{ code: 'api.overloaded', count: 5, lastAt: NOW - 120_000, requestId: undefined }],
        },
      },
    },
    code: 'HEALTHY',
    owner: 'nobody',
    beside: ['SEEN_BEFORE'],
    never: ['PROVIDER_OVERLOADED'],
  },
]
