import type { Decision } from '../core/decision.ts'
import type { Signal } from '../core/signal.ts'
import { between, unixMillis, whole, type Instant, type Millis } from '../core/time.ts'
import type { Verdict } from '../core/verdict.ts'
import type { ExchangeStart } from '../journal/rows.ts'
import { stepRow } from '../journal/step-row.ts'
import { code, idOf, modelNameOf, ownId, runIdOf } from '../journal/words.ts'
import type { Exchange } from './exchange.ts'
import type { Outcome } from './log-line.ts'

export type Step = {
  readonly ordinal: number
  readonly did: Decision
  readonly saw: Signal
  readonly judged: Verdict
  readonly next: Decision
  readonly took: Millis
  readonly at: Instant
}

export function recordStart(exchange: Exchange): void {
  const { shared, accepted } = exchange
  shared.tally.began(accepted.run, shared.clock)
}

/**
 * Most exchanges are over in a moment and nothing happens in them: their end says it all. Of one that lasts, or meets
 * trouble, everything is written, beginning with what was kept back.
 */
export function recordFromNowOn(exchange: Exchange): void {
  const { quietSteps, shared } = exchange
  if (quietSteps === undefined) return
  exchange.quietSteps = undefined
  shared.journal.exchangeStarted(startRow(exchange))
  for (const step of quietSteps) writeStep(exchange, step)
}

function startRow(exchange: Exchange): ExchangeStart {
  const { shared, accepted } = exchange
  const { described, envelope, body, run } = accepted
  return {
    id: ownId(exchange.id),
    startedAt: (shared.clock.wall() - exchange.elapsed) as ExchangeStart['startedAt'],
    client: code(envelope.client),
    model: modelNameOf(described.model),
    streaming: described.streaming,
    path: code(described.kind),
    bodyBytes: body.length,
    run: runIdOf(run),
  }
}

export function recordStep(exchange: Exchange, step: Step): void {
  const trouble = step.judged.kind === 'down' || step.judged.kind === 'busy' || step.judged.kind === 'stale'
  // A failure that is followed by anything but the client's hearing of it was absorbed.
  if (trouble && (step.next.do === 'attempt' || step.next.do === 'hold')) exchange.absorbed += 1
  if (!isUneventful(step)) recordFromNowOn(exchange)
  if (exchange.quietSteps === undefined) writeStep(exchange, step)
  else exchange.quietSteps.push(step)
}

const isUneventful = ({ did, judged }: Step): boolean =>
  (did.do === 'attempt' && judged.kind === 'good') ||
  (did.do === 'relay' && judged.kind === 'done' && did.because.why === 'answered')

function writeStep(exchange: Exchange, step: Step): void {
  const { did, saw, judged, next, ordinal } = step
  const { log, journal, clock } = exchange.shared
  const took = whole(step.took)
  const at = unixMillis(clock.wall() - whole(between(step.at, clock.now())))
  const wait = did.do === 'hold' ? took : did.do === 'attempt' ? did.after : undefined
  log({ at, event: 'step', exchange: exchange.id, did, saw, judged, next, took })
  journal.step(stepRow({ exchange: ownId(exchange.id), ordinal, at, did, saw, judged, wait }))
}

/** @param last what ended it; @param verdict what was seen of that; @param now that it has ended */
export function recordEnd(exchange: Exchange, last: Decision, verdict: Verdict, now: Instant): void {
  const { shared, accepted, attempt } = exchange
  const outcome = outcomeOf(last, verdict)
  shared.tally.ended({ run: accepted.run, outcome, absorbed: exchange.absorbed, held: exchange.held })
  if (exchange.quietSteps !== undefined) {
    // Nothing was written of it yet, and there are many like it.
    if (shared.listing.admit(now) === 'count') return
    shared.journal.exchangeStarted(startRow(exchange))
  }
  const took = between(accepted.at, now)
  shared.log({
    event: 'ended',
    exchange: exchange.id,
    outcome,
    status: exchange.status,
    absorbed: exchange.absorbed,
    held: whole(exchange.held),
    took: whole(took),
  })
  const because = 'because' in last ? last.because.code : undefined
  shared.journal.exchangeEnded({
    ...startRow(exchange),
    end: {
      outcome,
      code: because === undefined ? undefined : code(because),
      status: exchange.status,
      held: whole(exchange.held),
      attempts: exchange.attempts,
      absorbed: exchange.absorbed,
      firstByteAfter: exchange.firstByteAt === undefined ? undefined : whole(between(accepted.at, exchange.firstByteAt)),
      finishedAfter: whole(took),
      envelopeId: idOf(accepted.line.ownMessageId),
      messageId: idOf(exchange.swallowed?.messageId),
      requestId: idOf(attempt?.answer?.headers['request-id']),
    },
  })
}

function outcomeOf(last: Decision, verdict: Verdict): Outcome {
  if (verdict.kind === 'gone') return 'client-left'
  switch (last.do) {
    case 'relay':
      return last.because.why === 'answered' ? 'completed' : 'relayed-error'
    case 'hand-back':
      return 'handed-back'
    case 'give-up':
      return 'gave-up'
    case 'attempt':
    case 'hold':
    case 'finish':
      return 'client-left'
  }
}
