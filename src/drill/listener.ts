import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { seconds, type Millis } from '../core/time.ts'

/** Longer than clients keep theirs, so that a reused connection does not die under a request by our doing. */
const KEEP_ALIVE: Millis = seconds(75)

type ListenerOptions = { readonly host: string; readonly port: number; readonly handle: RequestListener }

/** A port that can be shut, so that connections are refused, and opened again. */
export class Listener {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #port: number
  readonly #host: string

  constructor({ host, port, handle }: ListenerOptions) {
    this.#host = host
    this.#port = port
    this.#server = createServer({ requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE, noDelay: true }, handle)
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
  }

  /** @throws the system's error when the port cannot be had */
  async open(): Promise<void> {
    if (this.#server.listening) return
    this.#server.listen(this.#port, this.#host)
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  /** From now on nobody listens; what was open is closed, but for the connection that asked for it. */
  shut(except?: Socket): void {
    if (this.#server.listening) this.#server.close()
    for (const socket of this.#sockets) if (socket !== except) socket.destroy()
  }

  get url(): string {
    return `http://${this.#host.includes(':') ? `[${this.#host}]` : this.#host}:${this.#port}`
  }
}
