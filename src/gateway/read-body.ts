import type { IncomingMessage } from 'node:http'
import { between, later, minutes, seconds, type Instant } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import { Deadline } from '../world/deadline.ts'
import { Gathered } from './gathered.ts'

export type BodyRead =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' | 'too-slow' | 'client-left' | 'no-room' }

export type Reading = {
  readonly mostBytes: number
  readonly clock: Clock
  /** @param bytes more has come; negative at the end. @returns whether there is room */
  readonly mayArrive: (bytes: number) => boolean
}

type Done = (read: BodyRead) => void

/** A sender that gives nothing for this long is gone, or means harm. */
const SENDER_IDLE = seconds(30)
/** 64 MiB in this is 220 kB/s, less than any line on which an agent is of use. */
const SENDER_IN_ALL = minutes(5)

/** Reads the whole body of a request, within bounds of size and time. Calls back once, perhaps before it returns. */
export function readBody(request: IncomingMessage, reading: Reading, done: Done): void {
  const announced = Number(request.headers['content-length'] ?? Number.NaN)
  if (announced > reading.mostBytes) done({ kind: 'too-large' })
  else new BodyReader(reading, done, announced).read(request)
}

class BodyReader {
  readonly #reading: Reading
  /** Let go at the end: a request lives as long as it is held, and so does what listens to it. */
  #done: Done | undefined
  #gathered: Gathered | undefined
  #length = 0
  /** At the last look. */
  #lengthThen = 0
  readonly #began: Instant
  readonly #deadline: Deadline

  constructor(reading: Reading, done: Done, announced: number) {
    this.#reading = reading
    this.#done = done
    this.#gathered = new Gathered(announced)
    this.#began = reading.clock.now()
    this.#deadline = new Deadline(reading.clock, () => this.#look())
  }

  read(request: IncomingMessage): void {
    this.#deadline.set(later(this.#began, SENDER_IDLE), this.#began)
    request.on('data', (chunk: Buffer) => this.#onData(chunk))
    // One chunk is a slice of a larger read buffer, too: a copy lets that go.
    request.on('end', () => this.#finish({ kind: 'read', bytes: this.#gathered?.take() ?? new Uint8Array(0) }))
    request.on('close', () => this.#finish({ kind: 'client-left' }))
  }

  #onData(chunk: Buffer): void {
    if (this.#done === undefined) return
    this.#length += chunk.length
    const room = this.#reading.mayArrive(chunk.length)
    if (this.#length <= this.#reading.mostBytes && room) this.#gathered?.add(chunk)
    else this.#finish({ kind: room ? 'too-large' : 'no-room' })
  }

  #look(): void {
    const now = this.#reading.clock.now()
    const idle = this.#length === this.#lengthThen
    this.#lengthThen = this.#length
    if (idle || between(this.#began, now) >= SENDER_IN_ALL) this.#finish({ kind: 'too-slow' })
    else this.#deadline.set(later(now, SENDER_IDLE), now)
  }

  #finish(read: BodyRead): void {
    const done = this.#done
    if (done === undefined) return
    this.#deadline.clear()
    this.#reading.mayArrive(-this.#length)
    this.#done = undefined
    this.#gathered = undefined
    done(read)
  }
}
