import type { RefusalCode } from '../../src/core/catalogue.ts'
import type { HeaderValues } from '../../src/core/retry-after.ts'

// Answers in the real wordings of those who make them.

const CLOUDFLARE: HeaderValues = { server: 'cloudflare', 'cf-ray': '8f0a-NRT', 'content-type': 'text/html; charset=UTF-8' }
export const API: HeaderValues = {
  'content-type': 'application/json',
  'request-id': 'req_011',
  server: 'cloudflare',
  'cf-ray': '8f0a-NRT',
}
export const apiBody = (type: string, message = 'no', more: object = {}): string =>
  JSON.stringify({ type: 'error', error: { type, message, ...more }, request_id: 'req_011' })
const reset = (reason: string): string => `upstream connect error or disconnect/reset before headers. reset reason: ${reason}`
const nginxPage = (title: string, sign: string): string =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n${sign}</body>\r\n</html>\r\n`
const haproxyPage = (title: string, sentence: string): string => `<html><body><h1>${title}</h1>\n${sentence}\n</body></html>\n`
export const googlePage = (title: string): string =>
  `\n<html><head>\n<meta http-equiv="content-type" content="text/html;charset=utf-8">\n<title>${title}</title>\n</head>\n<body text=#000000 bgcolor=#ffffff>\n<h1>Error: Server Error</h1>\n<h2>The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds.</h2>\n<h2></h2>\n</body></html>\n`
const cloudflare5xx = (number: number, title: string): string =>
  `<!DOCTYPE html>\n<html class="no-js" lang="en-US">\n<head>\n<title>api.example.test | ${number}: ${title}</title>\n</head><body><div id="cf-wrapper"><div id="cf-error-details" class="p-0"><header><h1><span class="inline-block">${title}</span> <span class="code-label">Error code ${number}</span></h1></header></div></div></body></html>`
const cloudflare1xxx = (number: number): string =>
  `<!DOCTYPE html><html><head><title>Access denied | api.example.test used Cloudflare to restrict access</title></head><body><div id="cf-error-details"><h1><span class="cf-error-type" data-translate="error">Error</span>\n            <span class="cf-error-code">${number}</span></h1></div></body></html>`
export const cloudflareJson = (code: number, more: object = {}): string =>
  JSON.stringify({
    type: 'https://developers.cloudflare.com/',
    title: 'Error',
    status: 429,
    cloudflare_error: true,
    error_code: code,
    ...more,
  })

/** What it is, then status, headers and body as they come over the wire. */
export type AnswerRow = readonly [RefusalCode, number, HeaderValues, string]

export const ANSWERS: readonly AnswerRow[] = [
  // the API
  ['api.invalid-request', 400, API, apiBody('invalid_request_error', 'prompt is too long')],
  [
    'api.spend-limit',
    400,
    API,
    apiBody('invalid_request_error', 'You have reached your specified API usage limits. You will regain access on 2026-12-01.'),
  ],
  ['api.billing', 400, API, apiBody('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.')],
  ['api.authentication', 401, API, apiBody('authentication_error', 'invalid x-api-key')],
  ['api.billing', 402, API, apiBody('billing_error')],
  ['api.permission', 403, API, apiBody('permission_error')],
  ['api.forbidden-region', 403, {}, '{"error":{"type":"forbidden","message":"Request not allowed"}}'],
  ['api.not-found', 404, API, apiBody('not_found_error', 'model: claude-nope')],
  ['api.invalid-request', 405, API, apiBody('invalid_request_error', 'Method Not Allowed')],
  ['api.conflict', 409, API, apiBody('conflict_error')],
  ['api.too-large', 413, API, apiBody('request_too_large')],
  ['api.rate-limit', 429, API, apiBody('rate_limit_error')],
  ['api.rate-limit', 429, { ...API, 'anthropic-ratelimit-unified-status': 'allowed' }, apiBody('rate_limit_error')],
  ['api.plan-limit', 429, { ...API, 'anthropic-ratelimit-unified-status': 'rejected' }, apiBody('rate_limit_error')],
  ['api.plan-limit', 429, { ...API, 'anthropic-ratelimit-unified-7d-status': 'rejected' }, ''],
  ['api.spend-limit', 429, API, apiBody('rate_limit_error', 'no', { details: { error_code: 'enforced_spend_limit_reached' } })],
  ['api.internal', 500, API, apiBody('api_error', 'Internal server error')],
  ['api.internal', 500, API, ''],
  ['api.timeout', 504, API, apiBody('timeout_error')],
  ['api.overloaded', 529, API, apiBody('overloaded_error', 'Overloaded')],
  ['api.overloaded', 529, {}, apiBody('overloaded_error', 'Overloaded')],
  ['api.overloaded', 200, { 'content-type': 'application/json' }, apiBody('overloaded_error')],
  ['api.overloaded', 200, { 'content-type': 'text/event-stream' }, `event: error\ndata: ${apiBody('overloaded_error')}\n\n`],
  ['api.internal', 503, API, apiBody('an_error_of_tomorrow')],
  ['api.unknown', 418, API, apiBody('an_error_of_tomorrow')],
  ['api.authentication', 401, {}, apiBody('api_error')],
  [
    'api.invalid-request',
    400,
    API,
    `{"type":"error","error":{"type":"invalid_request_error","message":"messages.0: ${'x'.repeat(500)}`,
  ],

  // the same models behind a cloud
  [
    'api.rate-limit',
    429,
    { 'x-amzn-requestid': 'a-1', 'x-amzn-errortype': 'ThrottlingException:http://internal.example' },
    '{"message":"Too many"}',
  ],
  ['api.overloaded', 503, { 'x-amzn-requestid': 'a-1' }, '{"__type":"com.example#ServiceUnavailableException"}'],
  ['api.permission', 403, { 'apim-request-id': 'm-1' }, '{"error":{"code":"403","message":"no"}}'],
  ['api.rate-limit', 429, {}, '[{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED"}}]'],

  // Envoy, also behind Cloudflare
  ['envoy.no-healthy-upstream', 503, { 'content-type': 'text/plain', server: 'envoy' }, 'no healthy upstream'],
  [
    'envoy.no-healthy-upstream',
    503,
    { 'content-type': 'text/plain', server: 'cloudflare', 'cf-ray': '8f0a' },
    'no healthy upstream',
  ],
  ['envoy.no-healthy-upstream', 503, {}, 'no healthy upstream\n'],
  ['envoy.connection-failure', 503, {}, reset('connection failure')],
  ['envoy.local-connection-failure', 503, {}, reset('local connection failure')],
  [
    'envoy.remote-connection-failure',
    503,
    {},
    reset('remote connection failure, transport failure reason: delayed connect error: Connection refused'),
  ],
  [
    'envoy.connection-timeout',
    503,
    {},
    'upstream connect error or disconnect/reset before headers. retried and the latest reset reason: connection timeout',
  ],
  ['envoy.connection-termination', 503, {}, reset('connection termination')],
  ['envoy.local-reset', 503, {}, reset('local reset')],
  ['envoy.local-refused', 503, {}, reset('local refused stream reset')],
  ['envoy.remote-reset', 503, {}, reset('remote reset')],
  ['envoy.remote-refused', 503, {}, reset('remote refused stream reset')],
  ['envoy.connect-error', 503, {}, reset('remote error with CONNECT request')],
  ['envoy.overflow', 503, {}, reset('overflow')],
  ['envoy.protocol-error', 502, {}, reset('protocol error')],
  ['envoy.overload-reset', 503, {}, reset('overload manager reset')],
  ['envoy.reset', 503, {}, reset('a reason of tomorrow')],
  ['envoy.reset', 503, {}, 'upstream connect error or disconnect/reset before headers'],
  ['envoy.timeout', 504, {}, 'upstream request timeout'],
  ['envoy.timeout', 504, {}, 'stream timeout'],
  ['envoy.overloaded', 503, {}, 'envoy overloaded'],
  ['envoy.overloaded', 503, {}, 'unconditional drop overload'],
  ['envoy.no-route', 404, { server: 'envoy' }, ''],
  ['other.not-found', 404, { server: 'envoy', 'x-envoy-upstream-service-time': '3' }, ''],
  ['envoy.no-cluster', 503, { server: 'istio-envoy' }, ''],
  ['envoy.rate-limited', 429, { server: 'envoy' }, 'local_rate_limited'],
  ['envoy.access-denied', 403, { server: 'envoy' }, 'RBAC: access denied'],

  // Cloudflare
  ['cloudflare.500', 500, CLOUDFLARE, cloudflare5xx(500, 'Internal server error')],
  ['cloudflare.502', 502, CLOUDFLARE, cloudflare5xx(502, 'Bad gateway')],
  ['cloudflare.502', 502, CLOUDFLARE, nginxPage('502 Bad Gateway', '<hr><center>cloudflare</center>\r\n')],
  ['cloudflare.502', 502, { server: 'cloudflare' }, 'error code: 502'],
  ['cloudflare.503', 503, CLOUDFLARE, nginxPage('503 Service Temporarily Unavailable', '<hr><center>cloudflare</center>\r\n')],
  ['cloudflare.504', 504, CLOUDFLARE, cloudflare5xx(504, 'Gateway time-out')],
  ...([520, 521, 522, 523, 524, 525, 526] as const).map((status): AnswerRow => [
    `cloudflare.${status}`,
    status,
    CLOUDFLARE,
    cloudflare5xx(status, 'Trouble'),
  ]),
  ['cloudflare.522', 522, { server: 'cloudflare' }, ''],
  ['cloudflare.530', 530, { server: 'cloudflare' }, ''],
  ['cloudflare.config', 530, CLOUDFLARE, cloudflare1xxx(1033)],
  ['cloudflare.dns', 530, CLOUDFLARE, cloudflare1xxx(1016)],
  ['cloudflare.access-denied', 403, CLOUDFLARE, cloudflare1xxx(1020)],
  ['cloudflare.access-denied', 403, { server: 'cloudflare' }, 'error code: 1009'],
  [
    'cloudflare.access-denied',
    403,
    CLOUDFLARE,
    '<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head></html>',
  ],
  ['cloudflare.rate-limited', 429, CLOUDFLARE, cloudflare1xxx(1015)],
  ['cloudflare.rate-limited', 429, { 'content-type': 'application/problem+json' }, cloudflareJson(1015, { retry_after: 30 })],
  ['cloudflare.legal', 451, CLOUDFLARE, cloudflareJson(1039)],
  ['cloudflare.client-tls', 403, CLOUDFLARE, cloudflareJson(1029)],
  ['cloudflare.521', 521, CLOUDFLARE, cloudflareJson(521)],
  [
    'cloudflare.challenge',
    403,
    { ...CLOUDFLARE, 'cf-mitigated': 'challenge' },
    '<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>',
  ],
  [
    'cloudflare.challenge',
    403,
    CLOUDFLARE,
    '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head></html>',
  ],
  ['cloudflare.too-large', 413, CLOUDFLARE, nginxPage('413 Request Entity Too Large', '<hr><center>cloudflare</center>\r\n')],

  // other balancers
  [
    'nginx.unavailable',
    503,
    { server: 'nginx' },
    nginxPage('503 Service Temporarily Unavailable', '<hr><center>nginx</center>\r\n'),
  ],
  ['nginx.bad-gateway', 502, { server: 'openresty' }, nginxPage('502 Bad Gateway', '<hr><center>openresty/1.27</center>\r\n')],
  ['nginx.timeout', 504, {}, nginxPage('504 Gateway Time-out', '<hr><center>nginx/1.22.1</center>\r\n')],
  ['nginx.too-large', 413, {}, nginxPage('413 Request Entity Too Large', '<hr><center>nginx</center>\r\n')],
  ['nginx.refused', 400, {}, nginxPage('400 The plain HTTP request was sent to HTTPS port', '<hr><center>nginx</center>\r\n')],
  ['alb.unavailable', 503, { server: 'awselb/2.0' }, nginxPage('503 Service Temporarily Unavailable', '')],
  ['alb.bad-gateway', 502, CLOUDFLARE, nginxPage('502 Bad Gateway', '')],
  ['alb.timeout', 504, { server: 'awselb/2.0' }, ''],
  ['alb.refused', 463, { server: 'awselb/2.0' }, ''],
  ['alb.login', 561, { server: 'awselb/2.0' }, ''],
  ['haproxy.unavailable', 503, {}, haproxyPage('503 Service Unavailable', 'No server is available to handle this request.')],
  ['haproxy.bad-gateway', 502, {}, haproxyPage('502 Bad Gateway', 'The server returned an invalid or incomplete response.')],
  ['haproxy.timeout', 504, {}, haproxyPage('504 Gateway Time-out', "The server didn't respond in time.")],
  ['haproxy.refused', 403, {}, haproxyPage('403 Forbidden', 'Request forbidden by administrative rules.')],
  ['google.bad-gateway', 502, { 'content-type': 'text/html; charset=UTF-8' }, googlePage('502 Server Error')],
  ['google.unavailable', 503, { server: 'Google Frontend', 'content-type': 'text/html' }, '<html><title>503</title></html>'],
  ['google.refused', 404, {}, '<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title></html>'],
  ['edge.unknown-5xx', 502, { server: 'nobody knows' }, 'Bad Gateway'],
  ['edge.unknown-5xx', 503, {}, ''],
  ['edge.unknown-5xx', 503, { server: 'cloudflare', 'cf-ray': '8f0a' }, ''],
  ['edge.unknown-5xx', 502, {}, '<html><head><title>Bad gateway</title></head></html>'],

  // something in between
  ['middlebox.html-page', 200, { 'content-type': 'text/html' }, '<!DOCTYPE html><title>Welcome to the hotel</title>'],
  ['middlebox.empty', 200, {}, ''],
  ['middlebox.empty', 204, {}, ' \n'],
  ['middlebox.not-json', 200, { 'content-type': 'text/plain' }, 'OK'],
  ['middlebox.redirect', 302, { location: 'http://portal.example.test/' }, ''],
  ['middlebox.block-page', 403, { server: 'Zscaler/6.2' }, '<!DOCTYPE html><html><head><title>Not allowed</title></head></html>'],
  ['middlebox.policy', 403, { 'x-deny-reason': 'host_not_allowed' }, 'Host not in allowlist'],
  ['middlebox.proxy-login', 407, {}, ''],
  ['middlebox.network-login', 511, {}, '<html></html>'],
  ['middlebox.proxy-error', 503, { 'x-squid-error': 'ERR_CONNECT_FAIL 111' }, '<!DOCTYPE html><html></html>'],
  ['middlebox.block-page', 403, { 'x-squid-error': 'ERR_ACCESS_DENIED 0' }, '<!DOCTYPE html><html></html>'],

  // an upstream of one's own
  ['other.bad-request', 400, {}, '{"error":"model is required"}'],
  ['other.bad-request', 422, {}, '{"detail":[{"loc":["body"]}]}'],
  ['other.authentication', 401, {}, '{"error":{"message":"No auth credentials found","code":401}}'],
  ['other.permission', 403, {}, '{"error":"no"}'],
  ['other.not-found', 404, {}, '404 page not found'],
  ['other.timeout', 408, {}, ''],
  ['other.too-large', 413, {}, 'too large'],
  ['other.rate-limited', 429, {}, '{"detail":"slow down"}'],
  ['other.client-error', 418, {}, 'short and stout'],
  ['other.overloaded', 503, {}, '{"error":"model is loading"}'],
  ['other.overloaded', 529, {}, ''],
  ['other.server-error', 500, {}, '{"detail":"oops"}'],
  ['other.not-an-answer', 200, {}, '{"status":"ok"}'],
]
