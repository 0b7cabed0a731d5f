import { httpTransport, type SessionRequest, type Transport } from '../../src/drill/session-request.ts'
import type { MessagesRequest } from '../../src/drill/messages-request.ts'
import { seededRandom } from '../../src/drill/seeded-random.ts'
import { simulateSession, type SessionEvent } from '../../src/drill/session.ts'
import { minutes, ms, type Instant, type Millis } from '../../src/core/time.ts'
import { sleep, type Clock } from '../../src/world/clock.ts'
import { Asking, UNKNOWN } from '../instruments/asking.ts'
import type { ClientName, Form } from './bounds.ts'
import { isWholeAnswer, hasContent } from './content.ts'

/** How one turn went, as its client sees it. */
export type TurnResult = {
  /** `believed`: the client takes the turn for complete. `told`: the last thing it got was an error as an answer. `lost`: neither. */
  readonly end: 'believed' | 'told' | 'lost'
  /** Is what it has, bit for bit, what the stand-in says to this request? */
  readonly whole: 'yes' | 'no'
  readonly status: number | undefined
  /** First bytes of content, of every try. */
  readonly contentAt: readonly Instant[]
  /** Why it was lost, in the client's words. */
  readonly because: string
}

export type Turn = {
  readonly url: string
  readonly prompt: string
  readonly name: string
  readonly clock: Clock
  /** A turn that has not ended then is lost. */
  readonly atMost: Millis
}
type Client = { readonly client: ClientName; readonly form: Form }

/** One turn of one client, to its end. Never rejects. */
export async function playTurn(which: Client, turn: Turn): Promise<TurnResult> {
  return which.client === 'raw' ? await rawTurn(turn, which.form) : await simulatedTurn(which, turn)
}

/** Who waits without stream waits in silence: a quarter of an hour is more than people do. */
const RAW_WAITS = minutes(15)

/** Like curl: one request, no retry; complete is what came with 200 and ended as HTTP ends. */
async function rawTurn({ url, prompt, clock, atMost }: Turn, form: Form): Promise<TurnResult> {
  const body = rawBody(prompt, form)
  const asking = new Asking(url, { headers: UNKNOWN, body, clock })
  const enough = clock.after(form === 'streaming' ? atMost : RAW_WAITS, () => asking.leave())
  await asking.over
  enough()
  const content = asking.pieces.find((piece) => asking.status === 200 && hasContent(piece.bytes, form))
  const believed = asking.status === 200 && asking.ended === 'whole'
  return {
    end: believed ? 'believed' : asking.ended === 'whole' ? 'told' : 'lost',
    whole: isWholeAnswer(asking.bytes, body) ? 'yes' : 'no',
    status: asking.status,
    contentAt: content === undefined ? [] : [content.at],
    because: believed ? '' : `${asking.status ?? 'no status'}, ${asking.ended}`,
  }
}

const rawBody = (prompt: string, form: Form): MessagesRequest => ({
  model: 'claude-opus-5',
  max_tokens: 32_000,
  stream: form === 'streaming',
  messages: [{ role: 'user', content: prompt }],
  tools: [{ name: 'Bash' }],
})

type Seen = readonly [event: SessionEvent, at: Instant]

async function simulatedTurn({ client, form }: Client, { url, prompt, name, clock, atMost }: Turn): Promise<TurnResult> {
  const tap = tapped(httpTransport())
  const events: Seen[] = []
  const over = new AbortController()
  try {
    await Promise.race([
      sleep(clock, atMost, over.signal),
      simulateSession(
        {
          baseUrl: url,
          name,
          clock,
          roll: seededRandom(prompt.length),
          prompt: () => prompt,
          another: (number) => number === 1,
          pause: { finished: ms(0), lost: ms(0) },
          observe: (event, at) => events.push([event, at]),
          client: client === 'sdk' ? 'sdk' : 'claude-code',
          streaming: form === 'streaming',
          transport: tap.transport,
        },
        over.signal,
      ),
    ])
  } finally {
    over.abort(new Error('the turn is over'))
    tap.close()
  }
  return resultOf(events, tap.last())
}

function resultOf(events: readonly Seen[], last: Tapped | undefined): TurnResult {
  const because = whyLost(events.at(-1)?.[0])
  // The session looks at the text itself: what it believes is one thing, whether that is so another.
  const believed = because === '' || because === 'wrong-answer'
  return {
    end: believed ? 'believed' : isRefusal(last) ? 'told' : 'lost',
    whole: last !== undefined && isWholeAnswer(last.bytes(), last.body) ? 'yes' : 'no',
    status: last?.status,
    contentAt: events.flatMap(([event, at]) => (event.kind === 'content-began' ? [at] : [])),
    because,
  }
}

const isRefusal = (last: Tapped | undefined): boolean => last !== undefined && last.status >= 400

function whyLost(end: SessionEvent | undefined): string {
  if (end?.kind === 'turn-finished') return ''
  return end?.kind === 'turn-lost' ? end.because : 'did not end'
}

type Tapped = { readonly body: MessagesRequest; readonly status: number; readonly bytes: () => Buffer }

/** Remembers what came in answer to the last request. */
function tapped(real: ReturnType<typeof httpTransport>): {
  readonly transport: Transport
  readonly last: () => Tapped | undefined
  readonly close: () => void
} {
  let last: Tapped | undefined
  const transport: Transport = async (request: SessionRequest, signal) => {
    last = undefined
    const response = await real(request, signal)
    const chunks: Uint8Array[] = []
    const body = JSON.parse(request.body) as MessagesRequest
    last = { body, status: response.status, bytes: () => Buffer.concat(chunks) }
    return { ...response, body: kept(response.body, chunks) }
  }
  return { transport, last: () => last, close: () => real.close() }
}

async function* kept(source: AsyncIterable<Uint8Array>, chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    chunks.push(chunk)
    yield chunk
  }
}
