import { ms, type Instant, type Millis } from '../core/time.ts'
import { sleep, type Clock } from '../world/clock.ts'
import { planAnswer } from './answer.ts'
import {
  clientReaction,
  NO_TRIES,
  PLAIN_SETTINGS,
  UNSTREAMED_WATCHDOGS,
  WATCHDOGS,
  type ClientSettings,
  type LossReason,
  type Reaction,
  type Tries,
  type WatchdogLimits,
} from './client-reaction.ts'
import type { CLIENTS } from './fault.ts'
import type { MessagesRequest } from './messages-request.ts'
import { SDK_LIMITS, sdkReaction } from './sdk-reaction.ts'
import { readAnswer, Watchdog, type Answered } from './session-answer.ts'
import { bodyFor, httpTransport, type Transport } from './session-request.ts'
import type { Roll } from './seeded-random.ts'

/** What a session lets be seen of itself. */
export type SessionEvent =
  | { readonly kind: 'turn-began' | 'request-sent' | 'content-began' }
  | { readonly kind: 'waiting'; readonly length: Millis; readonly attempt: number }
  | TurnEnd

type TurnEnd = { readonly kind: 'turn-finished' } | { readonly kind: 'turn-lost'; readonly because: LossReason | 'wrong-answer' }

export type SessionOptions = {
  readonly baseUrl: string
  /** Goes out as its session id. */
  readonly name: string
  readonly clock: Clock
  readonly roll: Roll
  readonly prompt: (turn: number) => string
  /** Asked before each turn. */
  readonly another: (turn: number) => boolean
  /** What the person does between two turns, and after one that was lost. */
  readonly pause: { readonly finished: Millis; readonly lost: Millis }
  readonly observe: (event: SessionEvent, at: Instant) => void
  readonly settings?: ClientSettings
  /** Whose retries and time limits it has: Claude Code's unless given. */
  readonly client?: (typeof CLIENTS)[number]
  /** Does it begin with a streamed request? It does unless told otherwise. */
  readonly streaming?: boolean
  /** Divides the waits between tries, for rehearsals that must be short; 1 is honest. */
  readonly timeScale?: number
  /** Real connections unless given. */
  readonly transport?: Transport
}

/**
 * A client like Claude Code: turn after turn, with its retries and watchdogs, until `another` says no.
 * @throws the signal's reason when it is stopped in the middle
 */
export async function simulateSession(options: SessionOptions, signal: AbortSignal): Promise<void> {
  const own = options.transport === undefined ? httpTransport() : undefined
  const transport = options.transport ?? own
  if (transport === undefined) return
  try {
    for (let turn = 1; options.another(turn); turn++) {
      const prompt = options.prompt(turn)
      tell(options, { kind: 'turn-began' })
      const end = await playTurn({ options, transport, prompt }, signal)
      tell(options, end)
      if (!options.another(turn + 1)) return
      await sleep(options.clock, end.kind === 'turn-lost' ? options.pause.lost : options.pause.finished, signal)
    }
  } finally {
    own?.close()
  }
}

const tell = (options: SessionOptions, event: SessionEvent): void => options.observe(event, options.clock.now())

type Turn = { readonly options: SessionOptions; readonly transport: Transport; readonly prompt: string }

/** One turn: requests and waits until there is an answer, or none will come. */
async function playTurn(turn: Turn, signal: AbortSignal): Promise<TurnEnd> {
  const { options } = turn
  let tries: Tries = { ...NO_TRIES, streaming: options.streaming ?? true }
  let unfinished = ''
  for (let attempt = 1; ; attempt++) {
    const said = await ask({ ...turn, tries, unfinished }, signal)
    const reaction = reactionOf(options, said, tries)
    switch (reaction.do) {
      case 'finish':
        return said.whole ? { kind: 'turn-finished' } : { kind: 'turn-lost', because: 'wrong-answer' }
      case 'give-up':
        return { kind: 'turn-lost', because: reaction.because }
      case 'send-again': {
        tries = reaction.tries
        unfinished = reaction.how === 'continue' ? said.text : ''
        const wait = ms(reaction.after / (options.timeScale ?? 1))
        tell(options, { kind: 'waiting', length: wait, attempt })
        await sleep(options.clock, wait, signal)
      }
    }
  }
}

function reactionOf(options: SessionOptions, { outcome: saw, opened }: Said, tries: Tries): Reaction {
  const roll = options.roll()
  if (options.client === 'sdk') return sdkReaction({ saw, tries, roll, opened })
  return clientReaction({ saw, tries, roll, settings: options.settings ?? PLAIN_SETTINGS })
}

type Asking = Turn & { readonly tries: Tries; readonly unfinished: string }
type Said = Answered & {
  /** The headers of an answer came. */
  readonly opened: boolean
  /** Every character that the stand-in has for this prompt, and no other. */
  readonly whole: boolean
}

async function ask(asking: Asking, signal: AbortSignal): Promise<Said> {
  const { options, tries, prompt, unfinished } = asking
  const body = bodyFor({ prompt, streaming: tries.streaming, fallback: tries.fallbackTaken, unfinished })
  const end = new AbortController()
  const dog = new Watchdog(options.clock, end, limitsOf(options, tries))
  let opened = false
  const stop = (): void => end.abort(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  tell(options, { kind: 'request-sent' })
  dog.watch('headers')
  try {
    const url = `${options.baseUrl}/v1/messages?beta=true`
    const response = await asking.transport({ url, headers: headersFor(options, tries), body: JSON.stringify(body) }, end.signal)
    opened = true
    dog.release('headers')
    const onContent = (): void => tell(options, { kind: 'content-began' })
    const answered = await readAnswer({ response, streaming: tries.streaming, dog, onContent })
    signal.throwIfAborted()
    return { ...answered, opened, whole: answered.text === wholeText(body) }
  } catch {
    signal.throwIfAborted()
    const outcome = dog.bitten === 'headers' ? ({ kind: 'timed-out' } as const) : DROPPED
    return { outcome, text: '', opened, whole: false }
  } finally {
    dog.rest()
    signal.removeEventListener('abort', stop)
  }
}

const DROPPED = { kind: 'dropped', got: { kind: 'nothing', begun: false } } as const

/** The stand-in answers the same prompt with the same text: anything less is cut, anything else somebody else's. */
function wholeText(body: MessagesRequest): string {
  return planAnswer(body, '')
    .blocks.map((block) => (block.type === 'text' ? block.text : ''))
    .join('')
}

function limitsOf({ client }: SessionOptions, tries: Tries): WatchdogLimits {
  if (client === 'sdk') return SDK_LIMITS
  return tries.streaming ? WATCHDOGS : UNSTREAMED_WATCHDOGS
}

/** A made-up key: a credential of anybody's must never be asked for here. */
const COMMON = { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', 'x-api-key': 'holdfast-drill' }

function headersFor({ client, name }: SessionOptions, tries: Tries): Readonly<Record<string, string>> {
  const retries = client === 'sdk' ? String(tries.retries) : '0'
  // Claude Code declares 600 s for a stream and is measured to wait 360 s.
  const declared = client !== 'sdk' && !tries.streaming ? UNSTREAMED_WATCHDOGS.headers / 1000 : 600
  const common = { ...COMMON, 'x-stainless-timeout': String(declared), 'x-stainless-retry-count': retries }
  if (client === 'sdk') {
    return { ...common, 'user-agent': 'Anthropic/JS 1.12.0', 'x-stainless-lang': 'js', 'x-stainless-package-version': '1.12.0' }
  }
  return {
    ...common,
    'anthropic-beta': 'claude-code-20250219',
    'user-agent': 'claude-cli/2.1.330 (external, cli)',
    'x-app': 'cli',
    'x-claude-code-session-id': name,
  }
}
