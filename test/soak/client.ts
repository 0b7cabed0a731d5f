import { connect } from 'node:net'
import { ms } from '../../src/core/time.ts'
import { clientReaction, NO_TRIES, PLAIN_SETTINGS, type ClientSettings, type Outcome } from '../../src/drill/client-reaction.ts'
import { readAnswer, Watchdog } from '../../src/drill/session-answer.ts'
import { bodyFor, httpTransport } from '../../src/drill/session-request.ts'
import type { Roll } from '../../src/drill/seeded-random.ts'
import { realClock, sleep } from '../../src/world/clock.ts'
import type { Plan } from './plan.ts'

/** What became of one client. */
export type Fate =
  | { readonly is: 'answered' | 'left' | 'refused' }
  /** It holds a whole answer that is not the whole answer to its question. */
  | { readonly is: 'false' | 'of-another'; readonly got: string }
  | { readonly is: 'lost'; readonly because: string; readonly bound: 'inside' | 'outside' }

export type Playing = {
  readonly url: string
  readonly roll: Roll
  /** By what the waits of the real client are divided. */
  readonly faster: number
  readonly settings?: ClientSettings
}

/** Plays one client from its first request to its end. */
export async function playClient(plan: Plan, playing: Playing): Promise<Fate> {
  switch (plan.does.kind) {
    case 'sends-half':
      return await throwAt(playing.url, `${head(plan)}\r\ncontent-length: 5000\r\n\r\n{"model":"claude-opus-5","max`)
    case 'sends-nonsense':
      return await throwAt(playing.url, `GET / HTTP/9.9\r\n\0\r\nwhat is this\r\n\r\n`)
    case 'stays':
      return await ask({ ...playing, plan }, new AbortController().signal)
    case 'leaves': {
      const leaving = new AbortController()
      const cancel = realClock.after(plan.does.after, () => leaving.abort(new Error('the client leaves')))
      try {
        return await ask({ ...playing, plan }, leaving.signal)
      } catch (error) {
        if (!leaving.signal.aborted) throw error
        return { is: 'left' }
      } finally {
        cancel()
      }
    }
  }
}

const head = (plan: Plan): string =>
  `POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\nx-claude-code-session-id: soak-${plan.number}`

/** Bytes on a bare socket, and gone. */
function throwAt(url: string, bytes: string): Promise<Fate> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      socket.write(bytes)
      setTimeout(() => socket.destroy(), 30)
    })
    socket.on('error', () => undefined).on('data', () => undefined)
    socket.on('close', () => resolve({ is: 'refused' }))
  })
}

type Asking = Playing & { readonly plan: Plan }

async function ask({ url, plan, roll, faster, settings = PLAIN_SETTINGS }: Asking, signal: AbortSignal): Promise<Fate> {
  const transport = httpTransport()
  let tries = { ...NO_TRIES, streaming: plan.streaming }
  try {
    for (;;) {
      const body = JSON.stringify(bodyFor({ prompt: plan.prompt, streaming: tries.streaming, fallback: false, unfinished: '' }))
      const said = await send(transport, { url, body, session: `soak-${plan.number}`, streaming: tries.streaming }, signal)
      if (said.outcome.kind === 'message') return judged(said.text, plan)
      const reaction = clientReaction({ saw: said.outcome, tries, settings, roll: roll() })
      if (reaction.do === 'finish') return judged(said.text, plan)
      if (reaction.do === 'give-up')
        return { is: 'lost', because: `${reaction.because} ${JSON.stringify(said.outcome)}`, bound: boundOf(said.outcome) }
      tries = reaction.tries
      await sleep(realClock, ms(reaction.after / faster), signal)
    }
  } finally {
    transport.close()
  }
}

type Sending = { readonly url: string; readonly body: string; readonly session: string; readonly streaming: boolean }
type Said = { readonly outcome: Outcome; readonly text: string }

async function send(transport: ReturnType<typeof httpTransport>, sending: Sending, signal: AbortSignal): Promise<Said> {
  const end = new AbortController()
  const dog = new Watchdog(realClock, end)
  const stop = (): void => end.abort(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  signal.throwIfAborted()
  dog.watch('headers')
  try {
    const headers = headersFor(sending.session)
    const response = await transport({ url: `${sending.url}/v1/messages?beta=true`, headers, body: sending.body }, end.signal)
    dog.release('headers')
    const answered = await readAnswer({ response, streaming: sending.streaming, dog, onContent: () => undefined })
    signal.throwIfAborted()
    return answered
  } catch {
    signal.throwIfAborted()
    return { outcome: { kind: 'dropped', got: { kind: 'nothing', begun: false } }, text: '' }
  } finally {
    dog.rest()
    signal.removeEventListener('abort', stop)
  }
}

const headersFor = (session: string): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  'anthropic-version': '2023-06-01',
  'x-api-key': 'holdfast-soak',
  'user-agent': 'claude-cli/2.1.330 (external, cli)',
  'x-stainless-timeout': '600',
  'x-claude-code-session-id': session,
})

function judged(text: string, plan: Plan): Fate {
  if (text === plan.expected) return { is: 'answered' }
  const echo = /echo (\w+)/.exec(plan.expected)?.[1] ?? ''
  const got = `${text.length} of ${plan.expected.length} characters: ${text.slice(0, 60)}`
  return { is: /echo \w+/.test(text) && !text.includes(echo) ? 'of-another' : 'false', got }
}

/** Documented: a turn that breaks behind a whole block is lost; to continue it is not the gateway's yet. */
const boundOf = (outcome: Outcome): 'inside' | 'outside' =>
  'got' in outcome && outcome.got.kind === 'whole-block' ? 'outside' : 'inside'
