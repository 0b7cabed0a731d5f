import type { ServerResponse } from 'node:http'
import type { Envelope } from '../core/envelope.ts'
import type { Policy } from '../core/policy.ts'
import { later, ms, type Instant } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import { Deadline } from '../world/deadline.ts'
import { emptyDelta, ownMessageStart, PING } from './own-events.ts'

/**
 * What the line is kept alive for; a held client may be told nothing for less long than one whose attempt is out. Into an
 * answer that is passed on as bytes nothing may be put.
 */
type Mode = 'held' | 'trying' | 'relaying' | 'passing'

/** How much the client has. Once committed there is no status to give any more; once begun, a message is open. */
type Told =
  | { readonly is: 'nothing' }
  | { readonly is: 'committed' }
  | { readonly is: 'begun' | 'content'; readonly by: 'us' | 'upstream' }

type LineOptions = {
  readonly response: ServerResponse
  readonly clock: Clock
  readonly policy: Policy
  readonly envelope: Envelope
  readonly acceptedAt: Instant
  /** Only a stream can be kept alive without an answer. */
  readonly streaming: 'yes' | 'no'
  readonly model: string
}

/** For the id of a message that we begin: the gateway's own, and chance. */
type Naming = { readonly id: string; readonly random: () => number }

const newMessageId = ({ id, random }: Naming): string =>
  `msg_holdfast_${id.slice(0, 8)}${Math.floor(random() * 1e9).toString(36)}`

const STREAM_HEADERS: readonly string[] = ['content-type', 'text/event-stream; charset=utf-8', 'cache-control', 'no-cache']

/** A little more than one ping interval: an upstream that pings by itself is not doubled. */
const RELAY_QUIET = 1.5

const ignore = (): void => undefined

/**
 * The line to one client. Knows what the client has been told, and keeps it from leaving while there is nothing to tell:
 * first nothing, then 200 and pings, then a beginning of ours, each in time for what its envelope tolerates.
 */
export class ClientLine {
  readonly #options: LineOptions
  readonly #naming: Naming
  #ownId: string | undefined
  #mode: Mode = 'trying'
  #told: Told = { is: 'nothing' }
  #over: 'no' | 'yes' = 'no'
  #lastWrite: Instant
  #lastEvent: Instant
  readonly #deadline: Deadline
  #left: 'no' | 'yes' = 'no'
  #draining: 'no' | 'yes' = 'no'
  /** An AbortSignal would do, and cost more than the rest of an exchange's bookkeeping. */
  #onLeave: (() => void) | undefined

  constructor(options: LineOptions, naming: Naming) {
    this.#options = options
    this.#naming = naming
    this.#deadline = new Deadline(options.clock, () => this.#onDue())
    this.#lastWrite = options.acceptedAt
    this.#lastEvent = options.acceptedAt
    options.response.on('close', () => {
      this.#stop()
      if (!options.response.writableFinished) this.#leave()
    })
    // A write to a client that has just left is no crash: 'close' follows.
    options.response.on('error', ignore)
    // It may have left while its body was read.
    if (options.response.destroyed) this.#leave()
  }

  /** Has the client left? */
  get left(): boolean {
    return this.#left === 'yes'
  }

  /** Calls back once when the client leaves. An exchange does one thing at a time: who asks last is the one who is told; undefined takes it back. */
  onLeave(callback: (() => void) | undefined): void {
    this.#onLeave = callback
  }

  #leave(): void {
    this.#left = 'yes'
    const callback = this.#onLeave
    this.#onLeave = undefined
    callback?.()
  }

  get told(): Told['is'] {
    return this.#told.is
  }

  /** Set when the message that the client sees was begun by us: its id is ours. */
  get ownMessageId(): string | undefined {
    return 'by' in this.#told && this.#told.by === 'us' ? this.#ownId : undefined
  }

  mode(mode: Mode, now: Instant): void {
    this.#mode = mode
    this.#arm(now)
  }

  /** The head of an answer; nothing where the client already has one. */
  head(status: number, raw: readonly string[]): void {
    if (this.#told.is !== 'nothing') return
    this.#told = { is: 'committed' }
    this.#options.response.writeHead(status, raw as string[])
  }

  /** Whole events, or the bytes of an answer that is not events. @returns whether more may come at once; else see onDrain */
  write(bytes: Uint8Array): 'more' | 'wait' {
    this.#lastWrite = this.#options.clock.now()
    return this.#options.response.write(bytes) ? 'more' : 'wait'
  }

  /** Has the client stopped reading? */
  get full(): boolean {
    return this.#options.response.writableNeedDrain
  }

  /** Calls back once, when the client has read what was written; again only if asked again after that. */
  onDrain(resume: () => void): void {
    if (this.#draining === 'yes') return
    this.#draining = 'yes'
    this.#options.response.once('drain', () => {
      this.#draining = 'no'
      resume()
    })
  }

  /** The client has a message_start, or content, which came at this time. */
  note(told: 'begun' | 'content', at: Instant): void {
    const by = 'by' in this.#told ? this.#told.by : 'upstream'
    this.#told = { is: told, by }
    this.#lastEvent = at
  }

  end(bytes?: Uint8Array): void {
    this.#stop()
    this.#options.response.end(bytes)
  }

  /** Drops the connection, which a client counts as a failure that it may try again. Never a polite end of a cut answer. */
  abort(): void {
    this.#stop()
    this.#options.response.destroy()
  }

  #stop(): void {
    this.#over = 'yes'
    this.#deadline.clear()
  }

  #arm(now: Instant): void {
    if (this.#over === 'yes' || this.#options.streaming === 'no') return
    if (this.#mode === 'passing') {
      this.#deadline.clear()
      return
    }
    this.#deadline.set(this.#due(), now)
  }

  #onDue(): void {
    // What was written since has moved it.
    const now = this.#options.clock.now()
    if (this.#due() <= now) this.#act()
    this.#arm(now)
  }

  /** When the client must hear something, at the latest. */
  #due(): Instant {
    const { envelope, acceptedAt } = this.#options
    if (this.#told.is === 'nothing') return later(acceptedAt, this.#mode === 'held' ? envelope.quietHeld : envelope.quietTrying)
    const quiet = this.#mode === 'relaying' ? ms(envelope.pingEvery * RELAY_QUIET) : envelope.pingEvery
    const ping = later(this.#lastWrite, quiet)
    const event = this.#eventDue()
    return event !== undefined && event < ping ? event : ping
  }

  /** Pings alone are trusted for a while only: when an event of the message is due. */
  #eventDue(): Instant | undefined {
    const { envelope, policy, acceptedAt } = this.#options
    if (!envelope.ownStart || this.#told.is === 'content') return undefined
    return this.#told.is === 'begun' ? later(this.#lastEvent, policy.ownDeltaEvery) : later(acceptedAt, policy.ownStartAfter)
  }

  #act(): void {
    const { clock, response } = this.#options
    const now = clock.now()
    // A client that does not read is not fed: its own timers run all the same.
    if (response.writableNeedDrain) {
      this.#lastWrite = now
      return
    }
    if (this.#told.is === 'nothing') {
      this.head(200, STREAM_HEADERS)
      this.#say(PING)
      return
    }
    const event = this.#eventDue()
    if (event !== undefined && event <= now) {
      this.#sayOwnEvent(now)
      return
    }
    this.#say(PING)
  }

  #sayOwnEvent(now: Instant): void {
    if (this.#told.is === 'begun') this.#say(emptyDelta())
    else {
      this.#told = { is: 'begun', by: 'us' }
      this.#say(ownMessageStart((this.#ownId ??= newMessageId(this.#naming)), this.#options.model))
    }
    this.#lastEvent = now
  }

  #say(event: Uint8Array): void {
    this.#lastWrite = this.#options.clock.now()
    this.#options.response.write(event)
  }
}
