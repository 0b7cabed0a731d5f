import { recognise, recogniseErrorEvent } from '../core/recognise.ts'
import type { Progress, Signal } from '../core/signal.ts'
import { framer, parseEvent, type Framer, type Run } from '../core/sse.ts'
import type { Clock } from '../world/clock.ts'
import type { Head } from '../world/network.ts'

/** What kind of answer this request asks for. */
export type Expected = 'events' | 'message' | 'anything'

/** Watches the beginning of an answer until it is clear whether it is one. */
export type Opening = {
  /** The events of the answer are framed here; the relay goes on with the same framer. */
  readonly framer: Framer | undefined
  /** Keeps the bytes that came; says what they show, or undefined while more must be seen. */
  readonly data: (chunk: Uint8Array) => Signal | undefined
  readonly end: () => Signal
  /** The start has been kept back long enough: content will follow, or will not. */
  readonly settle: () => Signal | undefined
  readonly progress: () => Progress
  /** What came, as it is relayed: runs of whole events, or bytes. */
  readonly kept: readonly Run[]
}

/** Larger answers than this are not kept back to see their end. */
const WHOLE_AT_MOST = 8 * 1024 * 1024
const REFUSAL_AT_MOST = 1024 * 1024
/** Tool input arrives in pieces; one event of this size is not from this API. */
export const EVENT_AT_MOST: number = 16 * 1024 * 1024
/** Events without content are kept back to see whether content follows; nobody needs more of them than this. */
const KEPT_AT_MOST = EVENT_AT_MOST
/** Enough to recognise who speaks. */
const RECOGNISED_FROM = 65_536

const OPENED: Signal = { kind: 'opened' }

export function openingFor(expected: Expected, head: Head, clock: Pick<Clock, 'wall'>): Opening {
  const type = head.headers['content-type'] ?? ''
  if (head.status >= 300) return wholeOpening(head, clock, 'refusal')
  switch (expected) {
    case 'anything':
      return passing()
    case 'events':
      return type.includes('text/event-stream') ? new EventsOpening() : wholeOpening(head, clock, 'message')
    case 'message':
      return type.includes('text/event-stream') ? passing() : wholeOpening(head, clock, 'message')
  }
}

/** Nothing to wait for: the head was enough. */
function passing(): Opening {
  const kept: Run[] = []
  const keep = (chunk: Uint8Array): Signal => {
    kept.push({ bytes: chunk, ends: [], kinds: [] })
    return OPENED
  }
  return { framer: undefined, data: keep, end: () => OPENED, settle: () => OPENED, progress: () => 'nothing', kept }
}

class EventsOpening implements Opening {
  readonly framer: Framer = framer(EVENT_AT_MOST)
  readonly kept: Run[] = []
  #progress: Progress = 'nothing'
  #heard: 'nothing' | 'something' = 'nothing'
  #length = 0

  data(chunk: Uint8Array): Signal | undefined {
    this.#heard = 'something'
    const run = this.framer.push(chunk)
    if (run.ends.length === 0) return undefined
    this.kept.push(run)
    this.#length += run.bytes.length
    const progress = this.#progress
    return this.#look(run) ?? (this.#length > KEPT_AT_MOST ? { kind: 'torn', by: 'not-an-answer', progress } : undefined)
  }

  end(): Signal {
    return { kind: 'torn', by: this.#heard === 'nothing' ? 'empty' : 'cut', progress: this.#progress }
  }

  settle(): Signal | undefined {
    return this.#progress === 'nothing' ? undefined : OPENED
  }

  progress(): Progress {
    return this.#progress
  }

  #look({ bytes, ends, kinds }: Run): Signal | undefined {
    let begin = 0
    for (let at = 0; at < ends.length; at += 1) {
      const end = ends[at] ?? begin
      const kind = kinds[at] ?? 'other'
      if (kind === 'error') return errorEvent(bytes.subarray(begin, end), this.#progress)
      if (kind === 'message-start') this.#progress = 'message-start'
      if (kind === 'content' || kind === 'message-delta' || kind === 'message-stop') return OPENED
      begin = end
    }
    return undefined
  }
}

export function errorEvent(bytes: Uint8Array, progress: Progress): Signal {
  return { kind: 'error-event', progress, refusal: recogniseErrorEvent(parseEvent(bytes).data) }
}

/** An answer that is looked at as a whole: a message that is not streamed, or a refusal. */
function wholeOpening(head: Head, clock: Pick<Clock, 'wall'>, as: 'message' | 'refusal'): Opening {
  const kept: Run[] = []
  const most = as === 'refusal' ? REFUSAL_AT_MOST : WHOLE_AT_MOST
  let length = 0
  const judge = (): Signal => {
    const body = text(kept, as === 'refusal' ? RECOGNISED_FROM : WHOLE_AT_MOST)
    if (as === 'message') {
      if (isMessage(body)) return OPENED
      if (length === 0) return { kind: 'torn', by: 'empty', progress: 'nothing' }
    }
    return {
      kind: 'refused',
      ...recognise({ status: head.status, headers: head.headers, body: body.slice(0, RECOGNISED_FROM), wall: clock.wall() }),
    }
  }
  return {
    framer: undefined,
    kept,
    data: (chunk) => {
      kept.push({ bytes: chunk, ends: [], kinds: [] })
      length += chunk.length
      if (length <= most) return undefined
      return as === 'message' ? OPENED : judge()
    },
    end: judge,
    settle: () => undefined,
    progress: () => 'nothing',
  }
}

const decoder = new TextDecoder()

/** The bytes of what was kept, in one piece. */
export const bytesOf = (kept: readonly Run[]): Buffer => Buffer.concat(kept.map((run) => run.bytes))

function text(kept: readonly Run[], most: number): string {
  const whole = bytesOf(kept)
  return decoder.decode(whole.length > most ? whole.subarray(0, most) : whole)
}

/** A complete JSON object that does not say it is an error: what a request without `stream` is answered with. */
function isMessage(body: string): boolean {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null && !('type' in parsed && parsed.type === 'error')
  } catch {
    return false
  }
}
