import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { writeEvent } from '../core/sse.ts'
import { hours } from '../core/time.ts'
import { sleep, type Clock } from '../world/clock.ts'
import { PING } from './answer-events.ts'
import type { Script } from './answer-script.ts'
import type { Reply } from './api-form.ts'

const inflate = promisify(gunzip)

/** The API's own limit (docs/facts.md 3.1). */
export const MOST_BODY_BYTES: number = 32 * 1024 * 1024

export type Body = { readonly kind: 'whole'; readonly bytes: Uint8Array } | { readonly kind: 'too-large' | 'bad-encoding' }

/** Reads the whole request body, gzip included. @throws when the client leaves meanwhile */
export async function readBody(incoming: IncomingMessage, mostBytes: number): Promise<Body> {
  if (Number(incoming.headers['content-length'] ?? 0) > mostBytes) {
    // Answered at once, but read to its end: a client that is still writing would miss the answer.
    incoming.resume()
    return { kind: 'too-large' }
  }
  const chunks: Buffer[] = []
  let length = 0
  incoming.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= mostBytes) chunks.push(chunk)
  })
  await ended(incoming)
  if (length > mostBytes) return { kind: 'too-large' }
  const bytes = Buffer.concat(chunks)
  if (incoming.headers['content-encoding'] !== 'gzip') return { kind: 'whole', bytes }
  try {
    return { kind: 'whole', bytes: await inflate(bytes, { maxOutputLength: mostBytes }) }
  } catch (error) {
    return { kind: (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'bad-encoding' }
  }
}

function ended(incoming: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    incoming.once('end', resolve)
    incoming.once('error', reject)
    incoming.once('close', () => reject(new Error('the client left')))
  })
}

/** Sends an answer in one piece. */
export function sendReply(response: ServerResponse, reply: Reply): void {
  const bytes = Buffer.from(reply.body)
  response.writeHead(reply.status, { ...reply.headers, 'content-length': bytes.length })
  response.end(response.req.method === 'HEAD' ? undefined : bytes)
}

type Play = {
  readonly clock: Clock
  readonly response: ServerResponse
  readonly script: Script
  /** Told how many chunks are on their way. */
  readonly sent: (chunks: number) => void
}

/**
 * Sends a script behind headers that are written but may not have left.
 * @throws the signal's reason when the client leaves or the server dies
 */
export async function playScript(play: Play, signal: AbortSignal): Promise<void> {
  const { response, script, sent } = play
  if (script.gap === 0) {
    const all = Buffer.concat(script.chunks)
    sent(script.chunks.length)
    // One write for everything: the stand-in must not be what a benchmark measures.
    if (script.ending === 'end') await flushed((done) => response.end(all, done), signal)
    else await write(response, all, signal)
  } else {
    for (const [index, chunk] of script.chunks.entries()) {
      if (index > 0) await sleep(play.clock, script.gap, signal)
      sent(index + 1)
      await write(response, chunk, signal)
    }
  }
  switch (script.ending) {
    case 'end':
      response.end()
      break
    case 'drop':
      response.socket?.destroy()
      break
    case 'reset':
      response.socket?.resetAndDestroy()
      break
    case 'stay':
      await stay(play, signal)
  }
}

/** Nothing more, or pings alone, until somebody ends it. */
async function stay(play: Play, signal: AbortSignal): Promise<never> {
  const pings = play.script.pings
  for (;;) {
    await sleep(play.clock, pings ?? hours(1), signal)
    if (pings !== undefined) await write(play.response, writeEvent(PING), signal)
  }
}

async function write(response: ServerResponse, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  response.flushHeaders()
  if (bytes.length > 0) await flushed((done) => response.write(bytes, done), signal)
}

/** Resolves when the bytes are with the kernel: only then may a cut follow them. */
function flushed(begin: (done: (error?: Error | null) => void) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const onAbort = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
    begin((error) => {
      signal.removeEventListener('abort', onAbort)
      if (error === undefined || error === null) resolve()
      else reject(error)
    })
  })
}
