import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CATALOGUE_CODES, type CatalogueCode } from '../../src/core/catalogue.ts'
import { readText } from '../../src/explain/read.ts'
import { catalogueIn } from '../../src/i18n/catalogue.ts'
import { LANGUAGES } from '../../src/i18n/language.ts'
import { heldBackRows, knownRows } from './corpus.ts'

const page = (title: string, rest: string): string =>
  `<html>\n<head><title>${title}</title></head>\n<body>\n<center><h1>${title}</h1></center>\n${rest}</body>\n</html>`
const nginx = (title: string): string => `HTTP/1.1 ${title}\nServer: nginx\n\n${page(title, '<hr><center>nginx</center>\n')}`
const alb = (title: string): string => `HTTP/1.1 ${title}\nServer: awselb/2.0\n\n${page(title, '')}`
const envoy = (reason: string): string => `503 upstream connect error or disconnect/reset before headers. reset reason: ${reason}`
const google = (status: string): string =>
  `HTTP/2 ${status}\nserver: Google Frontend\n\nThe server encountered a temporary error and could not complete your request. Please try again in 30 seconds.`
const haproxy = (status: string, said: string): string => `<html><body><h1>${status}</h1>\n${said}\n</body></html>`
const cloudflare = (status: string): string =>
  `HTTP/2 ${status}\nserver: cloudflare\ncf-ray: 8e695a-SJC\ncf-error-type: origin\ncontent-type: text/html\n\n<html><head><title>x | ${status}</title></head><body>Cloudflare Ray ID: 8e695a</body></html>`
const api = (type: string, message: string): string => `{"type":"error","error":{"type":"${type}","message":"${message}"}}`

/** What the corpus has no wording for: as the maker's own documentation or source has it. */
const TEXTS: Readonly<Partial<Record<CatalogueCode, string>>> = {
  'api.permission': api('permission_error', 'Your account may not use this model'),
  'api.not-found': api('not_found_error', 'model: claude-none'),
  'api.conflict': api('conflict_error', 'concurrent change'),
  'api.too-large': api('request_too_large', 'Request exceeds the maximum size'),
  'api.spend-limit': api(
    'invalid_request_error',
    'You have reached your specified API usage limits. You will regain access on 2026-12-01.',
  ),
  'api.timeout': api('timeout_error', 'Request took too long'),
  'api.unknown': 'API Error: 418',
  'envoy.local-connection-failure': envoy('local connection failure'),
  'envoy.local-reset': envoy('local reset'),
  'envoy.local-refused': envoy('local refused stream reset'),
  'envoy.remote-refused': envoy('remote refused stream reset'),
  'envoy.connect-error': envoy('remote error with CONNECT request'),
  'envoy.protocol-error':
    '502 upstream connect error or disconnect/reset before headers. retried and the latest reset reason: protocol error',
  'envoy.overload-reset': envoy('overload manager reset'),
  'envoy.timeout': 'API Error: 504 upstream request timeout',
  'envoy.overloaded': '503 envoy overloaded',
  'envoy.no-cluster': '[2026-11-22T10:00:00.000Z] "POST /v1/messages HTTP/1.1" 503 NC 0 0 0 - "-"',
  'envoy.rate-limited': '429 local_rate_limited',
  'envoy.no-route': '[2026-11-22T10:00:00.000Z] "POST /v1/x HTTP/1.1" 404 NR 0 0 0 - "-"',
  'envoy.access-denied': '403 RBAC: access denied',
  'cloudflare.500': cloudflare('500'),
  'cloudflare.502': cloudflare('502'),
  'cloudflare.503': cloudflare('503'),
  'cloudflare.504': cloudflare('504'),
  'cloudflare.520': 'error code: 520',
  'cloudflare.522': '522: Connection timed out',
  'cloudflare.523': 'error code: 523',
  'cloudflare.525': 'Error 525: SSL handshake failed',
  'cloudflare.526': 'error code: 526',
  'cloudflare.530': 'error code: 530',
  'cloudflare.rate-limited': 'Error 1015: you are being rate limited',
  'cloudflare.dns': 'error code: 1016',
  'cloudflare.config': 'error code: 1033',
  'cloudflare.client-tls': 'error code: 1029',
  'cloudflare.legal': 'error code: 1039',
  'cloudflare.too-large': cloudflare('413'),
  'cloudflare.other': cloudflare('409'),
  'nginx.bad-gateway': nginx('502 Bad Gateway'),
  'nginx.unavailable': nginx('503 Service Temporarily Unavailable'),
  'nginx.internal': nginx('500 Internal Server Error'),
  'nginx.rate-limited': nginx('429 Too Many Requests'),
  'nginx.too-large': nginx('413 Request Entity Too Large'),
  'nginx.refused': nginx('403 Forbidden'),
  'alb.bad-gateway': alb('502 Bad Gateway'),
  'alb.unavailable': alb('503 Service Temporarily Unavailable'),
  'alb.timeout': alb('504 Gateway Time-out'),
  'alb.internal': alb('500 Internal Server Error'),
  'alb.login': alb('561 Unauthorized'),
  'alb.refused': alb('403 Forbidden'),
  'haproxy.bad-gateway': haproxy('502 Bad Gateway', 'The server returned an invalid or incomplete response.'),
  'haproxy.unavailable': haproxy('503 Service Unavailable', 'No server is available to handle this request.'),
  'haproxy.refused': haproxy('403 Forbidden', 'Request forbidden by administrative rules.'),
  'google.bad-gateway': google('502'),
  'google.unavailable': google('503'),
  'google.timeout': google('504'),
  'google.internal': google('500'),
  'google.refused': google('403'),
  'edge.unknown-5xx': 'HTTP/1.1 503 Service Unavailable',
  'middlebox.empty': 'HTTP/1.1 200 OK\ncontent-length: 0\n',
  'middlebox.redirect': 'HTTP/1.1 302 Found\nLocation: http://login.hotel.example/\n\n',
  'middlebox.policy': 'HTTP/1.1 403 Forbidden\nx-deny-reason: host_not_allowed\n\n',
  'middlebox.proxy-login': 'x-holdfast-code: middlebox.proxy-login',
  'middlebox.proxy-error': 'HTTP/1.1 503 Service Unavailable\nX-Squid-Error: ERR_CONNECT_FAIL 110\n\n',
  'middlebox.network-login': '511 Network Authentication Required',
  'other.bad-request': 'HTTP 400 Bad Request',
  'other.permission': 'HTTP 403 Forbidden',
  'other.timeout': 'HTTP 504 {"error":"deadline"}',
  'other.too-large': 'HTTP 413',
  'other.rate-limited': 'status=429',
  'other.overloaded': 'HTTP 503 {"error":{"message":"loading"}}',
  'other.server-error': 'HTTP 500 {"error":{"message":"broken"}}',
  'other.client-error': 'HTTP 418',
  'other.not-an-answer': '"code":"other.not-an-answer"',
  'path.dns-refused': 'queryA ECONNREFUSED api.anthropic.com',
  'path.dns-server-failure': 'lookup api.anthropic.com on 10.0.0.1:53: server misbehaving',
  'path.no-route': 'connect ENETUNREACH 160.79.104.10:443',
  'path.offline': '"code":"path.offline"',
  'path.blocked': 'connect EACCES 160.79.104.10:443',
  'path.no-sockets': 'Error: EMFILE: too many open files',
  'path.tls-version': 'error:0A00042E:SSL routines::tlsv1 alert protocol version',
  'path.tls-client-cert': 'tlsv13 alert certificate required: SSL alert number 116',
  'path.tls-client-cert-unusable': '"code":"path.tls-client-cert-unusable"',
  'path.tls-cert-not-yet-valid':
    'x509: certificate has expired or is not yet valid: current time 2024-01-01T00:00:00Z is before 2025-06-01T00:00:00Z',
  'path.tls-cert-invalid': 'SSL certificate problem: certificate revoked',
  'path.not-delivered': 'x-holdfast-code: path.not-delivered',
  'path.protocol-error': 'Parse Error: Expected HTTP/, RTSP/ or ICE/',
  'path.proxy-hangs': 'x-holdfast-code: path.proxy-hangs',
  'path.proxy-tls': 'x-holdfast-code: path.proxy-tls',
  'path.proxy-not-found': 'curl: (5) Could not resolve proxy: proxy.corp.example',
  'path.proxy-not-http': 'proxyconnect tcp: tls: first record does not look like a TLS handshake',
  'path.proxy-setting': 'Error: Unsupported proxy protocol: socks5',
  'path.silent-first-event': 'BodyTimeoutError: Body Timeout Error UND_ERR_BODY_TIMEOUT',
  'answer.empty': '"code":"answer.empty"',
  'answer.not-an-answer': '"code":"answer.not-an-answer"',
  'client.unfit-file': 'messages.3.content.1.image.source.base64: image exceeds 5 MB maximum: 6291456 bytes > 5242880 bytes',
  'client.answer-too-long': "API Error: Claude's response exceeded the 32000 output token maximum.",
  'client.against-policy':
    'API Error: Claude Code is unable to respond to this request, which appears to violate our Usage Policy',
}

const inCorpus = new Set([...knownRows, ...heldBackRows].flatMap(({ codes }) => codes))
const codesOf = (text: string): readonly CatalogueCode[] => readText(text, 'salt').findings.map(({ code }) => code)

for (const [code, text] of Object.entries(TEXTS)) {
  test(`${code} is told by its own words`, () => assert.deepEqual(codesOf(text), [code]))
}

test('every code of the catalogue is told from some text', () => {
  const ours = CATALOGUE_CODES.filter((code) => !code.startsWith('gateway.'))
  assert.deepEqual(
    ours.filter((code) => !inCorpus.has(code) && TEXTS[code] === undefined),
    [],
  )
})

test('what the gateway itself answers is told by its message, in both languages, and by its header', () => {
  for (const code of CATALOGUE_CODES.filter((one) => one.startsWith('gateway.'))) {
    assert.deepEqual(codesOf(`HTTP/1.1 503 x\nx-holdfast-code: ${code}\n\n`).includes(code), true, code)
    for (const language of LANGUAGES) {
      const { title, action } = catalogueIn(language)[code]
      const message = api('overloaded_error', `Holdfast: ${title} ${action}`.replaceAll('"', '\\"'))
      assert.deepEqual(codesOf(`API Error: 503 ${message}`), [code])
    }
  }
})
