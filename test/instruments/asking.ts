import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { parseEvent, type SseEvent } from '../../src/core/sse.ts'
import type { Instant } from '../../src/core/time.ts'
import { realClock, type Clock } from '../../src/world/clock.ts'

export type Question = {
  readonly method?: string
  readonly path?: string
  /** On top of the client's own. undefined leaves one of those out. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Objects go as JSON. */
  readonly body?: object | string | Uint8Array
  readonly agent?: Agent
  readonly clock?: Clock
}

/** What the real Claude Code sends with every message. */
export const CLAUDE_CODE: Readonly<Record<string, string>> = {
  'user-agent': 'claude-cli/2.1.330 (external, cli)',
  'x-api-key': 'sk-ant-made-up',
  'anthropic-version': '2023-06-01',
  'content-type': 'application/json',
}

export const SDK: Readonly<Record<string, string>> = {
  ...CLAUDE_CODE,
  'user-agent': 'Anthropic/JS 1.12.0',
  'x-stainless-lang': 'js',
  'x-stainless-timeout': '600',
}

export const UNKNOWN: Readonly<Record<string, string>> = { ...CLAUDE_CODE, 'user-agent': 'curl/8' }

export const message = (text: string, more: object = {}): object => ({
  model: 'claude-opus-5',
  max_tokens: 1024,
  stream: true,
  messages: [{ role: 'user', content: text }],
  ...more,
})

/** `refused`: no head came. `aborted`: it broke off. */
export type Ended = 'no' | 'whole' | 'aborted' | 'refused'

type Piece = { readonly at: Instant; readonly bytes: Buffer }

/** One question, and what comes of it, as the client sees it, with the times. */
export class Asking {
  ended: Ended = 'no'
  status: number | undefined
  /** Name, value, name, value: as they came. */
  raw: readonly string[] = []
  headers: IncomingMessage['headers'] = {}
  headAt: Instant | undefined
  readonly pieces: Piece[] = []
  /** Fulfilled at its end, whatever that is. */
  readonly over: Promise<this>
  readonly head: Promise<this>
  readonly #request: ClientRequest
  readonly #clock: Clock

  constructor(url: string, question: Question) {
    const { method = 'POST', path = '/v1/messages?beta=true', headers = CLAUDE_CODE, body, agent } = question
    this.#clock = question.clock ?? realClock
    const bytes = body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
    const known = Object.entries(headers).filter(([, value]) => value !== undefined) as [string, string | string[]][]
    const length: [string, string][] = bytes === undefined ? [] : [['content-length', String(Buffer.byteLength(bytes))]]
    const { promise, resolve } = Promise.withResolvers<this>()
    const { promise: head, resolve: onHead } = Promise.withResolvers<this>()
    this.over = promise
    this.head = head
    const end = (ended: Ended): void => {
      if (this.ended === 'no') this.ended = ended
      onHead(this)
      resolve(this)
    }
    const options = { method, headers: Object.fromEntries([...known, ...length]), agent: agent ?? false }
    this.#request = httpRequest(new URL(path, url), options)
      .on('response', (response) => {
        this.#onHead(response)
        onHead(this)
        response.on('data', (chunk: Buffer) => this.pieces.push({ at: this.#clock.now(), bytes: chunk }))
        response.on('end', () => end('whole'))
        response.on('error', () => undefined)
        response.on('close', () => end('aborted'))
      })
      .on('error', () => end(this.status === undefined ? 'refused' : 'aborted'))
    this.#request.end(bytes)
  }

  #onHead(response: IncomingMessage): void {
    this.status = response.statusCode
    this.raw = response.rawHeaders
    this.headers = response.headers
    this.headAt = this.#clock.now()
  }

  get bytes(): Buffer {
    return Buffer.concat(this.pieces.map((piece) => piece.bytes))
  }

  get text(): string {
    return this.bytes.toString('utf8')
  }

  get json(): Readonly<Record<string, unknown>> {
    return JSON.parse(this.text) as Readonly<Record<string, unknown>>
  }

  /** Whole events so far. */
  get events(): readonly SseEvent[] {
    return this.text
      .split('\n\n')
      .slice(0, -1)
      .map((event) => parseEvent(Buffer.from(`${event}\n\n`)))
  }

  get names(): readonly string[] {
    return this.events.map((event) => event.name)
  }

  /** When each event came; only right where each came by itself. */
  timesOf(name: string): readonly Instant[] {
    return this.pieces.flatMap(({ at, bytes }) => (bytes.includes(`event: ${name}\n`) ? [at] : []))
  }

  leave(): void {
    this.#request.destroy()
  }
}

/** The data of one event. */
export const dataOf = (event: SseEvent | undefined): Readonly<Record<string, unknown>> =>
  JSON.parse(event?.data ?? '{}') as Readonly<Record<string, unknown>>
