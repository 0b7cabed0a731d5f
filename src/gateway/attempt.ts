import type { Policy } from '../core/policy.ts'
import type { Phase, Signal } from '../core/signal.ts'
import { between, later, ms, type Instant, type Millis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import { Deadline } from '../world/deadline.ts'
import type { Broken, Head, Listener, Network, Outgoing, Sending } from '../world/network.ts'
import { decoding } from './decoding.ts'
import { openingFor, type Expected, type Opening } from './opening.ts'

export type AttemptOptions = {
  readonly network: Network
  readonly clock: Clock
  readonly policy: Policy
  readonly request: Outgoing
  readonly expected: Expected
  /** For headers; undefined where only the client's own patience ends the wait. */
  readonly headersWithin: Millis | undefined
}

/** Takes what comes after the opening. */
export type Consumer = {
  readonly data: (chunk: Uint8Array) => void
  readonly end: () => void
  readonly broken: (broken: Broken) => void
}

type State =
  | { readonly is: 'sent' }
  | { readonly is: 'opening'; readonly opening: Opening }
  /** Its signal is given; what comes meanwhile is kept until somebody takes it. */
  | { readonly is: 'parked' }
  | { readonly is: 'relaying'; readonly to: Consumer }
  | { readonly is: 'over' }

type End = { readonly kind: 'end' } | { readonly kind: 'broken'; readonly broken: Broken }

/** Parked bytes above this stop the source. */
const PARKED_AT_MOST = 262_144

/**
 * One send of a request to one upstream. Says with one signal how it began, and then waits to be relayed or ended. Nothing
 * of it has reached the client before that, so that every failure up to then can be mended unseen.
 */
export class Attempt {
  readonly signal: Promise<Signal>
  readonly #options: AttemptOptions
  readonly #startedAt: Instant
  readonly #resolve: (signal: Signal) => void
  readonly #sending: Sending
  #state: State = { is: 'sent' }
  #head: Head | undefined
  #opening: Opening | undefined
  #parked: Uint8Array[] = []
  #parkedBytes = 0
  #end: End | undefined
  readonly #deadline: Deadline
  #decoded: 'as-it-came' | 'decoded' = 'as-it-came'

  constructor(options: AttemptOptions) {
    this.#options = options
    this.#startedAt = options.clock.now()
    this.#deadline = new Deadline(options.clock)
    const { promise, resolve } = Promise.withResolvers<Signal>()
    this.signal = promise
    this.#resolve = resolve
    if (options.headersWithin !== undefined) this.#limit('headers', options.headersWithin)
    this.#sending = options.network.send(options.request, this.#listener())
  }

  /** Of the answer; undefined when there was none. */
  get head(): Head | undefined {
    return this.#head
  }

  get body(): 'as-it-came' | 'decoded' {
    return this.#decoded
  }

  get opening(): Opening | undefined {
    return this.#opening
  }

  /** Everything has come. */
  get complete(): boolean {
    return this.#end?.kind === 'end'
  }

  pause(): void {
    this.#sending.pause()
  }

  resume(): void {
    this.#sending.resume()
  }

  /** Ends it, wherever it stands. */
  abort(): void {
    this.#state = { is: 'over' }
    this.#deadline.clear()
    this.#sending.abort()
  }

  /** The client has left: whatever was waited for, this is what was seen. */
  abandon(): void {
    this.abort()
    this.#resolve({ kind: 'client-left' })
  }

  /** Ends it if it has not ended; an answer that was let go may finish. */
  abortUnlessOver(): void {
    if (this.#state.is !== 'over') this.abort()
  }

  /** The answer is complete for us; the rest of it may come, so that the connection can serve again. */
  letGo(within: Millis): void {
    if (this.#end !== undefined) return
    this.#state = { is: 'over' }
    this.#deadline.set(later(this.#options.clock.now(), within), () => this.#sending.abort())
  }

  /** From now on `to` gets what comes, beginning with what has come since the signal. */
  relay(to: Consumer): void {
    this.#state = { is: 'relaying', to }
    if (this.#parkedBytes > PARKED_AT_MOST) this.#sending.resume()
    for (const chunk of this.#parked.splice(0)) to.data(chunk)
    this.#parkedBytes = 0
    this.#deliverEnd(to)
  }

  #listener(): Listener {
    const plain: Listener = {
      head: (head) => this.#onHead(head),
      data: (chunk) => this.#onData(chunk),
      end: () => this.#onEnd({ kind: 'end' }),
      broken: (broken) => this.#onEnd({ kind: 'broken', broken }),
    }
    if (this.#options.expected === 'anything') return plain
    return decoding(plain, () => {
      this.#decoded = 'decoded'
    })
  }

  #onHead(head: Head): void {
    if (this.#state.is !== 'sent') return
    const { expected, clock, policy } = this.#options
    this.#head = head
    const opening = openingFor(expected, head, () => clock.wall())
    this.#opening = opening
    this.#state = { is: 'opening', opening }
    if (expected === 'anything' && head.status < 300) this.#give({ kind: 'opened' })
    else if (opening.framer !== undefined) this.#limit('first-event', policy.firstEventWithin)
    else if (this.#options.headersWithin !== undefined) this.#limit('headers', this.#options.headersWithin)
    else this.#deadline.clear()
  }

  #onData(chunk: Uint8Array): void {
    const state = this.#state
    switch (state.is) {
      case 'relaying':
        state.to.data(chunk)
        return
      case 'parked':
        this.#parked.push(chunk)
        this.#parkedBytes += chunk.length
        if (this.#parkedBytes > PARKED_AT_MOST) this.#sending.pause()
        return
      case 'opening':
        this.#open(state.opening, chunk)
        return
      case 'sent':
      case 'over':
    }
  }

  #open(opening: Opening, chunk: Uint8Array): void {
    const before = opening.progress()
    let signal: Signal | undefined
    try {
      signal = opening.data(chunk)
    } catch {
      this.#sending.abort()
      this.#give({ kind: 'torn', by: 'not-an-answer', progress: 'nothing' })
      return
    }
    if (signal !== undefined) this.#give(signal)
    else if (before === 'nothing' && opening.progress() === 'message-start') this.#settleSoon(opening)
  }

  /** A message_start is kept back for a moment: if it fails before content comes, nobody has seen it. */
  #settleSoon(opening: Opening): void {
    const { clock, policy } = this.#options
    this.#deadline.set(later(clock.now(), policy.settleWithin), () => this.#give(opening.settle() ?? { kind: 'opened' }))
  }

  #onEnd(end: End): void {
    this.#end = end
    const state = this.#state
    if (state.is === 'over') {
      this.#deadline.clear()
      return
    }
    if (state.is === 'relaying') this.#deliverEnd(state.to)
    else if (state.is === 'opening')
      this.#give(end.kind === 'end' ? state.opening.end() : this.#brokenWhileOpening(state.opening))
    else if (state.is === 'sent') this.#give(this.#withoutAnswer(end))
  }

  #withoutAnswer(end: End): Signal {
    if (end.kind === 'end') return { kind: 'torn', by: 'empty', progress: 'nothing' }
    const { phase, code, sent, stale } = end.broken
    return { kind: 'failed', phase, code, sent, stale }
  }

  /** An error page that breaks off still says who speaks. */
  #brokenWhileOpening(opening: Opening): Signal {
    const refused = (this.#head?.status ?? 0) >= 300
    return refused ? opening.end() : { kind: 'torn', by: 'cut', progress: opening.progress() }
  }

  #deliverEnd(to: Consumer): void {
    if (this.#end === undefined) return
    this.#state = { is: 'over' }
    if (this.#end.kind === 'end') to.end()
    else to.broken(this.#end.broken)
  }

  #give(signal: Signal): void {
    this.#deadline.clear()
    this.#state = { is: 'parked' }
    this.#resolve(signal)
  }

  #limit(phase: Phase, within: Millis): void {
    this.#deadline.set(later(this.#options.clock.now(), within), () => {
      const waited = between(this.#startedAt, this.#options.clock.now())
      this.#state = { is: 'over' }
      this.#sending.abort()
      this.#resolve({ kind: 'silent', phase, waited: ms(Math.max(waited, within)) })
    })
  }
}
