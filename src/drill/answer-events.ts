import type { SseEvent } from '../core/sse.ts'
import type { Answer, AnswerBlock } from './answer.ts'
import { DELTA_CHARACTERS } from './filler.ts'
import type { Place } from './fault.ts'

/** Characters of tool input in one delta: small, so that cuts fall inside keys and values. */
const JSON_CHARACTERS = 12

type Json = Readonly<Record<string, unknown>>

const event = (data: Json & { readonly type: string }): SseEvent => ({ name: data.type, data: JSON.stringify(data) })

export const PING: SseEvent = event({ type: 'ping' })

/** The whole answer as the API streams it: a ping after the first block has begun, cumulative usage at the end. */
export function eventsOf(answer: Answer): readonly SseEvent[] {
  const usage = { ...inputUsage(answer), output_tokens: answer.outputTokens }
  const blocks = answer.blocks.flatMap((block, index) => blockEvents(block, index))
  return [
    event({
      type: 'message_start',
      message: { ...messageHead(answer), content: [], ...stopped(null), usage: { ...usage, output_tokens: 1 } },
    }),
    ...blocks.slice(0, 1),
    PING,
    ...blocks.slice(1),
    event({ type: 'message_delta', delta: stopped(answer.stopReason), usage }),
    event({ type: 'message_stop' }),
  ]
}

/** The same answer in one piece. */
export function messageOf(answer: Answer): Json {
  return {
    ...messageHead(answer),
    content: answer.blocks.map((block) =>
      block.type === 'tool_use' ? { ...block, input: JSON.parse(block.input) as unknown } : block,
    ),
    ...stopped(answer.stopReason),
    usage: { ...inputUsage(answer), output_tokens: answer.outputTokens },
  }
}

export const errorEvent = (type: string, message: string): SseEvent => event({ type: 'error', error: { type, message } })

const messageHead = (answer: Answer): Json => ({ id: answer.id, type: 'message', role: 'assistant', model: answer.model })
const stopped = (reason: string | null): Json => ({ stop_reason: reason, stop_sequence: null })
const inputUsage = (answer: Answer): Json => ({
  input_tokens: answer.inputTokens,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  service_tier: 'standard',
})

function blockEvents(block: AnswerBlock, index: number): readonly SseEvent[] {
  const delta = (data: Json): SseEvent => event({ type: 'content_block_delta', index, delta: data })
  const framed = (begin: Json, deltas: readonly SseEvent[]): readonly SseEvent[] => [
    event({ type: 'content_block_start', index, content_block: begin }),
    ...deltas,
    event({ type: 'content_block_stop', index }),
  ]
  switch (block.type) {
    case 'text': {
      const pieces = piecesOf(block.text, DELTA_CHARACTERS)
      return framed(
        { type: 'text', text: '' },
        pieces.map((text) => delta({ type: 'text_delta', text })),
      )
    }
    case 'thinking': {
      const pieces = piecesOf(block.thinking, DELTA_CHARACTERS)
      const signature = delta({ type: 'signature_delta', signature: block.signature })
      const deltas = pieces.map((thinking) => delta({ type: 'thinking_delta', thinking }))
      return framed({ type: 'thinking', thinking: '', signature: '' }, [...deltas, signature])
    }
    case 'tool_use': {
      // The API's first piece is empty.
      const pieces = ['', ...piecesOf(block.input, JSON_CHARACTERS)]
      const begin = { type: 'tool_use', id: block.id, name: block.name, input: {} }
      return framed(
        begin,
        pieces.map((json) => delta({ type: 'input_json_delta', partial_json: json })),
      )
    }
  }
}

function piecesOf(text: string, length: number): readonly string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; at += length) pieces.push(text.slice(at, at + length))
  return pieces
}

/**
 * How many whole events stand before `place`. A place that the answer does not have is its end, just before
 * message_stop: a fault that was asked for always strikes.
 */
export function eventsBefore(events: readonly SseEvent[], place: Place): number {
  if (typeof place === 'number') return Math.min(place, events.length - 1)
  const at = placeIn(events, place)
  return at <= 0 ? events.length - 1 : at
}

function placeIn(events: readonly SseEvent[], place: Exclude<Place, number>): number {
  switch (place) {
    case 'message-start':
      return 1
    case 'mid-thinking':
      return middleOf(events, 'thinking_delta')
    case 'mid-text':
      return middleOf(events, 'text_delta')
    case 'mid-tool':
      return middleOf(events, 'input_json_delta')
    case 'after-text':
      return afterText(events)
    case 'before-stop':
      return events.length - 1
  }
}

/** In the middle of the first block that has such deltas: one at least has been sent, one at least has not if there are two. */
function middleOf(events: readonly SseEvent[], delta: string): number {
  const first = events.findIndex((one) => hasDelta(one, delta))
  if (first === -1) return 0
  const rest = events.slice(first)
  const others = rest.findIndex((one) => one.name !== 'ping' && !hasDelta(one, delta))
  return first + Math.max(1, Math.ceil((others === -1 ? rest.length : others) / 2))
}

/** Behind the first text block's stop. */
function afterText(events: readonly SseEvent[]): number {
  const text = events.findIndex((one) => hasDelta(one, 'text_delta'))
  const stop = events.findIndex((one, index) => index > text && one.name === 'content_block_stop')
  return text === -1 ? 0 : stop + 1
}

const hasDelta = (one: SseEvent, delta: string): boolean => one.data.includes(`"delta":{"type":"${delta}"`)
