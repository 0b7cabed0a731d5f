import { constants } from 'node:fs'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import process from 'node:process'
import { Readable } from 'node:stream'
import type { Clock } from '../world/clock.ts'
import { draftOf } from '../world/leftovers.ts'
import type { OwnFaults } from './own-faults.ts'
import { readBody, type Reading } from './read-body.ts'

/** A request's body as an attempt needs it: some can be sent again, one that streams through can not. */
export type Body = {
  readonly length: number
  readonly kept: 'memory' | 'file' | 'nowhere'
  /** May it still be sent from its beginning? */
  readonly replayable: () => 'yes' | 'no'
  /** For one send. */
  readonly send: () => Uint8Array | Readable | undefined
  /** Gives the memory or the file back; at the end of the exchange. */
  readonly release: () => void
}

export type Collected =
  | { readonly kind: 'body'; readonly body: Body; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' | 'too-slow' | 'client-left' | 'no-room' }

export type ReplayOptions = {
  /** Of one body. */
  readonly mostBytes: number
  /** Of all bodies in memory; what goes beyond is kept in files. */
  readonly mostMemory: number
  /** For files; each is unlinked as soon as it is open, so that nobody else can read it and no crash leaves it. */
  readonly folder: string
  readonly clock: Clock
  readonly faults: Pick<OwnFaults, 'filesFailed' | 'filesWork' | 'met'>
}

/** Keeps what clients have sent until the answer is there, so that it can be sent again. */
export class ReplayStore {
  readonly #options: ReplayOptions
  readonly #reading: Reading
  #inMemory = 0
  #files = 0
  /** Of bodies that are still being received. */
  #arriving = 0

  constructor(options: ReplayOptions) {
    this.#options = options
    const { mostBytes, clock } = options
    this.#reading = { mostBytes, clock, mayArrive: (bytes) => this.#mayArrive(bytes) }
  }

  get inMemory(): number {
    return this.#inMemory
  }

  get files(): number {
    return this.#files
  }

  /** Reads a whole body. Calls back once; `bytes` is for looking at once, not for keeping. */
  collect(request: IncomingMessage, done: (collected: Collected) => void): void {
    readBody(request, this.#reading, (read) => {
      if (read.kind === 'no-room') this.#options.faults.met('memory.used-up')
      if (read.kind === 'read') this.#keep(read.bytes, done)
      else done(read)
    })
  }

  #keep(bytes: Uint8Array, done: (collected: Collected) => void): void {
    const fits = this.#inMemory + bytes.length <= this.#options.mostMemory
    if (fits) done({ kind: 'body', bytes, body: this.#inMemoryBody(bytes) })
    else void this.#keepInFile(bytes, done)
  }

  async #keepInFile(bytes: Uint8Array, done: (collected: Collected) => void): Promise<void> {
    done(await this.#inFile(bytes))
  }

  async #inFile(bytes: Uint8Array): Promise<Collected> {
    try {
      const body = await this.#fileBody(bytes)
      this.#options.faults.filesWork()
      return { kind: 'body', bytes, body }
    } catch (error) {
      this.#options.faults.filesFailed(error)
      // Disk full or not writable: holding it would break the promise to be bounded.
      return { kind: 'no-room' }
    }
  }

  /** @param bytes more of a body, or, negative, the end of it */
  #mayArrive(bytes: number): boolean {
    this.#arriving += bytes
    const { mostBytes, mostMemory } = this.#options
    // One body always may.
    return this.#arriving <= Math.max(mostBytes, mostMemory)
  }

  #inMemoryBody(bytes: Uint8Array): Body {
    this.#inMemory += bytes.length
    return new MemoryBody(bytes, this.#onReleased)
  }

  readonly #onReleased = (bytes: number): void => {
    this.#inMemory -= bytes
  }

  async #fileBody(bytes: Uint8Array): Promise<Body> {
    const file = await openUnlinked(this.#options.folder)
    try {
      await file.writeFile(bytes)
    } catch (error) {
      await file.close()
      throw error
    }
    this.#files += 1
    let released = false
    return {
      length: bytes.length,
      kept: 'file',
      replayable: () => 'yes',
      send: () => Readable.from(chunksOf(file), { objectMode: false }),
      release: () => {
        if (released) return
        released = true
        this.#files -= 1
        void file.close().catch(() => undefined)
      },
    }
  }
}

class MemoryBody implements Body {
  readonly length: number
  readonly kept = 'memory'
  #bytes: Uint8Array | undefined
  readonly #onReleased: (bytes: number) => void

  constructor(bytes: Uint8Array, onReleased: (bytes: number) => void) {
    this.length = bytes.length
    this.#bytes = bytes
    this.#onReleased = onReleased
  }

  replayable(): 'yes' {
    return 'yes'
  }

  send(): Uint8Array | undefined {
    return this.#bytes
  }

  release(): void {
    if (this.#bytes === undefined) return
    this.#bytes = undefined
    this.#onReleased(this.length)
  }
}

const CHUNK = 262_144

/** From its beginning. Leaves the file open however it ends: Node's own read stream closes it when a broken send destroys it. */
async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (let at = 0; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, at)
    if (bytesRead === 0) return
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function openUnlinked(folder: string): Promise<FileHandle> {
  const path = draftOf(join(folder, 'replay'), process.pid)
  const file = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR, 0o600)
  await unlink(path)
  return file
}

/** A body that streams through without a copy: it can be sent once, and again only if nobody has begun to read it. */
export function passingBody(request: IncomingMessage): Body {
  const length = Number(request.headers['content-length'] ?? Number.NaN)
  const empty = request.headers['transfer-encoding'] === undefined && !(length > 0)
  return {
    length: Number.isFinite(length) ? length : 0,
    kept: 'nowhere',
    replayable: () => (empty || !request.readableDidRead ? 'yes' : 'no'),
    send: () => (empty ? undefined : passing(request)),
    release: () => undefined,
  }
}

/**
 * Reads from the client when it is read itself, and not before. An upstream that answers early ends this stream; the
 * client's connection must live on to hear the answer.
 */
function passing(request: IncomingMessage): Readable {
  const onData = (chunk: Buffer): void => {
    if (!through.push(chunk)) request.pause()
  }
  const onEnd = (): void => void through.push(null)
  const onClose = (): void => void through.destroy(request.complete ? undefined : new Error('the client left'))
  const through = new Readable({
    read() {
      if (request.listeners('data').includes(onData)) request.resume()
      else request.on('data', onData).on('end', onEnd).on('close', onClose)
    },
    destroy(error, done) {
      request.off('data', onData).off('end', onEnd).off('close', onClose)
      // What the client still sends is nobody's.
      if (request.readableDidRead) request.resume()
      done(error)
    },
  })
  return through
}
