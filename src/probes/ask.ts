import { request, type IncomingMessage } from 'node:http'
import { VERSION } from '../config/version.ts'
import { between, seconds, type Millis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import { addressedAsClient, connectAsClient, type Way } from './way.ts'

export type Question = {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Bytes of the answer; what follows is not read. */
  readonly atMost: number
}

export type Reply = {
  readonly status: number
  /** Names in lower case; of several of one name, the values joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** `cut`: it is longer than was asked for, or did not end in time. */
  readonly end: 'whole' | 'cut'
  readonly firstByteMillis: number
}

/** A head that came is told even if its body hangs; who asks has a longer limit. */
const BODY_WITHIN = seconds(1.5)

/**
 * Asks one question over a connection of its own, the way the client goes. Redirects are not followed, nothing is kept.
 * @throws what codeOf() reads: of the way, of the connection, or the reason of `signal`
 */
export async function ask(question: Question, way: Way, signal: AbortSignal): Promise<Reply> {
  const url = new URL(question.url)
  const began = way.clock.now()
  const socket = await connectAsClient(url, way, signal)
  try {
    const { path, headers } = addressedAsClient(url, way)
    const login = Object.fromEntries(headers.length === 0 ? [] : [[headers[0], headers[1]]]) as Record<string, string>
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      const asking = request({
        createConnection: () => socket,
        method: question.method,
        path,
        headers: { ...headersFor(url), ...question.headers, ...login },
      })
      asking.once('response', resolve).on('error', reject)
      asking.end(question.body)
    })
    const firstByteMillis = Math.max(1, Math.round(between(began, way.clock.now())))
    const { body, end } = await bodyOf(answer, { atMost: question.atMost, clock: way.clock, within: BODY_WITHIN }, signal)
    return { status: answer.statusCode ?? 0, headers: joined(answer), body, end, firstByteMillis }
  } finally {
    socket.destroy()
  }
}

const headersFor = (url: URL): Record<string, string> => ({
  host: url.host,
  accept: 'application/json',
  // compressed texts would have to be unpacked
  'accept-encoding': 'identity',
  'user-agent': `holdfast/${VERSION}`,
  connection: 'close',
})

type Reading = { readonly atMost: number; readonly clock: Clock; readonly within: Millis }

function bodyOf(
  answer: IncomingMessage,
  { atMost, clock, within }: Reading,
  signal: AbortSignal,
): Promise<Pick<Reply, 'body' | 'end'>> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let length = 0
    const finish = (end: Reply['end']): void => {
      cancel()
      resolve({ body: Buffer.concat(parts).subarray(0, atMost).toString('utf8'), end })
    }
    const cancel = clock.after(within, () => finish('cut'))
    answer.on('data', (part: Buffer) => {
      parts.push(part)
      length += part.length
      if (length > atMost) finish('cut')
    })
    answer.once('end', () => finish('whole'))
    // it ends in the middle, after its head said something
    answer.once('error', () => finish('cut'))
    signal.addEventListener(
      'abort',
      () => {
        cancel()
        reject(signal.reason as Error)
      },
      { once: true },
    )
  })
}

const joined = (answer: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(answer.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]))
