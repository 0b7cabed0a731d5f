import type { Decision, Why } from '../core/decision.ts'
import type { Signal } from '../core/signal.ts'
import { between, later, ms, type Millis } from '../core/time.ts'
import { failureOf } from '../health/health.ts'
import type { Waiter } from '../health/lane.ts'
import type { Outgoing } from '../world/network.ts'
import { Attempt } from './attempt.ts'
import type { Exchange } from './exchange.ts'
import { answerRefused, comeAgain, giveUp, keepRefused } from './hand-back.ts'
import { forwardedAnswer, forwardedRequest } from './headers.ts'
import type { Expected } from './opening.ts'
import { relayBytes, relayEvents, TAIL } from './relay.ts'
import { shownAtOnce } from './shown-at-once.ts'

const LEFT: Signal = { kind: 'client-left' }
const DONE: Signal = { kind: 'completed' }

/** Does what was decided, and says what was seen. The only place of an exchange with effects. */
export async function perform(exchange: Exchange, decision: Decision): Promise<Signal> {
  switch (decision.do) {
    case 'attempt':
      return await attempt(exchange, decision)
    case 'hold':
      return await hold(exchange, decision)
    case 'relay':
      if (WAITED_ENOUGH.has(decision.because.why)) rememberIt(exchange)
      return await relay(exchange, decision)
    case 'hand-back':
      return handBack(exchange, decision)
    case 'give-up':
      if (WAITED_ENOUGH.has(decision.because.why)) rememberIt(exchange)
      giveUp(exchange, decision.because)
      return DONE
    case 'finish':
      return DONE
  }
}

async function attempt(exchange: Exchange, decision: Extract<Decision, { do: 'attempt' }>): Promise<Signal> {
  const { shared, accepted } = exchange
  const { line } = accepted
  if (line.left) return LEFT
  if (decision.after > 0) {
    exchange.activity = { is: 'waiting-to-retry' }
    await pause(exchange, decision.after)
  }
  if (line.left) return LEFT
  if (decision.because.why === 'retry') shared.budget.spend()
  exchange.activity = { is: 'trying' }
  exchange.attempts += 1
  exchange.attempt?.letGo(TAIL)
  line.mode('trying')
  const sent = new Attempt({
    network: shared.network,
    clock: shared.clock,
    policy: shared.policy,
    request: outgoing(exchange, decision.connection),
    expected: expectedBy(exchange),
    headersWithin: headersWithin(exchange),
  })
  exchange.attempt = sent
  const stay = line.onLeave(() => sent.abandon())
  const signal = await sent.signal
  stay()
  if (signal.kind === 'refused' || signal.kind === 'error-event') keepRefused(exchange, sent, signal)
  return signal
}

function outgoing(exchange: Exchange, connection: 'pooled' | 'fresh'): Outgoing {
  const { shared, accepted } = exchange
  const { upstream } = shared
  const guarded = expectedBy(exchange) !== 'anything'
  const headers = forwardedRequest(accepted.headers, {
    encoding: guarded ? 'identity' : 'as-asked',
    hop: upstream.firstParty === 'yes' ? undefined : shared.id,
  })
  const body = accepted.body.send()
  // A stream's length is known to us alone; undici reads that of bytes.
  const length = body !== undefined && !(body instanceof Uint8Array) && accepted.body.length > 0
  return {
    origin: upstream.origin,
    path: upstream.base + accepted.target,
    method: accepted.method,
    headers: length ? [...headers, 'content-length', String(accepted.body.length)] : headers,
    body,
    connection,
  }
}

function expectedBy(exchange: Exchange): Expected {
  const { kind, streaming } = exchange.accepted.described
  if (kind !== 'messages' && kind !== 'check') return 'anything'
  return streaming ? 'events' : 'message'
}

/** Only a streaming request has a limit of ours: a long answer without stream is healthy, and would be paid twice. */
function headersWithin(exchange: Exchange): Millis | undefined {
  const { policy } = exchange.shared
  const { described, body } = exchange.accepted
  if (described.kind === 'quick') return policy.headersWithin
  if (!described.streaming) return undefined
  return ms(Math.min(policy.headersAtMost, policy.headersWithin + policy.headersPerMegabyte * (body.length / 1_048_576)))
}

async function hold(exchange: Exchange, decision: Extract<Decision, { do: 'hold' }>): Promise<Signal> {
  const { shared, accepted } = exchange
  const { clock, stopping } = shared
  const { line, lanes } = accepted
  if (line.left) return LEFT
  if (stopping.aborted) return { kind: 'woke', why: 'stopping' }
  if (shared.held() >= shared.policy.heldAtMost) return { kind: 'woke', why: 'crowded' }

  const lane = lanes[decision.scope]
  const since = clock.now()
  const { promise, resolve } = Promise.withResolvers<Signal>()
  const waiter: Waiter = {
    id: exchange.id,
    since: accepted.back.since,
    streaming: accepted.described.streaming ? 'yes' : 'no',
    wake: (why) => {
      exchange.passes.add(lane)
      resolve({ kind: 'woke', why })
    },
  }
  // What came of the last attempt is known: its connection need not stay open as long as the hold.
  exchange.attempt?.letGo(TAIL)
  exchange.activity = { is: 'holding', since, lane, waiter, endsAt: later(since, decision.atMost) }
  line.mode('held')
  const onStop = (): void => resolve({ kind: 'woke', why: 'stopping' })
  const stay = line.onLeave(() => resolve(LEFT))
  stopping.addEventListener('abort', onStop, { once: true })
  const cancel = clock.after(decision.atMost, () => resolve({ kind: 'woke', why: 'time' }))
  const trouble = exchange.trouble
  const leave = lane.join(
    waiter,
    trouble === undefined
      ? { code: decision.because.code ?? 'path.unknown', scope: decision.scope, byEdge: 'no' }
      : failureOf(trouble),
  )

  const woke = await promise
  leave()
  cancel()
  stay()
  stopping.removeEventListener('abort', onStop)
  exchange.rest(between(since, clock.now()))
  return woke
}

/** Waits, unless the client leaves first. */
function pause({ shared, accepted }: Exchange, length: Millis): Promise<void> {
  return new Promise((resolve) => {
    const stay = accepted.line.onLeave(() => {
      cancel()
      resolve()
    })
    const cancel = shared.clock.after(length, () => {
      stay()
      resolve()
    })
  })
}

async function relay(exchange: Exchange, decision: Extract<Decision, { do: 'relay' }>): Promise<Signal> {
  const { shared, accepted } = exchange
  const { line } = accepted
  const { attempt: answer } = exchange
  if (answer?.head === undefined) return LEFT
  const frames = answer.opening?.framer
  const options = {
    attempt: answer,
    line,
    clock: shared.clock,
    policy: shared.policy,
    onSwallow: (swallowed: NonNullable<Exchange['swallowed']>) => {
      exchange.swallowed = swallowed
    },
  }
  exchange.activity = { is: 'relaying' }
  exchange.firstByteAt ??= shared.clock.now()
  if (frames !== undefined && decision.because.why === 'answered') {
    exchange.status ??= answer.head.status
    // Events may be added to it: a length would be wrong.
    line.head(answer.head.status, forwardedAnswer(answer.head.raw, 'decoded'))
    line.mode('relaying')
    return await relayEvents(options, frames)
  }
  // The client already has the head of a stream: another kind of answer cannot follow.
  if (line.told !== 'nothing') return { kind: 'torn', by: 'not-an-answer', progress: 'content' }
  exchange.status = answer.head.status
  line.mode('passing')
  line.head(answer.head.status, shownAtOnce(accepted, decision.because, forwardedAnswer(answer.head.raw, answer.body)))
  return await relayBytes(options)
}

/** Should it come again, it keeps its place, and the time that it has waited. */
function rememberIt({ shared, accepted }: Exchange): void {
  const { back, key, run } = accepted
  shared.returning.remember(key(), { since: back.since, rounds: back.rounds + 1, run })
}

/** It was passed on because it has waited enough: coming again must not begin the wait anew. */
const WAITED_ENOUGH: ReadonlySet<Why> = new Set<Why>(['patience-spent', 'too-many-rounds'])

function handBack(exchange: Exchange, decision: Extract<Decision, { do: 'hand-back' }>): Signal {
  const { accepted } = exchange
  exchange.attempt?.abortUnlessOver()
  // A cut answer is no hold that goes on: if its client asks again, it asks anew.
  if (decision.because.why !== 'cut') rememberIt(exchange)
  switch (decision.how) {
    case 'abort':
      accepted.line.abort()
      break
    case 'come-again':
      comeAgain(exchange, decision.because)
      break
    case 'original-status':
      answerRefused(exchange, decision.because)
      break
  }
  return DONE
}
