import { isDeepStrictEqual } from 'node:util'
import { planAnswer } from '../../src/drill/answer.ts'
import { messageOf } from '../../src/drill/answer-events.ts'
import type { MessagesRequest } from '../../src/drill/messages-request.ts'

// Reads an answer by its own rules, sharing nothing with the gateway or the simulated clients: what it takes for whole is whole.

type Block = Record<string, unknown>
type Said = { readonly content: readonly Block[]; readonly stopReason: unknown; readonly outputTokens: unknown }
type Data = {
  readonly type?: string
  readonly index?: number
  readonly content_block?: Block
  readonly delta?: Readonly<Record<string, unknown>>
  readonly usage?: { readonly output_tokens?: number }
}

/** Is this, bit for bit, what the stand-in says to this request, stop reason and count of tokens included? */
export function isWholeAnswer(bytes: Uint8Array, body: MessagesRequest): boolean {
  const text = Buffer.from(bytes).toString('utf8')
  try {
    const got = text.startsWith('{') ? inOnePiece(text) : inEvents(text)
    return got !== undefined && isDeepStrictEqual(got, dueTo(body))
  } catch {
    // Not even JSON.
    return false
  }
}

/** Output tokens of the answer that is due to a request. */
export const tokensDue = (body: MessagesRequest): number => planAnswer(body, '').outputTokens

/** Is there something of the answer itself in these bytes? */
export const hasContent = (bytes: Uint8Array, form: 'streaming' | 'whole'): boolean =>
  form === 'whole' ? bytes.length > 0 : Buffer.from(bytes).includes('event: content_block_')

const dueTo = (body: MessagesRequest): Said => saidIn(messageOf(planAnswer(body, '')))

function saidIn(message: Readonly<Record<string, unknown>>): Said {
  const usage = message['usage'] as { readonly output_tokens?: unknown } | undefined
  const content = (message['content'] ?? []) as readonly Block[]
  return { content, stopReason: message['stop_reason'], outputTokens: usage?.output_tokens }
}

const inOnePiece = (text: string): Said => saidIn(JSON.parse(text) as Readonly<Record<string, unknown>>)

/** undefined when the events are not, in this order: one beginning, blocks one after the other, one end and nothing behind it. */
function inEvents(text: string): Said | undefined {
  if (!text.endsWith('\n\n')) return undefined
  const events = text
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '{}') as Data)
    .filter((data) => data.type !== 'ping')
  if (events[0]?.type !== 'message_start' || events.at(-1)?.type !== 'message_stop') return undefined
  const reading: Reading = { blocks: [], open: 'no', stop: undefined }
  const isOrderly = events.slice(1, -1).every((data) => take(reading, data))
  if (!isOrderly || reading.open === 'yes') return undefined
  const { blocks, stop } = reading
  return {
    content: blocks.map((block) => finished(block)),
    stopReason: stop?.delta?.['stop_reason'],
    outputTokens: stop?.usage?.output_tokens,
  }
}

type Reading = { readonly blocks: Block[]; open: 'yes' | 'no'; stop: Data | undefined }

/** @returns false when it does not belong here */
function take(reading: Reading, data: Data): boolean {
  switch (data.type ?? '') {
    case 'content_block_start':
      return begin(reading, data)
    case 'content_block_delta':
      return isCurrent(reading, data) && grow(reading.blocks.at(-1), data.delta ?? {})
    case 'content_block_stop': {
      const isRight = isCurrent(reading, data)
      reading.open = 'no'
      return isRight
    }
    case 'message_delta':
      // The gateway's own, while it holds, have no stop reason.
      if (typeof data.delta?.['stop_reason'] === 'string') reading.stop = data
      return true
  }
  return false
}

function begin(reading: Reading, { index, content_block: block }: Data): boolean {
  if (reading.open === 'yes' || index !== reading.blocks.length) return false
  // A tool's input comes as text.
  reading.blocks.push({ ...block, ...(block?.['type'] === 'tool_use' ? { input: '' } : {}) })
  reading.open = 'yes'
  return true
}

const isCurrent = ({ open, blocks }: Reading, { index }: Data): boolean => open === 'yes' && index === blocks.length - 1

const finished = (block: Block): Block =>
  block['type'] === 'tool_use' ? { ...block, input: JSON.parse(String(block['input'])) as unknown } : block

const GROWS: Readonly<Record<string, readonly [from: string, to: string]>> = {
  text_delta: ['text', 'text'],
  thinking_delta: ['thinking', 'thinking'],
  signature_delta: ['signature', 'signature'],
  input_json_delta: ['partial_json', 'input'],
}

function grow(block: Block | undefined, delta: Readonly<Record<string, unknown>>): boolean {
  const [from, to] = GROWS[String(delta['type'])] ?? []
  if (block === undefined || from === undefined || to === undefined) return false
  block[to] = String(block[to]) + String(delta[from])
  return true
}
