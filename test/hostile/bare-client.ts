import { connect, type Socket } from 'node:net'
import { readMessages, type Reading } from './messages.ts'

/** Bytes as latin1; or bytes often; or turns of the event loop to wait; or the end of what is sent, polite or not. */
export type Piece =
  | string
  | Buffer
  | { readonly often: string; readonly times: number }
  | { readonly turns: number }
  | { readonly end: 'fin' | 'reset' }

export const FIN: Piece = { end: 'fin' }
export const RESET: Piece = { end: 'reset' }

/** A client without any HTTP: bytes out, bytes in. */
export class BareClient {
  /** `open`, then `fin` when the gateway has ended its side, `reset` when it was torn. */
  is: 'open' | 'fin' | 'reset' = 'open'
  readonly socket: Socket
  readonly #chunks: Buffer[] = []

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    this.socket.on('data', (chunk: Buffer) => this.#chunks.push(chunk))
    this.socket.on('end', () => (this.is = 'fin'))
    this.socket.on('error', () => (this.is = 'reset'))
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks)
  }

  get answers(): Reading {
    return readMessages(this.bytes, 'answers')
  }

  async send(pieces: readonly Piece[]): Promise<void> {
    await sendPieces(this.socket, pieces, () => this.is === 'open')
  }

  leave(): void {
    this.socket.destroy()
  }
}

/** @param wanted whether the other side still takes it */
export async function sendPieces(socket: Socket, pieces: readonly Piece[], wanted: () => boolean): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return
    if (typeof piece === 'string') socket.write(piece, 'latin1')
    else if (Buffer.isBuffer(piece)) socket.write(piece)
    else if ('end' in piece) end(socket, piece.end)
    else if ('turns' in piece) await turns(piece.turns)
    else await sendOften(socket, piece, wanted)
  }
}

function end(socket: Socket, how: 'fin' | 'reset'): void {
  if (how === 'fin') socket.end()
  else socket.resetAndDestroy()
}

type Often = { readonly often: string; readonly times: number }

/** As fast as it is taken, for as long as it is. */
async function sendOften(socket: Socket, { often, times }: Often, wanted: () => boolean): Promise<void> {
  const bytes = Buffer.from(often, 'latin1')
  for (let count = 0; count < times && wanted() && socket.writable; count++) {
    if (!socket.write(bytes)) await drained(socket)
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done).off('end', done)
      resolve()
    }
    socket.on('drain', done).on('close', done).on('end', done)
  })
}

export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}
