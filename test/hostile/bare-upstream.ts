import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { readMessages, type Message } from './messages.ts'

/** A request as it stood on the wire. */
export type Heard = Message & {
  readonly method: string
  readonly target: string
  /** Which connection, counted from 1, and which request on it. */
  readonly connection: number
  readonly turn: number
}

/** Answers on the bare socket. */
export type Answerer = (heard: Heard, socket: Socket) => void

/** An upstream without any HTTP server: it reads what comes to the letter, and answers with bytes. */
export class BareUpstream {
  readonly heard: Heard[] = []
  /** What is no proper HTTP, or more than one message where one was due. */
  readonly faults: string[] = []
  answerer: Answerer
  readonly #server: Server
  readonly #sockets = new Map<Socket, { unread: Buffer[]; turn: number }>()
  #connections = 0
  #unread: ((bytes: number) => void) | undefined

  constructor(answerer: Answerer) {
    this.answerer = answerer
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#serve(socket))
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Bytes of requests that have begun and are not complete. */
  get unread(): number {
    return [...this.#sockets.values()].reduce((sum, { unread }) => sum + lengthOf(unread), 0)
  }

  get connections(): number {
    return this.#sockets.size
  }

  async open(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  /** From now on requests are not read, but thrown away as they come. */
  leaveUnread(onBytes: (bytes: number) => void): void {
    this.#unread = onBytes
  }

  /** Before the request is complete. */
  answerEarly(bytes: string): void {
    for (const [socket, { unread }] of this.#sockets) if (lengthOf(unread) > 0) socket.write(bytes)
  }

  hangUp(): void {
    for (const socket of this.#sockets.keys()) socket.destroy()
  }

  shut(): void {
    this.#server.close()
    this.hangUp()
  }

  #serve(socket: Socket): void {
    const connection = ++this.#connections
    const state = { unread: [] as Buffer[], turn: 0 }
    let wants = 1
    this.#sockets.set(socket, state)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('error', () => undefined)
    // The gateway is done with it.
    socket.on('end', () => socket.destroySoon())
    socket.on('data', (chunk: Buffer) => {
      if (this.#unread !== undefined) {
        this.#unread(chunk.length)
        return
      }
      state.unread.push(chunk)
      wants -= chunk.length
      if (wants > 0) return
      const { messages, rest, fault, wants: more } = readMessages(Buffer.concat(state.unread), 'requests')
      wants = more
      state.unread = rest.length > 0 ? [Buffer.from(rest)] : []
      if (fault !== undefined) this.faults.push(fault)
      // The gateway does not pipeline: a second request in one go was smuggled in the first.
      if (messages.length > 1 || (messages.length === 1 && rest.length > 0)) this.faults.push('more than one request at once')
      for (const message of messages) {
        const [method = '', target = ''] = message.first.split(' ')
        const heard = { ...message, method, target, connection, turn: ++state.turn }
        if (isSounding(heard)) socket.write(ASKED)
        else {
          this.heard.push(heard)
          this.answerer(heard, socket)
        }
      }
    })
  }
}

/** What the API says to one who asks for nothing and shows no credential. */
const REFUSAL = '{"type":"error","error":{"type":"authentication_error","message":"x-api-key header is required"}}'
const ASKED = `HTTP/1.1 401 No\r\nContent-Type: application/json\r\nContent-Length: ${REFUSAL.length}\r\n\r\n${REFUSAL}`

const isSounding = ({ target, body }: Heard): boolean => target === '/v1/messages' && body.length === 0

const lengthOf = (chunks: readonly Buffer[]): number => chunks.reduce((sum, { length }) => sum + length, 0)
