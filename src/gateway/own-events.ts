import { parseEvent, writeEvent } from '../core/sse.ts'

// Events of the Messages API that the gateway says itself while it holds a client. Content is never among them.

const event = (name: string, data: unknown): Uint8Array => writeEvent({ name, data: JSON.stringify(data) })

export const PING: Uint8Array = event('ping', { type: 'ping' })

/** The beginning of a message whose content is still to come. @param model as the client asked for it */
export function ownMessageStart(id: string, model: string): Uint8Array {
  const usage = { input_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 0 }
  return event('message_start', {
    type: 'message_start',
    message: { id, type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null, usage },
  })
}

/** Changes nothing; a client counts it as progress, where it does not count pings (measured over 962 s). */
export function emptyDelta(): Uint8Array {
  return event('message_delta', {
    type: 'message_delta',
    delta: { stop_reason: null, stop_sequence: null },
    usage: { output_tokens: 0 },
  })
}

export type Usage = Readonly<Record<string, unknown>>

/** What of a message_start must not be lost when it is swallowed, because the client has one already. */
export type Swallowed = { readonly usage: Usage; readonly messageId: string | undefined }

/** Reads a message_start; one that cannot be read swallows nothing. */
export function readMessageStart(bytes: Uint8Array): Swallowed {
  const message = objectIn(parseData(bytes), 'message')
  const id = message['id']
  return { usage: objectIn(message, 'usage'), messageId: typeof id === 'string' ? id : undefined }
}

/** A message_delta that also carries the usage of the message_start that the client did not get. */
export function withUsage(bytes: Uint8Array, carried: Usage): Uint8Array {
  const delta = parseData(bytes)
  if (delta['type'] !== 'message_delta') return bytes
  return event('message_delta', { ...delta, usage: { ...carried, ...objectIn(delta, 'usage') } })
}

function parseData(bytes: Uint8Array): Usage {
  try {
    const data: unknown = JSON.parse(parseEvent(bytes).data)
    return typeof data === 'object' && data !== null ? (data as Usage) : {}
  } catch {
    return {}
  }
}

function objectIn(outer: Usage, key: string): Usage {
  const inner = outer[key]
  return typeof inner === 'object' && inner !== null ? (inner as Usage) : {}
}
