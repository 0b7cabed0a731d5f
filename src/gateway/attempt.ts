import type { Policy } from '../core/policy.ts'
import type { Met, Phase, Signal } from '../core/signal.ts'
import { between, later, ms, type Instant, type Millis } from '../core/time.ts'
import type { AnswerLimits } from '../learning/answer-limits.ts'
import type { Clock } from '../world/clock.ts'
import { Deadline } from '../world/deadline.ts'
import type { Broken, Head, Listener, Network, Outgoing, Sending } from '../world/network.ts'
import { decoderFor, type Decoder } from './decoding.ts'
import { PARKED_AT_MOST, withoutAnswer, type Awaited, type Consumer, type End, type State } from './attempt-state.ts'
import { openingFor, type Expected, type Opening } from './opening.ts'

export type AttemptOptions = {
  readonly network: Network
  readonly clock: Clock
  readonly policy: Policy
  readonly request: Outgoing
  readonly expected: Expected
  /** For headers; undefined where only the client's own patience ends the wait. */
  readonly headersWithin: Millis | undefined
  /** What is learned of such answers. */
  readonly limits: AnswerLimits | undefined
  readonly now: Instant
}

const SENT: State = { is: 'sent' }
const PARKED: State = { is: 'parked' }
const OVER: State = { is: 'over' }
const SETTLING: Signal = { kind: 'opened' }

/**
 * One send of a request to one upstream. Says with one signal how it began, and then waits to be relayed or ended. Nothing
 * of it has reached the client before that, so that every failure up to then can be mended unseen.
 */
export class Attempt implements Listener {
  readonly #options: AttemptOptions
  readonly #startedAt: Instant
  #saw: ((signal: Signal) => void) | undefined
  #sending: Sending | undefined
  #state: State = SENT
  #head: Head | undefined
  #headAt: Instant
  #opening: Opening | undefined
  #parked: Uint8Array[] = []
  #parkedBytes = 0
  #end: End | undefined
  readonly #deadline: Deadline
  /** When it was last asked whether what was sent has arrived; undefined once that is settled. */
  #lookedAt: Instant | undefined
  #awaited: Awaited = 'tail'
  #decoder: Decoder | undefined

  constructor(options: AttemptOptions) {
    this.#options = options
    this.#startedAt = options.now
    this.#headAt = this.#startedAt
    this.#lookedAt = this.#startedAt
    this.#deadline = new Deadline(options.clock, () => this.#onLimit())
  }

  /** Sends it. @param saw is told once how it began */
  begin(saw: (signal: Signal) => void): void {
    const { network, request, headersWithin } = this.#options
    this.#saw = saw
    if (headersWithin !== undefined) this.#limit('headers', headersWithin, this.#startedAt)
    this.#sending = network.send(request, this)
  }

  /**
   * To be called again and again while it is out. A connection that is dead on the way gives no error for a quarter of an
   * hour: without this only the limit for headers would end the wait, and an answer that is not streamed has none.
   */
  async lookForDelivery(now: Instant): Promise<void> {
    const sending = this.#sending
    if (this.#state.is !== 'sent' || sending === undefined || this.#lookedAt === undefined) return
    if (between(this.#lookedAt, now) < this.#options.policy.deliveryLookEvery) return
    this.#lookedAt = now
    const seen = await sending.delivery?.()
    if (this.#state.is !== 'sent') return
    if (seen === 'lost') this.#giveUp({ code: 'path.not-delivered', sent: 'maybe', stale: sending.reused === true })
    // what has arrived stays so: it is the other side that takes its time
    else if (seen !== 'under-way') this.#lookedAt = undefined
  }

  /** What is learned of such answers. */
  get limits(): AnswerLimits | undefined {
    return this.#options.limits
  }

  /** Of the answer; undefined when there was none. */
  get answer(): Head | undefined {
    return this.#head
  }

  /** Whom it met instead of its upstream. */
  get met(): Met | undefined {
    return this.#end?.kind === 'broken' ? this.#end.broken.met : undefined
  }

  get body(): 'as-it-came' | 'decoded' {
    return this.#decoder === undefined ? 'as-it-came' : 'decoded'
  }

  get opening(): Opening | undefined {
    return this.#opening
  }

  /** Everything has come. */
  get complete(): boolean {
    return this.#end?.kind === 'end'
  }

  pause(): void {
    ;(this.#decoder ?? this.#sending)?.pause()
  }

  resume(): void {
    ;(this.#decoder ?? this.#sending)?.resume()
  }

  /** Ends it, wherever it stands. */
  abort(): void {
    this.#state = OVER
    this.#deadline.clear()
    this.#decoder?.stop()
    this.#sending?.abort()
  }

  /** The client has left: whatever was waited for, this is what was seen. */
  abandon(): void {
    this.abort()
    this.#tell({ kind: 'client-left' })
  }

  /** Its connection is taken for dead if it was made before then, and nothing has come of an answer: the next try goes out on a fresh one. */
  sever(startedBefore: Instant): void {
    if (this.#startedAt > startedBefore || (this.#state.is !== 'sent' && this.#state.is !== 'opening')) return
    this.#giveUp({ code: 'path.reset', sent: 'all', stale: true })
  }

  #giveUp(failure: Pick<Broken, 'code' | 'sent' | 'stale'>): void {
    this.abort()
    this.#tell({ kind: 'failed', phase: 'headers', ...failure })
  }

  /** Ends it if it has not ended; an answer that was let go may finish. */
  abortUnlessOver(): void {
    if (this.#state.is !== 'over') this.abort()
  }

  /** The answer is complete for us; the rest of it may come, so that the connection can serve again. */
  letGo(within: Millis, now: Instant): void {
    if (this.#end !== undefined) return
    this.#state = OVER
    this.#awaited = 'tail'
    this.#deadline.set(later(now, within), now)
  }

  /** From now on `to` gets what comes, beginning with what has come since the signal. */
  relay(to: Consumer): void {
    this.#state = { is: 'relaying', to }
    if (this.#parkedBytes > PARKED_AT_MOST) this.resume()
    for (const chunk of this.#parked.splice(0)) to.data(chunk)
    this.#parkedBytes = 0
    this.#deliverEnd(to)
  }

  head(head: Head): void {
    if (this.#state.is !== 'sent') return
    const { expected, clock, policy, headersWithin, limits } = this.#options
    this.#head = head
    this.#headAt = clock.now()
    if (expected !== 'anything' && head.headers['content-encoding'] !== undefined) this.#decoder = this.#decoderFor(head)
    const opening = openingFor(expected, head, clock)
    this.#opening = opening
    this.#state = { is: 'opening', opening }
    if (expected === 'anything' && head.status < 300) this.#give({ kind: 'opened' })
    else if (opening.framer !== undefined) {
      limits?.headers.took(between(this.#startedAt, this.#headAt), this.#headAt)
      this.#limit('first-event', limits?.within('firstEvent') ?? policy.firstEventWithin, this.#headAt)
    } else if (headersWithin !== undefined) this.#limit('headers', headersWithin, this.#headAt)
    else this.#deadline.clear()
  }

  #decoderFor(head: Head): Decoder | undefined {
    const from = { pause: () => this.#sending?.pause(), resume: () => this.#sending?.resume() }
    return decoderFor(head, from, {
      data: (chunk) => this.#onData(chunk),
      end: () => this.#onEnd({ kind: 'end' }),
      broken: (broken) => this.#onEnd({ kind: 'broken', broken }),
    })
  }

  data(chunk: Uint8Array): void {
    if (this.#decoder === undefined) this.#onData(chunk)
    else this.#decoder.write(chunk)
  }

  end(): void {
    if (this.#decoder === undefined) this.#onEnd({ kind: 'end' })
    else this.#decoder.end()
  }

  broken(broken: Broken): void {
    this.#decoder?.stop()
    this.#onEnd({ kind: 'broken', broken })
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
        if (this.#parkedBytes > PARKED_AT_MOST) this.pause()
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
      this.#sending?.abort()
      this.#give({ kind: 'torn', by: 'not-an-answer', progress: 'nothing' })
      return
    }
    if (before === 'nothing' && opening.progress() !== 'nothing') {
      const now = this.#options.clock.now()
      this.limits?.firstEvent.took(between(this.#headAt, now), now)
    }
    if (signal !== undefined) this.#give(signal)
    else if (before === 'nothing' && opening.progress() === 'message-start') this.#settleSoon()
  }

  /** A message_start is kept back for a moment: if it fails before content comes, nobody has seen it. */
  #settleSoon(): void {
    const { clock, policy } = this.#options
    const now = clock.now()
    this.#awaited = 'settling'
    this.#deadline.set(later(now, policy.settleWithin), now)
  }

  #onEnd(end: End): void {
    this.#end = end
    const state = this.#state
    if (state.is === 'over') this.#deadline.clear()
    else if (state.is === 'relaying') this.#deliverEnd(state.to)
    else if (state.is === 'opening') {
      // An error page that breaks off still says who speaks.
      const whole = end.kind === 'end' || (this.#head?.status ?? 0) >= 300
      this.#give(whole ? state.opening.end() : { kind: 'torn', by: 'cut', progress: state.opening.progress() })
    } else if (state.is === 'sent') this.#give(withoutAnswer(end))
  }

  #deliverEnd(to: Consumer): void {
    if (this.#end === undefined) return
    this.#state = OVER
    if (this.#end.kind === 'end') to.end()
    else to.broken(this.#end.broken)
  }

  #give(signal: Signal): void {
    this.#deadline.clear()
    this.#state = PARKED
    this.#tell(signal)
  }

  #tell(signal: Signal): void {
    const saw = this.#saw
    this.#saw = undefined
    saw?.(signal)
  }

  #limit(phase: Phase, within: Millis, now: Instant): void {
    this.#awaited = { phase, within }
    this.#deadline.set(later(now, within), now)
  }

  #onLimit(): void {
    const awaited = this.#awaited
    if (awaited === 'tail') this.#sending?.abort()
    else if (awaited === 'settling') this.#give(this.#opening?.settle() ?? SETTLING)
    else {
      const waited = between(this.#startedAt, this.#options.clock.now())
      this.abort()
      this.#tell({ kind: 'silent', phase: awaited.phase, waited: ms(Math.max(waited, awaited.within)) })
    }
  }
}
