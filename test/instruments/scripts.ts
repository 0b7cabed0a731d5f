import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Millis } from '../../src/core/time.ts'
import type { Clock } from '../../src/world/clock.ts'
import type { Call, Script } from './upstream.ts'

// What an upstream can be told to do.

/** Each request gets the next one; the last one stays. */
export function inTurn(...scripts: readonly Script[]): Script {
  let next = 0
  return (call) => scripts[Math.min(next++, scripts.length - 1)]?.(call)
}

/** `Name: value` each, as name, value, name, value. */
export const raw = (...lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)])

/** An answer as it is given. @param headers name, value, name, value */
export const says =
  (status: number, headers: readonly string[], body: string | Uint8Array): Script =>
  ({ response }) => {
    response.writeHead(status, headers as string[]).end(body)
  }

/** An error of the API itself. */
export const apiError = (status: number, type: string, more: readonly string[] = []): Script =>
  says(
    status,
    ['Content-Type', 'application/json', 'request-id', 'req_error', ...more],
    `{"type":"error","error":{"type":"${type}","message":"Said by the upstream."},"request_id":"req_error"}`,
  )

export const overloaded: Script = apiError(529, 'overloaded_error')

/** The balancer has no server. */
export const noHealthyUpstream: Script = says(503, ['content-type', 'text/plain', 'server', 'envoy'], 'no healthy upstream')

export const never: Script = () => undefined

/** RST, before a header or in the middle. */
export const resets: Script = ({ response }) => {
  response.socket?.resetAndDestroy()
}

export const hangsUp: Script = ({ response }) => {
  response.socket?.destroy()
}

export const SSE: readonly string[] = ['Content-Type', 'text/event-stream; charset=utf-8', 'request-id', 'req_answer']

export const sse = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`

export const START: string = sse('message_start', {
  message: {
    id: 'msg_upstream',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 21, cache_read_input_tokens: 34, cache_creation_input_tokens: 5, output_tokens: 1 },
  },
})
export const PING: string = sse('ping', {})
export const BLOCK: string = sse('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })
export const said = (text: string): string => sse('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })
export const STOPPED: string = sse('content_block_stop', { index: 0 })
export const DELTA: string = sse('message_delta', {
  delta: { stop_reason: 'end_turn', stop_sequence: null },
  usage: { output_tokens: 7 },
})
export const STOP: string = sse('message_stop', {})

/** The events of a whole answer. */
export const answerEvents = (text: string): readonly string[] => [START, BLOCK, PING, said(text), STOPPED, DELTA, STOP]

type Then = 'end' | 'cut' | 'reset' | 'silence'

/** Events, in one go, and then: a proper end, a cut, a reset, or nothing more. */
export const streams =
  (events: readonly string[], then: Then = 'end'): Script =>
  async ({ response }) => {
    response.writeHead(200, SSE as string[]).flushHeaders()
    for (const event of events) response.write(event)
    if (then !== 'end') await turns()
    finish(response, then)
  }

/** The same, but each event has time to reach the client before the next one comes. */
export const trickles =
  (events: readonly string[], then: Then = 'end'): Script =>
  async ({ response }) => {
    response.writeHead(200, SSE as string[]).flushHeaders()
    for (const event of events) {
      response.write(event)
      await turns()
    }
    finish(response, then)
  }

/** What was written leaves this machine, so that a cut does not take it back. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setImmediate(resolve))
}

function finish(response: ServerResponse, then: Then): void {
  switch (then) {
    case 'end':
      response.end()
      return
    case 'cut':
      response.socket?.end()
      return
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'silence':
  }
}

/** What stands in an answer, so that one that reached the wrong client is noticed. */
export const echoOf = (body: string | Uint8Array): string =>
  `echo ${createHash('sha256').update(body).digest('hex').slice(0, 12)}`

export const wholeMessage = (text: string): string =>
  JSON.stringify({
    id: 'msg_upstream',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 21, output_tokens: 7 },
  })

/** A healthy API: streams or not, as it is asked, and says in its answer what it was asked. */
export const answers: Script = (call) => {
  const echo = echoOf(call.body)
  if (isStreaming(call)) return streams(answerEvents(echo))(call)
  return says(200, ['Content-Type', 'application/json', 'request-id', 'req_answer'], wholeMessage(echo))(call)
}

/** The same after a service time. */
export const answersAfter =
  (clock: Clock, wait: Millis): Script =>
  (call) => {
    clock.after(wait, () => void answers(call))
  }

const isStreaming = ({ body }: Call): boolean => /"stream":\s*true/.test(body.toString('utf8'))
