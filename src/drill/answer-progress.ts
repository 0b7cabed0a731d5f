import { z } from 'zod'
import type { SseEvent } from '../core/sse.ts'

/** What the client has of an answer. Its reaction to a break depends on nothing else. */
export type Got =
  /** No content: at most pings, message_start, empty message_deltas. `begun` says whether there was a message_start. */
  | { readonly kind: 'nothing'; readonly begun: boolean }
  | { readonly kind: 'part-of-thinking' | 'thinking' | 'part-of-text' | 'part-of-tool' }
  /** A text block or a tool call is complete; `toolOpen` says whether a tool call had begun behind it. */
  | { readonly kind: 'whole-block'; readonly toolOpen: boolean }
  | { readonly kind: 'message' }

/** An answer as it is put together from events. */
export type Progress = {
  readonly begun: boolean
  readonly open: 'text' | 'thinking' | 'tool_use' | undefined
  readonly thinkingDone: boolean
  readonly wholeBlocks: number
  readonly complete: boolean
  readonly text: string
  readonly error: string | undefined
}

export const NO_PROGRESS: Progress = {
  begun: false,
  open: undefined,
  thinkingDone: false,
  wholeBlocks: 0,
  complete: false,
  text: '',
  error: undefined,
}

const dataSchema = z.looseObject({
  content_block: z.looseObject({ type: z.string() }).optional(),
  delta: z.looseObject({ text: z.string().optional() }).optional(),
  error: z.looseObject({ type: z.string() }).optional(),
})

type Data = z.output<typeof dataSchema>

/** One more event. Names that the client does not know change nothing. */
export function advance(progress: Progress, event: SseEvent): Progress {
  const data = read(event)
  switch (event.name) {
    case 'message_start':
      return { ...progress, begun: true }
    case 'content_block_start':
      return { ...progress, open: blockType(data) }
    case 'content_block_delta':
      return { ...progress, text: progress.text + (data.delta?.text ?? '') }
    case 'content_block_stop':
      return closed(progress)
    case 'message_stop':
      return { ...progress, complete: true }
    case 'error':
      return { ...progress, error: data.error?.type ?? 'unknown' }
  }
  return progress
}

/** Is this an event that keeps the client waiting? Measured: pings and unknown names do not. */
export const isLife = (event: SseEvent): boolean => event.name.startsWith('message_') || event.name.startsWith('content_block_')

export function gotOf(progress: Progress): Got {
  if (progress.complete) return { kind: 'message' }
  if (progress.wholeBlocks > 0) return { kind: 'whole-block', toolOpen: progress.open === 'tool_use' }
  switch (progress.open) {
    case 'text':
      return { kind: 'part-of-text' }
    case 'tool_use':
      return { kind: 'part-of-tool' }
    case 'thinking':
      return { kind: 'part-of-thinking' }
    case undefined:
      return progress.thinkingDone ? { kind: 'thinking' } : { kind: 'nothing', begun: progress.begun }
  }
}

function closed(progress: Progress): Progress {
  return progress.open === 'thinking'
    ? { ...progress, open: undefined, thinkingDone: true }
    : { ...progress, open: undefined, wholeBlocks: progress.wholeBlocks + 1 }
}

function blockType(data: Data): Progress['open'] {
  const type = data.content_block?.type
  return type === 'thinking' || type === 'tool_use' ? type : 'text'
}

function read(event: SseEvent): Data {
  try {
    return dataSchema.safeParse(JSON.parse(event.data)).data ?? {}
  } catch {
    return {}
  }
}
