import {
  above,
  answer,
  certificate,
  done,
  handshake,
  HEALTHY,
  late,
  MINUTE,
  NOW,
  ok,
  together,
  untrusted,
  type Changes,
} from './observations.ts'
import type { Row } from './row.ts'
import { PROXY_ROWS, tunnel } from './rows-proxies.ts'

const { tls, gateway } = HEALTHY

const portal = (location: string | undefined, status = 302): Changes => ({
  portal: {
    tries: HEALTHY.portal.tries.map((one) => ({ ...one, tried: ok({ status, location, asExpected: false, date: NOW }) })),
  },
})

const ZSCALER = { issuer: 'CN=Zscaler Root CA (lab)', root: 'unknown' } as const
const opened = untrusted('UNABLE_TO_GET_ISSUER_CERT_LOCALLY', ZSCALER)

/** C. Portal, proxy, interception. */
export const BETWEEN_ROWS: readonly Row[] = [
  {
    row: '43',
    fault: 'a portal that redirects, everything else dropped',
    seen: together(above.noConnection(late()), portal('portal.hotel.test')),
    code: 'CAPTIVE_PORTAL',
    owner: 'network',
    confidence: 'certain',
    never: ['TARGET_UNREACHABLE'],
  },
  {
    row: '44',
    fault: 'a portal with a certificate of its own',
    seen: together(
      above.noTls(untrusted('DEPTH_ZERO_SELF_SIGNED_CERT', { issuer: 'CN=Aruba' }), 'DEPTH_ZERO_SELF_SIGNED_CERT'),
      portal('portal.hotel.test'),
    ),
    code: 'CAPTIVE_PORTAL',
    owner: 'network',
    never: ['TLS_INTERCEPT', 'CERT_SELF_SIGNED'],
  },
  {
    row: '45',
    fault: 'a portal, and all else works',
    seen: portal('portal.hotel.test'),
    code: 'CAPTIVE_PORTAL',
    owner: 'network',
  },
  {
    row: '46',
    fault: 'a transparent proxy that keeps 204',
    seen: { portal: { tries: HEALTHY.portal.tries } },
    code: 'HEALTHY',
    owner: 'nobody',
    never: ['CAPTIVE_PORTAL'],
  },
  ...PROXY_ROWS,
  {
    row: '61',
    fault: 'a proxy that cuts at 20 s',
    seen: {
      proxy: {
        route: 'proxy',
        shown: 'http://proxy.corp.test:3128',
        variable: 'HTTPS_PROXY',
        connects: done(),
        tunnel: tunnel(200),
      },
      gateway: {
        running: 'answers',
        recent: {
          ...gateway.recent,
          cuts: [20_010, 20_020, 20_030].map((afterMillis, index) => ({
            at: NOW - (index + 1) * MINUTE,
            afterMillis,
            by: 'cut',
          })),
        },
      },
    },
    code: 'PROXY_IDLE_CUT',
    owner: 'proxy',
    never: ['STREAM_CUT', 'IDLE_KILL'],
  },
  {
    row: '62',
    fault: 'a proxy that keeps events back',
    seen: {
      proxy: {
        route: 'proxy',
        shown: 'http://proxy.corp.test:3128',
        variable: 'HTTPS_PROXY',
        connects: done(),
        tunnel: tunnel(200),
      },
      gateway: {
        running: 'answers',
        recent: {
          ...gateway.recent,
          failures: [{ code: 'path.silent-first-event', count: 2, lastAt: NOW - MINUTE, requestId: undefined }],
        },
      },
    },
    code: 'STREAM_BUFFERED',
    owner: 'network',
  },
  {
    row: '62',
    fault: 'a gateway that gives every long answer in one piece',
    seen: {
      target: { official: false },
      gateway: { running: 'answers', recent: { ...gateway.recent, streamed: { long: 3, atOnce: 3, longestMillis: 41_000 } } },
    },
    code: 'STREAM_BUFFERED',
    owner: 'gateway',
  },
  {
    row: '62',
    fault: 'long answers through a gateway, one of them piece by piece',
    seen: {
      target: { official: false },
      gateway: { running: 'answers', recent: { ...gateway.recent, streamed: { long: 4, atOnce: 3, longestMillis: 41_000 } } },
    },
    code: 'HEALTHY',
    owner: 'nobody',
  },
  {
    row: '62',
    fault: 'a company that opens all TLS, and gives every long answer in one piece',
    seen: {
      tls: { target: handshake({ chain: [certificate({ ...ZSCALER, root: 'extra' })] }), extraCa: 'used' },
      gateway: { running: 'answers', recent: { ...gateway.recent, streamed: { long: 3, atOnce: 3, longestMillis: 41_000 } } },
    },
    code: 'STREAM_BUFFERED',
    owner: 'network',
    beside: ['TLS_INTERCEPT_TRUSTED'],
  },
  {
    row: '62',
    fault: 'long answers in one piece, with nobody between who could hold them back',
    seen: {
      gateway: { running: 'answers', recent: { ...gateway.recent, streamed: { long: 9, atOnce: 9, longestMillis: 41_000 } } },
    },
    code: 'HEALTHY',
    owner: 'nobody',
  },
  {
    row: '63',
    fault: 'opened on the way, authority unknown',
    seen: together(above.noTls(opened, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), { tls: { control: opened } }),
    code: 'TLS_INTERCEPT',
    owner: 'proxy',
    confidence: 'certain',
  },
  {
    row: '64',
    fault: 'opened on the way, authority trusted',
    seen: { tls: { target: handshake({ chain: [certificate({ ...ZSCALER, root: 'extra' })] }), extraCa: 'used' } },
    code: 'HEALTHY',
    owner: 'nobody',
    beside: ['TLS_INTERCEPT_TRUSTED'],
    never: ['TLS_INTERCEPT'],
  },
  {
    row: '66',
    fault: 'NODE_EXTRA_CA_CERTS leads nowhere',
    seen: together(above.noTls(opened, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), { tls: { control: opened, extraCa: 'missing' } }),
    code: 'CA_FILE_BAD',
    owner: 'settings',
    never: ['TLS_INTERCEPT'],
  },
  {
    row: '66b',
    fault: 'the same, and nobody needs it',
    seen: { tls: { extraCa: 'unreadable' } },
    code: 'CA_FILE_BAD',
    owner: 'settings',
  },
  { row: '67', fault: 'checks switched off', seen: { tls: { checksOff: true } }, code: 'TLS_CHECK_OFF', owner: 'settings' },
  {
    row: '68',
    fault: 'a client certificate is wanted',
    seen: together(above.noTls(tls.target ?? late(), 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), {
      tls: { clientCertificateWanted: true },
      target: { official: false },
    }),
    code: 'MTLS_BAD',
    owner: 'settings',
  },
  {
    row: '68b',
    fault: 'nginx says that it wants one',
    seen: {
      http: { front: answer(400, { body: '<title>400 No required SSL certificate was sent</title>', code: 'nginx.refused' }) },
      target: { official: false },
    },
    code: 'MTLS_BAD',
    owner: 'settings',
  },
]
