import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { FAILURES, type FailureCode } from './catalogue.ts'
import { failureCodeOf, WayError } from './failure-code.ts'

type Fields = Readonly<Record<string, unknown>>
const error = (fields: Fields, message = ''): Error => Object.assign(new Error(message), fields)
const system = (code: string, syscall = 'connect'): Error => error({ code, syscall }, `${syscall} ${code}`)
const fetchFailed = (cause: unknown): Error => new TypeError('fetch failed', { cause })

type Row = readonly [string, unknown, FailureCode, string]

const ROWS: readonly Row[] = [
  ['a name that does not exist', system('ENOTFOUND', 'getaddrinfo'), 'path.dns-not-found', 'dns'],
  ['a silent name server', system('EAI_AGAIN', 'getaddrinfo'), 'path.dns-temporary', 'dns'],
  ['a name server that refuses', system('EREFUSED', 'queryA'), 'path.dns-refused', 'dns'],
  ['a closed port of a name server', system('ECONNREFUSED', 'queryA'), 'path.dns-refused', 'dns'],
  ['a name server that fails', system('ESERVFAIL', 'queryA'), 'path.dns-server-failure', 'dns'],
  ['a name server that does not answer c-ares', system('ETIMEOUT', 'queryA'), 'path.dns-timeout', 'dns'],
  ['a name without an address', system('ENODATA', 'queryA'), 'path.dns-not-found', 'dns'],
  ['a closed port', system('ECONNREFUSED'), 'path.refused', 'connect'],
  ['a reset after the request went out', system('ECONNRESET', 'read'), 'path.reset', 'headers'],
  ['a pipe that is gone', system('EPIPE', 'write'), 'path.reset', 'headers'],
  ['an unreachable host', system('EHOSTUNREACH'), 'path.unreachable', 'connect'],
  ['no route', system('ENETUNREACH'), 'path.no-route', 'connect'],
  ['a prohibited route', system('EACCES'), 'path.blocked', 'connect'],
  ['a connect that timed out', system('ETIMEDOUT'), 'path.connect-timeout', 'connect'],
  ['an open connection that timed out', system('ETIMEDOUT', 'read'), 'path.silent-headers', 'headers'],
  ['too many open files', system('EMFILE'), 'path.no-sockets', 'connect'],
  ["undici's connect timeout", error({ code: 'UND_ERR_CONNECT_TIMEOUT' }), 'path.connect-timeout', 'connect'],
  ["undici's headers timeout", error({ code: 'UND_ERR_HEADERS_TIMEOUT' }), 'path.silent-headers', 'headers'],
  ["undici's body timeout", error({ code: 'UND_ERR_BODY_TIMEOUT' }), 'path.silent-first-event', 'headers'],
  ['the other side closing', error({ code: 'UND_ERR_SOCKET' }, 'other side closed'), 'path.closed-before-headers', 'headers'],
  ['an unreadable answer', error({ name: 'HTTPParserError', code: 'HPE_INVALID_CONSTANT' }), 'path.protocol-error', 'headers'],
  ['an HTTP/2 GOAWAY', error({ code: 'UND_ERR_INFO' }, 'HTTP/2: "GOAWAY" frame received with code 0'), 'path.reset', 'headers'],
  ['an expired certificate', error({ code: 'CERT_HAS_EXPIRED' }), 'path.tls-cert-expired', 'tls'],
  ['a certificate of the future', error({ code: 'CERT_NOT_YET_VALID' }), 'path.tls-cert-not-yet-valid', 'tls'],
  ['a certificate of another name', error({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }), 'path.tls-cert-wrong-name', 'tls'],
  ['a self-signed certificate', error({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'path.tls-cert-self-signed', 'tls'],
  ['a private authority', error({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }), 'path.tls-cert-unknown-issuer', 'tls'],
  ['a private authority in the chain', error({ code: 'SELF_SIGNED_CERT_IN_CHAIN' }), 'path.tls-cert-unknown-issuer', 'tls'],
  ['an unknown issuer', error({ code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }), 'path.tls-cert-unknown-issuer', 'tls'],
  ['a revoked certificate', error({ code: 'CERT_REVOKED' }), 'path.tls-cert-invalid', 'tls'],
  ['plain HTTP on a TLS port', error({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }), 'path.tls-not-tls', 'tls'],
  [
    'the same in an older Node',
    error({ code: 'EPROTO' }, 'SSL routines:ssl3_get_record:wrong version number'),
    'path.tls-not-tls',
    'tls',
  ],
  ['TLS that is too old', error({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' }), 'path.tls-version', 'tls'],
  [
    'a client certificate that is wanted',
    error({ code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' }),
    'path.tls-client-cert',
    'tls',
  ],
  [
    'an end during the handshake',
    error({ code: 'ECONNRESET' }, 'Client network socket disconnected before secure TLS connection was established'),
    'path.tls-handshake',
    'tls',
  ],
  ['an abort of our own', error({ name: 'AbortError', code: 'UND_ERR_ABORTED' }, 'Request aborted'), 'path.unknown', 'headers'],
]

for (const [what, thrown, code, phase] of ROWS) {
  test(`${what} is ${code}, also inside fetch's error`, () => {
    assert.deepEqual([failureCodeOf(thrown).code, failureCodeOf(thrown).phase], [code, phase])
    assert.deepEqual(failureCodeOf(fetchFailed(thrown)), failureCodeOf(thrown))
  })
}

test('of several addresses, the one that came farthest decides', () => {
  const both = (...errors: readonly Error[]): unknown => fetchFailed(new AggregateError(errors))
  assert.equal(failureCodeOf(both(system('ENETUNREACH'), system('ECONNREFUSED'))).code, 'path.refused')
  assert.equal(failureCodeOf(both(system('ENETUNREACH'), system('ETIMEDOUT'))).code, 'path.connect-timeout')
  assert.equal(failureCodeOf(both(system('EHOSTUNREACH'), system('ENETUNREACH'))).code, 'path.unreachable')
})

test('what was read where it failed is not read again', () => {
  const reading = { phase: 'connect', code: 'path.proxy-login', raw: 'PROXY_407' } as const
  assert.equal(failureCodeOf(new WayError(reading)), reading)
})

test('the raw code is the one that decided, and never a message', () => {
  assert.equal(failureCodeOf(fetchFailed(system('ECONNREFUSED'))).raw, 'ECONNREFUSED')
  assert.equal(failureCodeOf(new Error('connect to 10.0.0.1 failed')).raw, 'Error')
  assert.equal(failureCodeOf({ code: 'not a code: 10.0.0.1' }).raw, 'UNKNOWN')
})

test('rings, strangers and getters that throw are read without harm', () => {
  const ring = error({ code: 'X' })
  Object.assign(ring, { cause: ring, errors: [ring] })
  const trap = Object.defineProperty({}, 'code', {
    get() {
      throw new Error('no')
    },
  })
  for (const thrown of [ring, trap, null, undefined, 'text', 7, [], new AggregateError([])]) {
    assert.equal(failureCodeOf(thrown).code, 'path.unknown')
  }
})

test('whatever is thrown, the answer is a code of the catalogue', () => {
  fc.assert(
    fc.property(
      fc.anything({ maxDepth: 4, key: fc.constantFrom('code', 'cause', 'errors', 'message', 'syscall', 'name') }),
      (thrown) => {
        assert.ok(Object.hasOwn(FAILURES, failureCodeOf(thrown).code))
      },
    ),
  )
})
