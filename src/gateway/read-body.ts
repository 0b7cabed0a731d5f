import type { IncomingMessage } from 'node:http'
import { between, minutes, seconds, type Instant } from '../core/time.ts'
import type { Cancel, Clock } from '../world/clock.ts'
import { Gathered } from './gathered.ts'

export type BodyRead =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' | 'too-slow' | 'client-left' | 'no-room' }

export type Reading = {
  readonly mostBytes: number
  readonly clock: Clock
  /** @param bytes more has come; negative at the end. @returns whether there is room */
  readonly mayArrive: (bytes: number) => boolean
  readonly done: (read: BodyRead) => void
}

/** A sender that gives nothing for this long is gone, or means harm. */
const SENDER_IDLE = seconds(30)
/** 64 MiB in this is 220 kB/s, less than any line on which an agent is of use. */
const SENDER_IN_ALL = minutes(5)

/** Reads the whole body of a request, within bounds of size and time. Calls back once, perhaps before it returns. */
export function readBody(request: IncomingMessage, reading: Reading): void {
  const announced = Number(request.headers['content-length'] ?? Number.NaN)
  if (announced > reading.mostBytes) reading.done({ kind: 'too-large' })
  else new BodyReader(reading, announced).read(request)
}

class BodyReader {
  /** Let go at the end: a request lives as long as it is held, and so does what listens to it. */
  #reading: Reading | undefined
  #gathered: Gathered | undefined
  #length = 0
  /** At the last look. */
  #lengthThen = 0
  readonly #began: Instant
  #cancel: Cancel | undefined

  constructor(reading: Reading, announced: number) {
    this.#reading = reading
    this.#gathered = new Gathered(announced)
    this.#began = reading.clock.now()
  }

  read(request: IncomingMessage): void {
    this.#watch()
    request.on('data', (chunk: Buffer) => this.#onData(chunk))
    // One chunk is a slice of a larger read buffer, too: a copy lets that go.
    request.on('end', () => this.#finish({ kind: 'read', bytes: this.#gathered?.take() ?? new Uint8Array(0) }))
    request.on('close', () => this.#finish({ kind: 'client-left' }))
  }

  #onData(chunk: Buffer): void {
    const reading = this.#reading
    if (reading === undefined) return
    this.#length += chunk.length
    const room = reading.mayArrive(chunk.length)
    if (this.#length <= reading.mostBytes && room) this.#gathered?.add(chunk)
    else this.#finish({ kind: room ? 'too-large' : 'no-room' })
  }

  #watch(): void {
    const clock = this.#reading?.clock
    this.#cancel = clock?.after(SENDER_IDLE, () => {
      const idle = this.#length === this.#lengthThen
      this.#lengthThen = this.#length
      if (idle || between(this.#began, clock.now()) >= SENDER_IN_ALL) this.#finish({ kind: 'too-slow' })
      else this.#watch()
    })
  }

  #finish(read: BodyRead): void {
    const reading = this.#reading
    if (reading === undefined) return
    this.#cancel?.()
    reading.mayArrive(-this.#length)
    this.#reading = undefined
    this.#gathered = undefined
    reading.done(read)
  }
}
