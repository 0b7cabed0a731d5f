import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { ms, seconds } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'

// How connections of clients end, where HTTP alone would leave them open.

/** Long enough for a client to read the last word and close. */
const LINGER = seconds(5)

/** The last word is said: what still comes is read and thrown away, so that the client can read ours, but not for long. */
export function part(socket: Duplex, clock: Clock): void {
  // Nobody listens on a socket that was upgraded: an unheard error would end the process.
  socket.on('error', () => socket.destroy())
  socket.once(
    'close',
    clock.after(LINGER, () => socket.destroy()),
  )
  socket.resume()
}

/**
 * To be said before the last word to a client that still sends: Node would close behind it, and the reset that follows takes
 * the word back before it is read (RFC 9112, 9.6). So only our side is ended, until the client has ended its own.
 */
export function partGently(request: IncomingMessage, clock: Clock): void {
  const { socket } = request
  socket.destroySoon = () => void socket.end()
  part(socket, clock)
  request.resume()
}

/** It is answered and goes on sending: its answer may be read, but no 10 GB are taken in for nothing. */
export function partUnlessSent(request: IncomingMessage, response: ServerResponse, clock: Clock): void {
  const wait = (): void => {
    const cancel = clock.after(LINGER, () => {
      if (!request.complete) request.socket.destroy()
    })
    request.once('close', cancel)
  }
  if (response.writableFinished) wait()
  else response.once('finish', wait)
}

/** When the sender's end is doubted again after the first doubt; a client far away needs its round trip. */
const DOUBTS = [ms(100), seconds(1)] as const

/**
 * A client has ended its side while its request is out. One that has only said all it has to say is still served; one that
 * is gone looks the same until something is written to it. An interim answer is that something: who is there skips it
 * (RFC 9110, 15.2), and to who is gone the second one fails, which ends the exchange.
 */
export function afterEnd(response: ServerResponse, clock: Clock): void {
  if (response.writableEnded || response.socket === null) return
  if (response.headersSent) {
    // Who wants the answer does not end its side in the middle of it.
    response.destroy()
    return
  }
  // Old clients know no interim answers: whether they are there is seen when they are answered.
  if (response.req.httpVersion === '1.0') return
  const ask = (): void => {
    if (!response.headersSent && !response.destroyed) response.writeProcessing()
  }
  ask()
  setImmediate(ask)
  for (const doubt of DOUBTS) response.once('close', clock.after(doubt, ask))
}
