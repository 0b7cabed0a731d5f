import { above, answer, HOST, late, MINUTE, no, NOW, together, untrusted, type Changes } from './observations.ts'
import type { Row } from './row.ts'

const DAY = 86_400_000
const clocks = (millis: number): Changes => ({ clock: { offsets: ['one.test', 'two.test'].map((host) => ({ host, millis })) } })

/** D. TLS and clock. The certificates are good at the true time. */
export const TLS_ROWS: readonly Row[] = [
  {
    row: '69',
    fault: 'the clock is 400 days fast',
    seen: together(
      above.noTls(untrusted('CERT_HAS_EXPIRED', { validFrom: NOW - 430 * DAY, validTo: NOW - 340 * DAY }), 'CERT_HAS_EXPIRED'),
      clocks(400 * DAY),
    ),
    code: 'CLOCK_FAST',
    owner: 'computer',
    confidence: 'certain',
    never: ['CERT_EXPIRED'],
  },
  {
    row: '70',
    fault: 'the clock is 400 days slow',
    seen: together(
      above.noTls(
        untrusted('CERT_NOT_YET_VALID', { validFrom: NOW + 370 * DAY, validTo: NOW + 460 * DAY }),
        'CERT_NOT_YET_VALID',
      ),
      clocks(-400 * DAY),
    ),
    code: 'CLOCK_SLOW',
    owner: 'computer',
    confidence: 'certain',
  },
  { row: '72', fault: 'the clock is 12 minutes fast', seen: clocks(12 * MINUTE), code: 'CLOCK_DRIFT', owner: 'computer' },
  {
    row: '73',
    fault: 'the certificate of a gateway has expired',
    seen: together(above.noTls(untrusted('CERT_HAS_EXPIRED', { validTo: NOW - 2 * DAY }), 'CERT_HAS_EXPIRED'), {
      target: { official: false },
    }),
    code: 'CERT_EXPIRED',
    owner: 'gateway',
    never: ['CLOCK_FAST'],
  },
  {
    row: '73b',
    fault: 'the certificate of the provider has expired',
    seen: above.noTls(untrusted('CERT_HAS_EXPIRED', { validTo: NOW - 2 * DAY }), 'CERT_HAS_EXPIRED'),
    code: 'CERT_EXPIRED',
    owner: 'provider',
  },
  {
    row: '73c',
    fault: 'an expired certificate, and a clock that is slow: it explains nothing',
    seen: together(
      above.noTls(untrusted('CERT_HAS_EXPIRED', { validTo: NOW - 2 * DAY }), 'CERT_HAS_EXPIRED'),
      clocks(-20 * MINUTE),
    ),
    code: 'CERT_EXPIRED',
    owner: 'unknown',
    never: ['CLOCK_FAST', 'CLOCK_SLOW'],
  },
  {
    row: '74',
    fault: 'a certificate for another name',
    seen: together(above.noTls(untrusted('ERR_TLS_CERT_ALTNAME_INVALID'), 'ERR_TLS_CERT_ALTNAME_INVALID'), {
      target: { official: false },
    }),
    code: 'CERT_WRONG_NAME',
    owner: 'settings',
  },
  {
    row: '75',
    fault: 'a self-signed gateway',
    seen: together(above.noTls(untrusted('DEPTH_ZERO_SELF_SIGNED_CERT'), 'DEPTH_ZERO_SELF_SIGNED_CERT'), {
      target: { official: false },
    }),
    code: 'CERT_SELF_SIGNED',
    owner: 'settings',
    never: ['TLS_INTERCEPT'],
  },
  {
    row: '77',
    fault: 'http to a port that speaks https',
    seen: {
      target: { url: `http://${HOST}:8443`, secure: false, port: 8443, official: false },
      tls: { target: undefined },
      http: {
        front: answer(400, { headers: {}, body: 'The plain HTTP request was sent to HTTPS port', code: 'nginx.refused' }),
        messages: no('HPE_INVALID_CONSTANT'),
      },
    },
    code: 'SCHEME_WRONG',
    owner: 'settings',
  },
  {
    row: '77b',
    fault: 'https to a port that speaks http',
    seen: together(above.noTls(no('ERR_SSL_WRONG_VERSION_NUMBER'), 'ERR_SSL_WRONG_VERSION_NUMBER'), {
      target: { official: false },
    }),
    code: 'SCHEME_WRONG',
    owner: 'settings',
  },
  {
    row: '78',
    fault: 'this name is reset',
    seen: together(above.noTls(no('ECONNRESET'), 'ECONNRESET'), {
      tls: { otherName: untrusted('ERR_TLS_CERT_ALTNAME_INVALID') },
    }),
    code: 'SNI_FILTERED',
    owner: 'network',
    confidence: 'certain',
  },
  {
    row: '79',
    fault: 'the handshake hangs, large packets pass',
    seen: together(above.noTls(late()), { tls: { otherName: late() } }),
    code: 'TLS_STALL',
    owner: 'unknown',
    never: ['PMTU_BLACKHOLE'],
  },
  {
    row: '80',
    fault: 'old TLS alone',
    seen: together(above.noTls(no('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'), 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'), {
      target: { official: false },
    }),
    code: 'TLS_VERSION',
    owner: 'gateway',
  },
]
