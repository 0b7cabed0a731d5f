import { VERSION } from '../config/version.ts'
import type { Millis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import type { Head, Network } from '../world/network.ts'
import type { PageAnswer } from './objection.ts'

export type Getting = {
  readonly network: Network
  readonly clock: Clock
  /** From the first step to the last byte. */
  readonly within: Millis
  /** Bytes of the answer; what follows is not read. */
  readonly atMost: number
}

/** `failed`: no answer at all; `code` is TIMEOUT, the system's own word, or where it has none the catalogue's. */
export type Got = { readonly is: 'answered'; readonly answer: PageAnswer } | { readonly is: 'failed'; readonly code: string }

/** One GET, the way that everything goes. Redirects are not followed. Rejects with the reason of `signal` alone. */
export function get(
  url: URL,
  headers: readonly string[],
  { network, clock, within, atMost }: Getting,
  signal: AbortSignal,
): Promise<Got> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const parts: Uint8Array[] = []
    let length = 0
    let head: Head | undefined
    const over = (): void => {
      cancel()
      signal.removeEventListener('abort', onAbort)
    }
    const finish = (end: PageAnswer['end'], otherwise: string): void => {
      over()
      if (head === undefined) return resolve({ is: 'failed', code: otherwise })
      const body = Buffer.concat(parts).subarray(0, atMost).toString('utf8')
      resolve({ is: 'answered', answer: { status: head.status, headers: head.headers, body, end } })
    }
    const onAbort = (): void => {
      over()
      sending.abort()
      reject(signal.reason as Error)
    }
    const cutShort = (): void => {
      sending.abort()
      finish('cut', TIMEOUT)
    }
    const cancel = clock.after(within, cutShort)
    signal.addEventListener('abort', onAbort, { once: true })
    const sending = network.send(
      {
        origin: url.origin,
        path: url.pathname,
        method: 'GET',
        headers: ['host', url.host, 'accept', 'application/json', ...PLAIN, 'user-agent', `holdfast/${VERSION}`, ...headers],
        body: undefined,
        connection: 'pooled',
      },
      {
        head: (first) => (head = first),
        data: (chunk) => {
          parts.push(chunk)
          length += chunk.length
          if (length > atMost) cutShort()
        },
        end: () => finish('whole', TIMEOUT),
        broken: ({ raw, code }) => finish('cut', raw.endsWith('_TIMEOUT') ? TIMEOUT : raw.startsWith('UND_') ? code : raw),
      },
    )
  })
}

const TIMEOUT = 'TIMEOUT'
/** Packed answers would have to be unpacked, to any size. */
const PLAIN = ['accept-encoding', 'identity'] as const
