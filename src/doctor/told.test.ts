import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toldBy } from './told.ts'

const codesOf = (text: string): readonly string[] => toldBy(text, 'salt').codes

const FORMS: readonly (readonly [text: string, ...codes: readonly string[]])[] = [
  ['API Error (503 no healthy upstream) · Retrying in 4 seconds… (attempt 4/10)', 'envoy.no-healthy-upstream'],
  ['API Error: 503 no healthy upstream', 'envoy.no-healthy-upstream'],
  ['503 no healthy upstream', 'envoy.no-healthy-upstream'],
  [
    'API Error (503 upstream connect error or disconnect/reset before headers. reset reason: connection timeout) · Retrying in 1 seconds…',
    'envoy.connection-timeout',
  ],
  [
    'API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}',
    'api.overloaded',
  ],
  ['API Error: Repeated 529 Overloaded errors. The API is at capacity — try again', 'api.overloaded'],
  ['API Error: 529 Overloaded. This is a server-side issue, usually temporary', 'api.overloaded'],
  [
    'API Error: 500 Internal server error. This is a server-side issue, usually temporary — try again in a moment.',
    'api.internal',
  ],
  ['API Error: Server is temporarily limiting requests (not your usage limit)', 'api.rate-limit'],
  ["You've hit your session limit · resets 3:45pm", 'api.plan-limit'],
  ["You've hit your weekly limit · resets Mon", 'api.plan-limit'],
  ['Credit balance is too low', 'api.billing'],
  ['Please run /login · API Error: 401 Invalid authentication credentials', 'api.authentication'],
  ['OAuth token revoked · Please run /login', 'api.authentication'],
  ['OAuth token has expired · Please run /login', 'api.authentication'],
  ['Not logged in · Please run /login', 'api.authentication'],
  ['Invalid API key · Fix external API key', 'api.authentication'],
  ["Can't reach the API server — check your internet or DNS (ENOTFOUND)", 'path.dns-not-found'],
  ['Unable to connect to API (FailedToOpenSocket)', 'path.dns-not-found'],
  ['Connection refused — a firewall or proxy may be blocking it (ConnectionRefused)', 'path.refused'],
  ['No internet route — check your connection or VPN (EHOSTUNREACH)', 'path.unreachable'],
  ['Connection dropped (ECONNRESET)', 'path.reset'],
  ["Couldn't connect through your proxy (ERR_PROXY_TUNNEL)", 'path.proxy-refused'],
  ['proxy refused the connection: HTTP 407', 'path.proxy-login'],
  ['Unable to connect to API: SSL certificate verification failed', 'path.tls-cert-unknown-issuer'],
  ['Unable to connect to API: Self-signed certificate detected', 'path.tls-cert-self-signed'],
  ['API Error (Connection error.) · Retrying…\n  TypeError (fetch failed)', 'path.unknown'],
  ['API Error (Request timed out.)', 'path.silent-headers'],
  ['API returned an empty or malformed response (HTTP 200)\n Response: body is an HTML page', 'middlebox.html-page'],
  ['Connection lost mid-response. The response above may be incomplete.', 'answer.cut'],
  ['Stream idle timeout - partial response received', 'answer.silent'],
  ['Connection lost before a response was produced', 'answer.cut'],
  ['The response stalled before a response was produced', 'answer.silent'],
  ['Waiting for API response · will retry in 1m · check your network', 'path.silent-headers'],
  ['Your computer went to sleep mid-response. The response above may be incomplete.', 'client.slept'],
  ['API Error: Overloaded', 'api.overloaded'],
  ['API Error: 403 Host not in allowlist (x-deny-reason: host_not_allowed)', 'middlebox.policy'],
  ['{"type":"system","subtype":"api_retry","attempt":1,"error_status":529,"error":"overloaded"}', 'api.overloaded'],
  ['{"type":"system","subtype":"api_retry","attempt":1,"error_status":503,"error":"server_error"}', 'edge.unknown-5xx'],
]

for (const [text, ...codes] of FORMS) {
  test(`the client's words are understood: ${text.slice(0, 60).replaceAll('\n', ' ')}`, () => {
    assert.deepEqual(codesOf(text), codes)
  })
}

test('an answer without a body is known by its status', () => {
  assert.equal(codesOf('API Error: 500 status code (no body). This is a server-side issue').length, 1)
  assert.match(codesOf('API Error: 503 status code (no body).')[0] ?? '', /5xx|empty|overloaded/)
})

test('a text that says nothing known has no codes, and is kept', () => {
  assert.deepEqual(toldBy('it does not work', 'salt'), { codes: [], text: 'it does not work' })
  assert.deepEqual(codesOf(''), [])
})

test('no secret that stands in the text is kept', () => {
  const key = `sk-ant-api03-${'x'.repeat(93)}AA`
  const { text } = toldBy(`Invalid API key ${key}`, 'salt')
  assert.ok(!text.includes('xxxx') && text.startsWith('Invalid API key [redacted-'), text)
})

test('a text of any length is taken quickly and kept in part', () => {
  const { text } = toldBy('API Error: 503 '.repeat(100_000), 'salt')
  assert.equal(text.length, 4000)
})
