import type { Piece } from './bare-client.ts'

/** What is asked: a stream of events, a message in one piece, or something that only passes through (GET /v1/files). */
export type Asks = 'stream' | 'whole' | 'other'

export type Outcome =
  /** Given up unseen: the client gets the proper answer that the second attempt brings. */
  | { readonly is: 'fetched-again' }
  /** The client gets this, whole. undefined where its body is nobody's concern. */
  | { readonly is: 'relayed'; readonly status: number; readonly body: string | undefined }
  /** The client has a part of it or nothing, and its connection is torn, so that it knows. */
  | { readonly is: 'torn' }

/** Something that an upstream may answer, and what must come of it. */
export type HostileAnswer = {
  readonly name: string
  /** Where it is said that this is right. */
  readonly why: string
  readonly asks: Asks
  readonly says: readonly Piece[]
  readonly outcome: Outcome
}

export const AGAIN: Outcome = { is: 'fetched-again' }
export const TORN: Outcome = { is: 'torn' }
export const relayed = (body?: string, status = 200): Outcome => ({ is: 'relayed', status, body })

export const MESSAGE = '{"type":"message","content":[{"type":"text","text":"hostile"}]}'
export const EVENTS: string =
  'event: message_start\ndata: {"type":"message_start","message":{"id":"m","usage":{}}}\n\n' +
  'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hostile"}}\n\n'
export const STOP = 'event: message_stop\ndata: {"type":"message_stop"}\n\n'

const status = 'HTTP/1.1 200 OK\r\n'
const json = 'Content-Type: application/json\r\n'

/** The head of an answer with these lines more. */
export const head = (...lines: readonly string[]): string => `${status}${json}${lines.map((line) => `${line}\r\n`).join('')}\r\n`
export const LENGTH: string = `Content-Length: ${MESSAGE.length}`
export const CHUNKED = 'Transfer-Encoding: chunked'
export const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`
export const streamHead = (...lines: readonly string[]): string =>
  `${status}Content-Type: text/event-stream\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`
