import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { Instant } from '../../src/core/time.ts'
import type { Clock } from '../../src/world/clock.ts'
import { Upstream, type Call } from '../instruments/upstream.ts'

/** How a connection ends behind the bytes of a fault. */
type WireEnding = 'end' | 'reset' | 'stay'

/** What is done on the wire between the gateway and the stand-in. */
export type WireEffect =
  /** These bytes instead of an answer. */
  | { readonly does: 'says'; readonly bytes: string; readonly ending: WireEnding }
  /** The first half of the answer's events (or bytes, when it comes in one piece), then these bytes. */
  | { readonly does: 'halves'; readonly bytes: string; readonly ending: WireEnding }
  /** A connection serves once; whoever uses it again is reset: it had died meanwhile. */
  | { readonly does: 'resets-reused' }
  /** Closes behind each answer without having said so. */
  | { readonly does: 'closes' }

type WireOptions = { readonly provider: string; readonly effect: WireEffect; readonly clock: Clock }

/** Stands between gateway and stand-in and passes everything on, but for those whom the fault meets. */
export class Wire {
  readonly upstream: Upstream
  /** How many more it meets. */
  left = 0
  met = 0
  /** When the last one it met was over. */
  lastMetAt: Instant | undefined
  readonly #options: WireOptions

  constructor(options: WireOptions) {
    this.#options = options
    const serve = (call: Call): void => this.#serve(call)
    this.upstream = new Upstream(serve)
    this.upstream.edge = serve
  }

  #serve(call: Call): void {
    const { effect } = this.#options
    const isEarnest = call.headers['x-api-key'] !== undefined
    if (!isEarnest || this.left <= 0 || (effect.does === 'resets-reused' && call.turn === 1)) {
      this.#pass(call)
      return
    }
    this.left -= 1
    this.met += 1
    call.response.once('close', () => {
      this.lastMetAt = this.#options.clock.now()
    })
    switch (effect.does) {
      case 'says':
        say(call, effect)
        return
      case 'halves':
        this.#halve(call, effect)
        return
      case 'resets-reused':
        call.request.socket.resetAndDestroy()
        return
      case 'closes':
        this.#pass(call)
        call.response.once('finish', () => call.request.socket.destroySoon())
    }
  }

  #pass(call: Call): void {
    this.#ask(call, (answer) => {
      call.response.writeHead(answer.statusCode ?? 502, plainHeaders(answer))
      answer.pipe(call.response)
    })
  }

  #halve(call: Call, effect: Extract<WireEffect, { does: 'halves' }>): void {
    const { response } = call
    this.#ask(call, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.once('end', () => {
        const whole = Buffer.concat(chunks)
        response.writeHead(answer.statusCode ?? 502, plainHeaders(answer)).flushHeaders()
        response.write(whole.subarray(0, halfOf(whole)), () => say(call, effect))
      })
    })
  }

  #ask({ request, response, body, target, headers }: Call, then: (answer: IncomingMessage) => void): void {
    const { host: _, ...rest } = headers
    const url = new URL(target, this.#options.provider)
    const asked = httpRequest(url, { method: request.method ?? 'GET', headers: rest, agent: false }, then)
    asked.on('error', () => response.destroy())
    response.once('close', () => asked.destroy())
    asked.end(body)
  }
}

/** Time for what was written to be read: a reset takes back what was not. */
const READ_WITHIN_MILLIS = 40

function say({ request }: Call, { bytes, ending }: { readonly bytes: string; readonly ending: WireEnding }): void {
  const { socket } = request
  if (bytes !== '') socket.write(bytes)
  if (ending === 'stay') return
  setTimeout(() => (ending === 'end' ? socket.destroySoon() : socket.resetAndDestroy()), READ_WITHIN_MILLIS)
}

/** Framing is made anew on this side. */
function plainHeaders(answer: IncomingMessage): string[] {
  const raw = answer.rawHeaders
  return raw.filter((_, index) => !/^(?:transfer-encoding|connection|keep-alive)$/i.test(raw[index - (index % 2)] ?? ''))
}

/** Behind a whole event in the middle, or just the middle. */
function halfOf(whole: Buffer): number {
  const event = whole.indexOf('\n\n', whole.length / 2)
  return event === -1 ? Math.floor(whole.length / 2) : event + 2
}
