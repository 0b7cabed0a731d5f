import type { IncomingMessage, ServerResponse } from 'node:http'
import { errorReply, type Reply } from '../../../src/drill/api-form.ts'
import { envoyReply, pageReply } from '../../../src/drill/edge-form.ts'

// What the servers of the simulated internet say.

const REQUEST_ID = { 'request-id': 'req_011CTheLabTheLabTheLabTh' }

type Asked = { readonly path: string; readonly accept: string; readonly key: string }
type Answering = (asked: Asked) => Reply

const text = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body,
})
const page = (status: number, body: string): Reply => ({ status, headers: { 'content-type': 'text/html' }, body })
const redirect = (location: string): Reply => ({ status: 302, headers: { location }, body: '' })

/** Without a credential, and to paths that there are not: as the API itself. */
const api: Answering = ({ path, key }) => {
  if (!/^\/v1\/(?:models|messages)$/.test(path)) return errorReply({ status: 404, message: 'Not Found' }, REQUEST_ID)
  const message = key === '' ? 'x-api-key header is required' : 'invalid x-api-key'
  return errorReply({ status: 401, message }, REQUEST_ID)
}

/** How bad the provider's own page says it is. */
const statusPage = (component: string, impact: string | undefined): Reply => {
  const now = new Date().toISOString()
  const began = new Date(Date.now() - 12 * 60_000).toISOString()
  const incident = { name: 'Elevated errors', status: 'investigating', impact, started_at: began, components: [] }
  const summary = {
    page: { id: 'tymt9n04zgry', name: 'Claude', updated_at: now },
    components: [
      { id: 'k8w3r06qmzrp', name: 'Claude API', status: component },
      { id: 'yyzkbfz2thpt', name: 'Claude Code', status: 'operational' },
    ],
    incidents: impact === undefined ? [] : [incident],
    scheduled_maintenances: [],
  }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(summary) }
}

const quota = {
  'anthropic-ratelimit-unified-status': 'rejected',
  'anthropic-ratelimit-unified-reset': '1790003600',
  'anthropic-ratelimit-unified-representative-claim': 'five_hour',
}

export type AnswerName =
  | 'api'
  | 'envoy-503'
  | 'overloaded'
  | 'internal'
  | 'edge-502'
  | 'edge-522'
  | 'nginx-502'
  | 'plan-limit'
  | 'throttled'
  | 'spend-limit'
  | 'html-200'
  | 'region'
  | 'denied'
  | 'status-green'
  | 'status-red'
  | 'site'
  | 'no-content'
  | 'success'
  | 'success-through-cache'
  | 'no-content-through-cache'
  | 'portal-login'
  | 'portal-page'

const ANSWERS: Readonly<Record<AnswerName, Answering>> = {
  api,
  'envoy-503': () => envoyReply({ kind: 'envoy-503' }),
  overloaded: () => errorReply({ status: 529 }, REQUEST_ID),
  internal: () => errorReply({ status: 500 }, REQUEST_ID),
  'edge-502': ({ accept }) => pageReply({ kind: 'edge-page', by: 'cloudflare', status: 502 }, accept),
  'edge-522': ({ accept }) => pageReply({ kind: 'edge-page', by: 'cloudflare', status: 522 }, accept),
  'nginx-502': ({ accept }) => pageReply({ kind: 'edge-page', by: 'nginx', status: 502 }, accept),
  'plan-limit': () => errorReply({ status: 429, headers: quota }, REQUEST_ID),
  throttled: () => errorReply({ status: 429, message: 'Server is temporarily limiting requests' }, REQUEST_ID),
  'spend-limit': () =>
    errorReply(
      { status: 400, message: 'You have reached your specified API usage limits. You will regain access on 2027-01-01.' },
      REQUEST_ID,
    ),
  'html-200': () => page(200, '<!doctype html><title>Welcome</title><h1>Welcome to the parking page</h1>'),
  region: () => errorReply({ status: 403, type: 'forbidden', message: 'Request not allowed' }, REQUEST_ID),
  denied: () => text(403, 'Host not in allowlist', { 'x-deny-reason': 'host_not_allowed' }),
  'status-green': () => statusPage('operational', undefined),
  'status-red': () => statusPage('major_outage', 'critical'),
  site: () => page(200, '<title>Nothing to do with it</title>'),
  'no-content': () => ({ status: 204, headers: {}, body: '' }),
  success: () => text(200, 'success\n'),
  'success-through-cache': () => text(200, 'success\n', { via: '1.1 cache.example.test (squid/5.7)', 'x-cache': 'HIT' }),
  'no-content-through-cache': () => ({ status: 204, headers: { via: '1.1 cache.example.test (squid/5.7)' }, body: '' }),
  'portal-login': () => redirect('http://login.hotel.test/welcome'),
  'portal-page': () => page(200, '<title>Hotel</title><form action="/login">Room number</form>'),
}

/** @param behind how far the clock of whoever answers is behind, in milliseconds */
export function answerAs(name: AnswerName, behind: number, request: IncomingMessage, response: ServerResponse): void {
  const { url = '/', headers } = request
  const asked = { path: url.split('?')[0] ?? '/', accept: headers.accept ?? '', key: String(headers['x-api-key'] ?? '') }
  const reply: Reply = ANSWERS[name](asked)
  response.sendDate = false
  response.writeHead(reply.status, {
    date: new Date(Date.now() - behind).toUTCString(),
    connection: 'close',
    ...reply.headers,
    ...(reply.status !== 204 && { 'content-length': Buffer.byteLength(reply.body) }),
  })
  response.end(reply.body)
}
