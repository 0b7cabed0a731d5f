import type { Decision, Why } from '../core/decision.ts'
import type { Signal } from '../core/signal.ts'
import { headersWithin } from '../core/policy.ts'
import { between, later, type Instant, type Millis } from '../core/time.ts'
import { failureOf } from '../health/health.ts'
import type { Waiter } from '../health/line.ts'
import type { AnswerLimits } from '../learning/answer-limits.ts'
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
const TRYING = { is: 'trying' } as const
const RELAYING = { is: 'relaying' } as const

/** Told once what was seen; at once where nothing had to be waited for. */
export type Saw = (signal: Signal) => void

/**
 * Does what was decided, and says what was seen. The only place of an exchange with effects. Calls back and promises
 * nothing: between the steps of an exchange in which nothing happens the promises were the larger part of the work.
 */
export function perform(exchange: Exchange, decision: Decision, now: Instant, saw: Saw): void {
  switch (decision.do) {
    case 'attempt':
      tryIt(exchange, decision, now, saw)
      break
    case 'hold':
      hold(exchange, decision, now, saw)
      break
    case 'relay':
      if (WAITED_ENOUGH.has(decision.because.why)) rememberIt(exchange)
      relay(exchange, decision, now, saw)
      break
    case 'hand-back':
      handBack(exchange, decision)
      saw(DONE)
      break
    case 'give-up':
      if (WAITED_ENOUGH.has(decision.because.why)) rememberIt(exchange)
      giveUp(exchange, decision.because)
      saw(DONE)
      break
    case 'finish':
      saw(DONE)
  }
}

type Doing<What extends Decision['do']> = Extract<Decision, { do: What }>

function tryIt(exchange: Exchange, decision: Doing<'attempt'>, now: Instant, saw: Saw): void {
  if (decision.after <= 0) {
    send(exchange, decision, now, saw)
    return
  }
  exchange.activity = { is: 'waiting-to-retry' }
  pause(exchange, decision.after, () => send(exchange, decision, exchange.shared.clock.now(), saw))
}

function send(exchange: Exchange, decision: Doing<'attempt'>, now: Instant, saw: Saw): void {
  const { shared, accepted } = exchange
  const { line } = accepted
  if (line.left) {
    saw(LEFT)
    return
  }
  if (decision.because.why === 'retry') shared.budget.spend()
  exchange.activity = TRYING
  exchange.attempts += 1
  exchange.attempt?.letGo(TAIL, now)
  line.mode('trying', now)
  const limits = limitsOf(exchange)
  const sent = new Attempt({
    network: shared.network,
    clock: shared.clock,
    policy: shared.policy,
    request: outgoing(exchange, decision.connection),
    expected: expectedBy(exchange),
    headersWithin: headersLimit(exchange, limits),
    limits,
    now,
  })
  exchange.attempt = sent
  line.onLeave(() => sent.abandon())
  sent.begin((signal) => {
    line.onLeave(undefined)
    if (signal.kind === 'refused' || signal.kind === 'error-event') keepRefused(exchange, sent, signal)
    saw(signal)
  })
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
function headersLimit(exchange: Exchange, limits: AnswerLimits | undefined): Millis | undefined {
  const { policy } = exchange.shared
  const { described, body } = exchange.accepted
  if (described.kind === 'quick') return policy.headersWithin
  if (!described.streaming) return undefined
  return limits?.within('headers') ?? headersWithin(policy, body.length)
}

/** What is learned of answers like the one that this exchange asks for; undefined where none of their times are taken. */
function limitsOf({ shared, accepted }: Exchange): AnswerLimits | undefined {
  const { kind, streaming, model } = accepted.described
  return kind === 'messages' && streaming ? shared.timeouts.of(model, accepted.body.length) : undefined
}

function hold(exchange: Exchange, decision: Doing<'hold'>, now: Instant, saw: Saw): void {
  const { shared, accepted } = exchange
  if (accepted.line.left) saw(LEFT)
  else if (shared.stopping.aborted) saw({ kind: 'woke', why: 'stopping' })
  else if (shared.held() >= shared.policy.heldAtMost) saw({ kind: 'woke', why: 'crowded' })
  else wait(exchange, decision, now, saw)
}

function wait(exchange: Exchange, decision: Doing<'hold'>, since: Instant, saw: Saw): void {
  const { shared, accepted } = exchange
  const { clock, stopping } = shared
  const { line, lanes } = accepted
  const lane = lanes[decision.scope]
  let over = false
  const end = (signal: Signal): void => {
    if (over) return
    over = true
    leave()
    cancel()
    line.onLeave(undefined)
    stopping.removeEventListener('abort', onStop)
    exchange.rest(between(since, clock.now()))
    saw(signal)
  }
  const waiter: Waiter = {
    id: exchange.id,
    since: accepted.back.since,
    streaming: accepted.described.streaming ? 'yes' : 'no',
    wake: (why) => {
      exchange.passes.push(lane)
      end({ kind: 'woke', why })
    },
  }
  // What came of the last attempt is known: its connection need not stay open as long as the hold.
  exchange.attempt?.letGo(TAIL, since)
  exchange.activity = { is: 'holding', since, lane, waiter, endsAt: later(since, decision.atMost) }
  line.mode('held', since)
  const onStop = (): void => end({ kind: 'woke', why: 'stopping' })
  line.onLeave(() => end(LEFT))
  stopping.addEventListener('abort', onStop, { once: true })
  const cancel = clock.after(decision.atMost, () => end({ kind: 'woke', why: 'time' }))
  const trouble = exchange.trouble
  const leave = lane.join(
    waiter,
    trouble === undefined
      ? { code: decision.because.code ?? 'path.unknown', scope: decision.scope, byEdge: 'no' }
      : failureOf(trouble),
  )
}

/** Waits, or until the client leaves. */
function pause({ shared, accepted }: Exchange, length: Millis, then: () => void): void {
  const { line } = accepted
  const cancel = shared.clock.after(length, () => {
    line.onLeave(undefined)
    then()
  })
  line.onLeave(() => {
    cancel()
    then()
  })
}

function relay(exchange: Exchange, decision: Doing<'relay'>, now: Instant, saw: Saw): void {
  const { shared, accepted } = exchange
  const { line } = accepted
  const { attempt } = exchange
  const head = attempt?.answer
  if (attempt === undefined || head === undefined || line.left) {
    attempt?.abort()
    saw(LEFT)
    return
  }
  const frames = attempt.opening?.framer
  const options = { attempt, line, clock: shared.clock, policy: shared.policy, limits: attempt.limits, now, exchange, saw }
  exchange.activity = RELAYING
  exchange.firstByteAt ??= now
  if (frames !== undefined && decision.because.why === 'answered') {
    exchange.status ??= head.status
    // Events may be added to it: a length would be wrong.
    line.head(head.status, forwardedAnswer(head.raw, 'decoded'))
    line.mode('relaying', now)
    relayEvents(options, frames)
    return
  }
  // The client already has the head of a stream: another kind of answer cannot follow.
  if (line.told !== 'nothing') {
    saw({ kind: 'torn', by: 'not-an-answer', progress: 'content' })
    return
  }
  exchange.status = head.status
  line.mode('passing', now)
  line.head(head.status, shownAtOnce(accepted, decision.because, forwardedAnswer(head.raw, attempt.body)))
  relayBytes(options)
}

/** Should it come again, it keeps its place, and the time that it has waited. */
function rememberIt({ shared, accepted }: Exchange): void {
  const { back, key, run } = accepted
  shared.returning.remember(key(), { since: back.since, rounds: back.rounds + 1, run })
}

/** It was passed on because it has waited enough: coming again must not begin the wait anew. */
const WAITED_ENOUGH: ReadonlySet<Why> = new Set<Why>(['patience-spent', 'too-many-rounds'])

function handBack(exchange: Exchange, decision: Doing<'hand-back'>): void {
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
  }
}
