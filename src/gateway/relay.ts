import type { Policy } from '../core/policy.ts'
import type { Progress, Signal } from '../core/signal.ts'
import type { EventKind, Framer, Run } from '../core/sse.ts'
import { between, ms, seconds, type Instant, type Millis } from '../core/time.ts'
import type { AnswerLimits } from '../learning/answer-limits.ts'
import type { Cancel, Clock } from '../world/clock.ts'
import type { Consumer } from './attempt-state.ts'
import type { Attempt } from './attempt.ts'
import type { ClientLine } from './client-line.ts'
import { errorEvent } from './opening.ts'
import { readMessageStart, withUsage, type Swallowed } from './own-events.ts'

export type RelayOptions = {
  readonly attempt: Attempt
  readonly line: ClientLine
  readonly clock: Clock
  readonly policy: Policy
  /** What is learned of such answers. */
  readonly limits: AnswerLimits | undefined
  readonly now: Instant
  /** Where the message_start is noted that the client did not get, because it has one already. */
  readonly exchange: { swallowed: Swallowed | undefined }
  readonly saw: (signal: Signal) => void
}

/** After the last event the upstream may take this long to end its answer, so that its connection can serve again. */
export const TAIL: Millis = seconds(5)

/** Passes an answer that is no stream of events on to the client: what is here, and what still comes. */
export function relayBytes(options: RelayOptions): void {
  const { attempt, line, saw } = options
  line.onLeave(() => {
    attempt.abort()
    saw({ kind: 'client-left' })
  })
  const finish = (signal: Signal): void => {
    line.onLeave(undefined)
    saw(signal)
  }
  for (const { bytes } of attempt.opening?.kept ?? []) pass(options, bytes)
  const rest = attempt.opening?.framer?.rest()
  if (rest !== undefined && rest.length > 0) pass(options, rest)
  attempt.relay({
    data: (chunk) => pass(options, chunk),
    end: () => {
      line.end()
      finish({ kind: 'completed' })
    },
    broken: () => finish({ kind: 'torn', by: 'cut', progress: 'content' }),
  })
}

function pass({ line, attempt }: RelayOptions, bytes: Uint8Array): void {
  if (line.write(bytes) === 'more') return
  attempt.pause()
  line.onDrain(() => attempt.resume())
}

/** Passes events on, whole ones only, until the message ends, breaks, falls silent, or the client leaves. */
export function relayEvents(options: RelayOptions, frames: Framer): void {
  new EventRelay(options, frames).start()
}

class EventRelay implements Consumer {
  readonly #options: RelayOptions
  readonly #framer: Framer
  #progress: Progress = 'nothing'
  #pings: 'none' | 'seen' = 'none'
  #heardAt: Instant
  /** The longest silence so far. */
  #gap: Millis = ms(0)
  #swallowed: Swallowed | undefined
  #timer: Cancel | undefined
  #over: 'no' | 'yes' = 'no'

  constructor(options: RelayOptions, frames: Framer) {
    this.#options = options
    this.#framer = frames
    this.#heardAt = options.now
  }

  start(): void {
    const { attempt, line } = this.#options
    line.onLeave(() => this.#onGone())
    for (const run of attempt.opening?.kept ?? []) this.#passRun(run)
    if (this.#over === 'yes') return
    this.#watch()
    attempt.relay(this)
  }

  end(): void {
    this.#finish({ kind: 'torn', by: 'cut', progress: this.#progress })
  }

  broken(): void {
    this.#finish({ kind: 'torn', by: 'cut', progress: this.#progress })
  }

  #onGone(): void {
    this.#options.attempt.abort()
    this.#finish({ kind: 'client-left' })
  }

  data(chunk: Uint8Array): void {
    if (this.#over === 'yes') return
    this.#hear()
    try {
      const run = this.#framer.push(chunk)
      if (run.ends.length > 0) this.#passRun(run)
    } catch {
      this.#options.attempt.abort()
      this.#finish({ kind: 'torn', by: 'not-an-answer', progress: this.#progress })
    }
  }

  #hear(): void {
    const now = this.#options.clock.now()
    const gap = between(this.#heardAt, now)
    if (gap > this.#gap) this.#gap = gap
    this.#heardAt = now
  }

  /** Most runs leave in one piece; an event that must be changed or swallowed splits them. */
  #passRun({ bytes, ends, kinds }: Run): void {
    let from = 0
    let begin = 0
    for (let at = 0; at < ends.length; at += 1) {
      const end = ends[at] ?? begin
      const kind = kinds[at] ?? 'other'
      if (this.#mustChange(kind)) {
        if (begin > from) this.#write(bytes.subarray(from, begin))
        from = end
        const changed = this.#changed(kind, bytes.subarray(begin, end))
        if (this.#over === 'yes') return
        if (changed !== undefined) this.#write(changed)
      }
      this.#note(kind)
      if (kind === 'message-stop') {
        this.#complete(bytes.subarray(from, end))
        return
      }
      begin = end
    }
    if (begin > from) this.#write(bytes.subarray(from, begin))
  }

  #mustChange(kind: EventKind): boolean {
    if (kind === 'error') return true
    if (kind === 'message-start') return this.#options.line.told === 'begun'
    return kind === 'message-delta' && this.#swallowed !== undefined
  }

  #changed(kind: EventKind, event: Uint8Array): Uint8Array | undefined {
    if (kind === 'error') {
      // Never put into the stream: after it no client tries again.
      this.#options.attempt.abort()
      this.#finish(errorEvent(event, this.#progress))
      return undefined
    }
    if (kind === 'message-delta') return this.#swallowed === undefined ? event : withUsage(event, this.#swallowed.usage)
    this.#swallowed = readMessageStart(event)
    this.#options.exchange.swallowed = this.#swallowed
    return undefined
  }

  #note(kind: EventKind): void {
    if (kind === 'ping' && this.#pings === 'none') {
      this.#pings = 'seen'
      this.#watch()
    }
    if (kind === 'message-start' && this.#progress === 'nothing') {
      this.#progress = 'message-start'
      this.#options.line.note('begun', this.#heardAt)
    }
    if (kind === 'content' && this.#progress !== 'content') {
      this.#progress = 'content'
      this.#options.line.note('content', this.#heardAt)
    }
  }

  #write(bytes: Uint8Array): void {
    const { attempt, clock, line } = this.#options
    if (line.write(bytes) === 'more') return
    attempt.pause()
    line.onDrain(() => {
      this.#heardAt = clock.now()
      attempt.resume()
    })
  }

  #complete(last: Uint8Array): void {
    this.#options.line.end(last)
    const { attempt, limits } = this.#options
    attempt.letGo(TAIL, this.#heardAt)
    if (this.#pings === 'seen') limits?.gap.took(this.#gap, this.#heardAt)
    this.#finish({ kind: 'completed' })
  }

  /** Looks when the silence would be too long, and again if there was none: no timer is moved for each event. */
  #watch(): void {
    const { clock, line, policy, limits } = this.#options
    this.#timer?.()
    const limit = this.#pings === 'seen' ? (limits?.within('gap') ?? policy.idleWithPings) : policy.idleWithoutPings
    // While its client does not read, the upstream is stopped, not silent.
    const quiet = line.full ? ms(0) : between(this.#heardAt, clock.now())
    if (quiet >= limit) {
      this.#options.attempt.abort()
      this.#finish({ kind: 'torn', by: 'silence', progress: this.#progress })
      return
    }
    this.#timer = clock.after(ms(limit - quiet), () => this.#watch())
  }

  #finish(signal: Signal): void {
    if (this.#over === 'yes') return
    this.#over = 'yes'
    this.#timer?.()
    this.#options.line.onLeave(undefined)
    this.#options.saw(signal)
  }
}
