import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { ANSWERS } from './answers.ts'
import { canary, MARK } from './canary.ts'
import type { Script } from './upstream.ts'

// Requests and answers with a secret in every field.

/** Headers that carry something, and some that nobody knows. */
const REQUEST_HEADERS: readonly string[] = (
  'authorization x-api-key cookie anthropic-version anthropic-beta anthropic-dangerous-direct-browser-access ' +
  'x-claude-code-session-id x-claude-code-agent-id x-app x-stainless-lang x-stainless-os referer origin-x ' +
  'x-client-request-id x-request-id traceparent x-forwarded-for forwarded via x-holdfast-run x-unknown ' +
  'x-holdfast-patience x-holdfast-fallback-model if-none-match range accept accept-language x-amz-security-token'
).split(' ')

const ANSWER_HEADERS: readonly string[] = (
  'set-cookie location server via x-should-retry retry-after etag x-unknown anthropic-organization-id ' +
  'anthropic-ratelimit-requests-remaining www-authenticate x-envoy-upstream-service-time cf-cache-status alt-svc ' +
  'x-envoy-overloaded x-request-id cf-ray x-amz-cf-id report-to content-security-policy warning'
).split(' ')

export const requestHeaders = (scene: string): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(REQUEST_HEADERS.map((name) => [name, canary(`${scene} ${name}`)])),
  'x-api-key': `sk-ant-api03-${canary(scene)}`,
  authorization: `Bearer ${canary(scene)}`,
  'user-agent': `claude-cli/2.1.330 (external, ${canary('user agent')})`,
  'content-type': 'application/json',
  'x-scene': scene,
})

/** Where the journal keeps an id, the secret comes in a shape that is none. */
const answerHeaders = (scene: string): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(ANSWER_HEADERS.map((name) => [name, canary(`${scene} answer ${name}`)])),
  'request-id': `not an id ${canary('request-id')}`,
})

/** What may have effects on the other side, and so is never sent twice. */
const ACTING = {
  mcp_servers: [{ url: `https://me:${canary('password')}@host/`, authorization_token: canary('mcp') }],
  container: canary('container'),
}

export const requestBody = (scene: string): object => ({
  model: `claude ${canary('model')}`,
  max_tokens: 1024,
  stream: true,
  system: [{ type: 'text', text: canary('system'), cache_control: { type: canary('cache') } }],
  metadata: { user_id: canary('user') },
  tools: [{ name: canary('tool'), description: canary('description'), input_schema: { [canary('property')]: {} } }],
  tool_choice: { type: 'tool', name: canary('choice') },
  ...(scene === 'acting' ? ACTING : {}),
  stop_sequences: [canary('stop')],
  [canary('key')]: canary('unknown'),
  messages: [
    { role: 'user', content: `${canary('prompt')} ${Buffer.from(canary(scene)).toString('base64')}` },
    { role: 'assistant', content: [{ type: 'tool_use', id: canary('id'), name: 'Bash', input: { command: canary('command') } }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: canary('id'), content: canary('result'), is_error: true }] },
    { role: 'user', content: [{ type: 'image', source: { type: 'base64', data: canary('image') } }] },
  ],
})

const event = (name: string, data: object): string =>
  `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data, extra: canary(`event ${name}`) })}\n\n`

const BEGINNING =
  `: ${canary('comment')}\nid: ${canary('event id')}\n` +
  event('message_start', {
    message: { id: `not an id ${canary('message')}`, role: 'assistant', model: canary('answer model'), content: [], usage: {} },
  }) +
  event(canary('event'), { any: canary('any') }) +
  event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }) +
  event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: canary('text') } })
const END =
  event('content_block_stop', { index: 0 }) +
  event('message_delta', { delta: { stop_reason: 'stop_sequence', stop_sequence: canary('stopped') }, usage: {} }) +
  event('message_stop', {})

const answer: Script = ({ response, headers }) => {
  response.writeHead(200, { ...answerHeaders(headers['x-scene'] ?? ''), 'content-type': 'text/event-stream' })
  response.end(BEGINNING + END)
}

/** One wording as it comes over the wire, with secrets in it. */
function worded(index: number): Script {
  const [, status, headers, body] = ANSWERS[index] ?? assert.fail('no such wording')
  const text = body.startsWith('{')
    ? body.replace('{', `{"secret":"${canary('error body')}",`).replace('"message":"', `"message":"${canary('message')} `)
    : `${body}<!-- ${canary('page')} -->`
  return ({ response, headers: { 'x-scene': scene = '' } }) => {
    const { server: _server, 'retry-after': _after, 'set-cookie': cookie, ...more } = answerHeaders(scene)
    response.writeHead(status, { ...more, 'set-cookie': cookie ?? '', ...headers, 'request-id': `no id ${canary('answer')}` })
    response.end(status === 204 || status === 304 ? undefined : text)
  }
}

/** What goes wrong besides answers that are errors. */
export const BREAKS: Readonly<Record<string, Script>> = {
  'torn-early': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(BEGINNING.slice(0, 300))
    setTimeout(() => response.destroy(), 20)
  },
  'torn-late': ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(BEGINNING)
    setTimeout(() => response.destroy(), 20)
  },
  'error-event': ({ response }) => {
    const error = { error: { type: 'api_error', message: canary('event message') }, request_id: `no id ${canary('event')}` }
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(BEGINNING.slice(0, 300) + event('error', error))
  },
  reset: ({ request }) => void request.socket.destroy(),
  garbage: ({ request }) => void request.socket.end(`HTTP/1.1 ${canary('status line')}\r\n${canary('line')}\r\n\r\n`),
  'bad-header': ({ request }) => void request.socket.end(`HTTP/1.1 200 OK\r\nx y: ${canary('header')}\r\n\r\n`),
  'bad-gzip': ({ response }) =>
    void response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' }).end(canary('gzip')),
  'not-an-answer': ({ response }) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end(`<html>${canary('portal')}`),
}

/** Of the edge: what has a request id is the API's. */
export const OUTAGE: Script = ({ response }) =>
  void response
    .writeHead(503, { 'x-unknown': canary('edge'), 'set-cookie': canary('edge cookie'), via: canary('via') })
    .end(`no healthy upstream ${canary('outage')}`)

/** Each scene goes wrong once, the way its name says; then it is answered. */
export function provider(): Script {
  const seen = new Set<string>()
  return (call) => {
    const scene = call.headers['x-scene'] ?? ''
    if (seen.has(scene)) return answer(call)
    seen.add(scene)
    if (scene.startsWith('worded-')) return worded(Number(scene.slice('worded-'.length)))(call)
    return (BREAKS[scene] ?? answer)(call)
  }
}

export const OTHER_REQUESTS: readonly (readonly [method: string, path: string])[] = [
  ['GET', `/v1/models?after=${canary('after')}`],
  ['GET', `/v1/files/${canary('path')}`],
  ['POST', '/v1/messages/count_tokens'],
  ['POST', `/v1/messages/batches?x=${canary('batch')}`],
  ['PUT', `/${canary('root')}`],
  ['HEAD', '/'],
  ['DELETE', `/v1/files/${canary('delete')}`],
  ['GET', `/_holdfast/${canary('admin')}`],
]

/** What no client library would send. */
export async function rawRequests(url: string): Promise<void> {
  const { port, host } = new URL(url)
  const requests = [
    `GET /${MARK} HTTP/9.9\r\nhost: ${host}\r\n\r\n`,
    `POST /v1/messages HTTP/1.1\r\nhost: ${MARK}.example\r\nx-api-key: ${MARK}\r\ncontent-length: 2\r\n\r\n{}`,
    `POST /v1/messages HTTP/1.1\r\nhost: ${host}\r\nx y: ${MARK}\r\n\r\n`,
    `CONNECT ${MARK}:443 HTTP/1.1\r\nhost: ${MARK}\r\nproxy-authorization: Basic ${MARK}\r\n\r\n`,
    `GET http://${MARK}:${MARK}@host/ HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
  ]
  for (const request of requests) {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.end(request))
      socket.on('error', () => undefined).on('close', () => resolve())
      socket.resume()
    })
  }
}
