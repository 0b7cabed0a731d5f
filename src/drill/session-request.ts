import { request as httpRequest, Agent, type IncomingMessage } from 'node:http'
import type { MessagesRequest } from './messages-request.ts'

/** A POST of the client's. */
export type SessionRequest = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type SessionResponse = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Ends with an error when the connection is dropped. */
  readonly body: AsyncIterable<Uint8Array>
}

/** Sends a request. Rejects when no answer came; the signal ends it, and the body with it. */
export type Transport = (request: SessionRequest, signal: AbortSignal) => Promise<SessionResponse>

/** Real connections, kept alive between requests as the client's are. One for each session. */
export function httpTransport(): Transport & { readonly close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const send: Transport = (request, signal) =>
    new Promise((resolve, reject) => {
      const sent = httpRequest(request.url, { method: 'POST', agent, headers: request.headers, signal })
      sent.once('error', reject)
      sent.once('response', (answer) => resolve({ status: answer.statusCode ?? 0, headers: flat(answer), body: answer }))
      sent.end(request.body)
    })
  return Object.assign(send, { close: () => agent.destroy() })
}

function flat(answer: IncomingMessage): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
}

const BASH: { readonly name: string } & Readonly<Record<string, unknown>> = {
  name: 'Bash',
  description: 'Runs a command',
  input_schema: { type: 'object', properties: { command: { type: 'string' } } },
}

type TurnBody = { readonly prompt: string; readonly streaming: boolean; readonly fallback: boolean; readonly unfinished: string }

/** A body like the client's: the turn's prompt, tools, metadata; after a broken answer that, and the wish to go on. */
export function bodyFor(turn: TurnBody): MessagesRequest {
  const goOn =
    turn.unfinished === ''
      ? []
      : ([
          { role: 'assistant', content: turn.unfinished },
          { role: 'user', content: 'Continue from where you left off.' },
        ] as const)
  return {
    model: turn.fallback ? 'claude-sonnet-5' : 'claude-opus-5',
    max_tokens: 32_000,
    stream: turn.streaming,
    system: [{ type: 'text', text: 'You are a coding agent.' }],
    tools: [BASH],
    messages: [{ role: 'user', content: turn.prompt }, ...goOn],
  }
}
