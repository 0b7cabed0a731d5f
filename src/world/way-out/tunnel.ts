import type { Socket } from 'node:net'
import { WayError, type FailureReading } from '../../core/failure-code.ts'
import type { Met } from '../../core/signal.ts'
import { ms, type Millis } from '../../core/time.ts'
import type { Clock } from '../clock.ts'
import { inTime } from './in-time.ts'
import { plainText } from './plain-text.ts'
import type { Proxy } from './route.ts'

export type Tunnelling = {
  readonly proxy: Proxy
  /** `host:port`, an IPv6 address in brackets. */
  readonly target: string
  readonly clock: Clock
  readonly within: Millis
}

/** A refusal's page comes with its head; who sends it later is not waited for. */
const PAGE_WITHIN = ms(500)
const PAGE_AT_MOST = 16_384
const HEAD_AT_MOST = 16_384
/** Of what is no HTTP: such as the greeting of an SSH server. */
const SAYS_AT_MOST = 80

/**
 * Asks a proxy, over an open connection to it, for a way through to the target. What it refuses with is told.
 * @throws WayError, with the connection ended; or the reason of `ended`
 */
export async function tunnel(socket: Socket, { proxy, target, clock, within }: Tunnelling, ended: AbortSignal): Promise<void> {
  const inbox = new Inbox(socket, proxy)
  try {
    socket.write(connectRequest(proxy, target))
    const late: FailureReading = { phase: 'connect', code: 'path.proxy-hangs', raw: 'PROXY_TIMEOUT', met: metBy(proxy) }
    const { status, length } = await inTime(inbox.head(), { clock, within, late }, ended)
    if (status >= 200 && status < 300) {
      inbox.leave()
      return
    }
    const page = await inTime(inbox.page(length), { clock, within: PAGE_WITHIN, late }, ended).catch(() => inbox.soFar())
    throw new WayError({
      phase: 'connect',
      code: codeFor(status),
      raw: `PROXY_${status}`,
      met: metBy(proxy, { status, says: plainText(page.toString('utf8')) }),
    })
  } catch (error) {
    socket.destroy()
    throw error
  }
}

function connectRequest({ authorization }: Proxy, target: string): string {
  const lines = [`CONNECT ${target} HTTP/1.1`, `Host: ${target}`, 'Proxy-Connection: keep-alive']
  if (authorization !== undefined) lines.push(`Proxy-Authorization: ${authorization}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

function codeFor(status: number): FailureReading['code'] {
  if (status === 407) return 'path.proxy-login'
  return status >= 500 || status === 408 || status === 429 ? 'path.proxy-error' : 'path.proxy-denied'
}

export const metBy = (
  { shown, variable }: Proxy,
  answer: { readonly status?: number; readonly says?: string } = {},
): Extract<Met, { kind: 'proxy' }> => ({ kind: 'proxy', proxy: shown, variable, ...answer })

type Head = { readonly status: number; readonly length: number | undefined }

/** What a proxy has said so far. */
class Inbox {
  readonly #socket: Socket
  readonly #proxy: Proxy
  #bytes = Buffer.alloc(0)
  #changed: () => void = () => undefined
  #end: Error | undefined
  readonly #onData = (chunk: Buffer): void => {
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    this.#changed()
  }
  readonly #onEnd = (error?: Error | boolean): void => {
    this.#end ??= error instanceof Error ? error : Object.assign(new Error('closed'), { code: 'PROXY_CLOSED' })
    this.#changed()
  }

  constructor(socket: Socket, proxy: Proxy) {
    this.#socket = socket
    this.#proxy = proxy
    socket.on('data', this.#onData).on('error', this.#onEnd).once('end', this.#onEnd).once('close', this.#onEnd)
  }

  /** The head of the answer; what follows it is kept. @throws WayError */
  async head(): Promise<Head> {
    for (;;) {
      if (!isHttp(this.#bytes)) throw this.#failure('path.proxy-not-http', 'PROXY_NOT_HTTP')
      const end = this.#bytes.indexOf('\r\n\r\n')
      if (end >= 0) {
        const text = this.#bytes.toString('latin1', 0, end)
        this.#bytes = this.#bytes.subarray(end + 4)
        const head = headIn(text)
        if (head === undefined) throw this.#failure('path.proxy-not-http', 'PROXY_NOT_HTTP')
        if (head.status >= 200) return head
      } else if (this.#bytes.length > HEAD_AT_MOST) throw this.#failure('path.proxy-not-http', 'PROXY_HEAD_TOO_LONG')
      else if (this.#end !== undefined) throw this.#failure('path.proxy-refused', 'PROXY_CLOSED')
      else await this.#more()
    }
  }

  async page(length: number = PAGE_AT_MOST): Promise<Buffer> {
    while (this.#end === undefined && this.#bytes.length < Math.min(length, PAGE_AT_MOST)) await this.#more()
    return this.#bytes
  }

  soFar(): Buffer {
    return this.#bytes
  }

  /** Lets go of the connection, as if nothing had been read beyond the head. */
  leave(): void {
    const socket = this.#socket
    socket.off('data', this.#onData).off('error', this.#onEnd).off('end', this.#onEnd).off('close', this.#onEnd)
    socket.pause()
    if (this.#bytes.length > 0) socket.unshift(this.#bytes)
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve
    })
  }

  #failure(code: FailureReading['code'], raw: string): WayError {
    const says = code === 'path.proxy-not-http' ? { says: plainText(this.#bytes.toString('utf8', 0, SAYS_AT_MOST)) } : {}
    return new WayError({ phase: 'connect', code, raw, met: metBy(this.#proxy, says) })
  }
}

/** As far as it has come. */
const isHttp = (bytes: Buffer): boolean => {
  const start = bytes.toString('latin1', 0, 7)
  return 'HTTP/1.'.startsWith(start)
}

function headIn(text: string): Head | undefined {
  const status = /^HTTP\/1\.[01] ([1-5]\d{2})(?: |\r\n|$)/.exec(text)?.[1]
  if (status === undefined) return undefined
  const length = /\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*(?:\r\n|$)/i.exec(text)?.[1]
  return { status: Number(status), length: length === undefined ? undefined : Number(length) }
}
