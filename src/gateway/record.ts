import type { Decision } from '../core/decision.ts'
import type { Signal } from '../core/signal.ts'
import { between, type Millis } from '../core/time.ts'
import type { Verdict } from '../core/verdict.ts'
import type { ExchangeStart } from '../journal/rows.ts'
import { stepRow } from '../journal/step-row.ts'
import { code, idOf, modelNameOf, ownId, runIdOf } from '../journal/words.ts'
import type { Exchange } from './exchange.ts'
import type { Outcome } from './log-line.ts'

export type Step = {
  readonly did: Decision
  readonly saw: Signal
  readonly judged: Verdict
  readonly next: Decision
  readonly took: Millis
}

export function recordStart(exchange: Exchange): void {
  const { shared, accepted } = exchange
  shared.tally.began(accepted.run, shared.clock.wall())
  shared.journal.exchangeStarted(startRow(exchange))
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
  const { shared } = exchange
  exchange.steps += 1
  shared.log({ event: 'step', exchange: exchange.id, ...step })
  shared.journal.step(
    stepRow({
      exchange: ownId(exchange.id),
      ordinal: exchange.steps,
      at: shared.clock.wall(),
      did: step.did,
      saw: step.saw,
      judged: step.judged,
      wait: step.did.do === 'hold' ? step.took : step.did.do === 'attempt' ? step.did.after : undefined,
    }),
  )
  // A failure that is followed by anything but the client's hearing of it was absorbed.
  const trouble = step.judged.kind === 'down' || step.judged.kind === 'busy' || step.judged.kind === 'stale'
  if (trouble && (step.next.do === 'attempt' || step.next.do === 'hold')) exchange.absorbed += 1
}

/** @param last what ended it; @param verdict what was seen of that */
export function recordEnd(exchange: Exchange, last: Decision, verdict: Verdict): void {
  const { shared, accepted, attempt } = exchange
  const { clock } = shared
  const outcome = outcomeOf(last, verdict)
  shared.tally.ended({ run: accepted.run, outcome, absorbed: exchange.absorbed, held: exchange.held })
  const took = exchange.elapsed
  shared.log({
    event: 'ended',
    exchange: exchange.id,
    outcome,
    status: exchange.status,
    absorbed: exchange.absorbed,
    held: exchange.held,
    took,
  })
  const because = 'because' in last ? last.because.code : undefined
  shared.journal.exchangeEnded({
    ...startRow(exchange),
    end: {
      outcome,
      code: because === undefined ? undefined : code(because),
      status: exchange.status,
      held: exchange.held,
      attempts: exchange.attempts,
      absorbed: exchange.absorbed,
      firstByteAfter: exchange.firstByteAt === undefined ? undefined : between(accepted.at, exchange.firstByteAt),
      finishedAfter: between(accepted.at, clock.now()),
      envelopeId: idOf(accepted.line.ownMessageId),
      messageId: idOf(exchange.swallowed?.messageId),
      requestId: idOf(attempt?.head?.headers['request-id']),
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
