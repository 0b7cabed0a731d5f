import { framer, parseEvent, type SseEvent } from '../core/sse.ts'
import { seconds, type Millis } from '../core/time.ts'
import type { Cancel, Clock } from '../world/clock.ts'
import { advance, gotOf, isLife, NO_PROGRESS, type Progress } from './answer-progress.ts'
import { WATCHDOGS, type Outcome, type WatchdogLimits } from './client-reaction.ts'
import type { SessionResponse } from './session-request.ts'

const MOST_EVENT_BYTES = 16 * 1024 * 1024

/** What was read, and what came of it. */
export type Answered = { readonly outcome: Outcome; readonly text: string }

/** The client's watchdogs over one request: when one bites, the request is ended and it is known which. */
export class Watchdog {
  readonly #clock: Clock
  readonly #end: AbortController
  readonly #limits: WatchdogLimits
  readonly #cancels = new Map<keyof WatchdogLimits, Cancel>()
  bitten: keyof WatchdogLimits | undefined

  constructor(clock: Clock, end: AbortController, limits: WatchdogLimits = WATCHDOGS) {
    this.#clock = clock
    this.#end = end
    this.#limits = limits
  }

  /** Begins to wait for this, anew. */
  watch(what: keyof WatchdogLimits): void {
    this.release(what)
    const limit = this.#limits[what]
    if (limit === Number.POSITIVE_INFINITY) return
    const bite = (): void => {
      this.bitten ??= what
      this.#end.abort(new Error(`the ${what} watchdog`))
    }
    this.#cancels.set(what, this.#clock.after(limit, bite))
  }

  release(what: keyof WatchdogLimits): void {
    this.#cancels.get(what)?.()
    this.#cancels.delete(what)
  }

  rest(): void {
    for (const cancel of this.#cancels.values()) cancel()
    this.#cancels.clear()
  }
}

type Reading = {
  readonly response: SessionResponse
  readonly streaming: boolean
  readonly dog: Watchdog
  /** Told once, at the first piece of content. */
  readonly onContent: () => void
}

/** Reads an answer to its end, whatever end that is. Never rejects. */
export async function readAnswer(reading: Reading): Promise<Answered> {
  const { response, streaming } = reading
  if (response.status !== 200) return { outcome: await refusal(response), text: '' }
  const isStream = response.headers['content-type']?.startsWith('text/event-stream') === true
  if (streaming && isStream) return await readStream(reading)
  return await readWhole(reading)
}

async function refusal(response: SessionResponse): Promise<Outcome> {
  await bytesOf(response).catch(() => undefined)
  const { headers } = response
  const retryAfter = retryAfterOf(headers['retry-after'])
  const plan = headers['anthropic-ratelimit-unified-status']
  const should = headers['x-should-retry']
  return {
    kind: 'status',
    status: response.status,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(plan === undefined ? {} : { plan }),
    ...(should === undefined ? {} : { shouldRetry: should === 'true' }),
  }
}

function retryAfterOf(header: string | undefined): Millis | undefined {
  return header !== undefined && /^\d+(?:\.\d+)?$/.test(header) ? seconds(Number(header)) : undefined
}

async function readStream(reading: Reading): Promise<Answered> {
  const { response, dog } = reading
  const frames = framer(MOST_EVENT_BYTES)
  let progress = NO_PROGRESS
  dog.watch('byte')
  dog.watch('event')
  try {
    for await (const chunk of response.body) {
      dog.watch('byte')
      for (const event of eventsIn(frames.push(chunk))) {
        if (isLife(event)) dog.watch('event')
        if (event.name === 'content_block_delta' && progress.text === '') reading.onContent()
        progress = advance(progress, event)
        // What comes behind an error or the end is not looked at.
        if (progress.error !== undefined || progress.complete) return answered(progress, dog)
      }
    }
  } catch {
    // The connection broke, or the watchdog ended it: answered() knows.
  }
  return answered(progress, dog)
}

function* eventsIn(run: ReturnType<ReturnType<typeof framer>['push']>): Generator<SseEvent> {
  let begin = 0
  for (const end of run.ends) {
    yield parseEvent(run.bytes.subarray(begin, end))
    begin = end
  }
}

function answered(progress: Progress, dog: Watchdog): Answered {
  const got = gotOf(progress)
  const kind = progress.error !== undefined ? 'error-event' : dog.bitten !== undefined ? 'stalled' : 'dropped'
  return { outcome: got.kind === 'message' ? { kind: 'message' } : { kind, got }, text: progress.text }
}

async function readWhole(reading: Reading): Promise<Answered> {
  let bytes: Uint8Array
  reading.dog.watch('byte')
  try {
    bytes = await bytesOf(reading.response)
  } catch {
    const kind = reading.dog.bitten === undefined ? 'dropped' : 'stalled'
    return { outcome: { kind, got: { kind: 'nothing', begun: false } }, text: '' }
  }
  const text = textOfMessage(bytes)
  if (text === undefined) return { outcome: { kind: 'malformed' }, text: '' }
  reading.onContent()
  return { outcome: { kind: 'message' }, text }
}

async function bytesOf(response: SessionResponse): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of response.body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The text of a message in one piece; undefined when it is none. */
function textOfMessage(bytes: Uint8Array): string | undefined {
  try {
    const message = JSON.parse(new TextDecoder().decode(bytes)) as { type?: unknown; content?: { text?: string }[] }
    return message.type === 'message' ? (message.content ?? []).map((block) => block.text ?? '').join('') : undefined
  } catch {
    return undefined
  }
}
