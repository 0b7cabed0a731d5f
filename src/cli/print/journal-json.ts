import type { UnixMillis } from '../../core/time.ts'
import type { RecordedExchange, RecordedGateway, RecordedStep, Recorded } from '../../journal/columns.ts'
import type { Totals } from '../../journal/read.ts'
import type { ExchangeEnd, IncidentRow, LimitRow, NamesRow } from '../../journal/rows.ts'

// Lines for programs. Their fields are described in docs/journal.md and only ever added to. What is unknown is left out:
// JSON has no undefined.

/** `gone`: it was killed, or its computer went down. */
export type GatewayState = 'running' | 'stopped' | 'gone'

const point = (at: UnixMillis | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString())

export function gatewayJson(gateway: RecordedGateway, state: GatewayState): string {
  const { id, version, pid, startedAt, wroteAt, stoppedAt, dropped } = gateway
  return JSON.stringify({
    kind: 'gateway',
    id,
    version,
    pid,
    startedAt: point(startedAt),
    wroteAt: point(wroteAt),
    stoppedAt: point(stoppedAt),
    state,
    lostRows: dropped,
  })
}

export function incidentJson(incident: Recorded<IncidentRow>): string {
  const { id, gateway, upstream, scope, family, code, openedAt, closedAt, failures, held } = incident
  return JSON.stringify({
    kind: 'incident',
    id,
    gateway,
    upstream,
    scope,
    family,
    code,
    openedAt: point(openedAt),
    closedAt: point(closedAt),
    lastedMillis: closedAt === undefined ? undefined : closedAt - openedAt,
    failures,
    held,
  })
}

export function limitJson(limit: Recorded<LimitRow>): string {
  const { gateway, at, upstream, phase, model, size, from, to, why, samples, quantile } = limit
  return JSON.stringify({
    kind: 'limit',
    gateway,
    at: point(at),
    upstream,
    phase,
    model,
    size,
    fromMillis: from,
    toMillis: to,
    why,
    samples,
    quantileMillis: quantile,
  })
}

export function namesJson(names: Recorded<NamesRow>): string {
  const { gateway, at, upstream, whose, what, code, source, after } = names
  return JSON.stringify({ kind: 'names', gateway, at: point(at), upstream, whose, what, code, source, lastedMillis: after })
}

/** @param state of its gateway: an exchange without an end runs as long as its gateway does */
export function exchangeJson(exchange: RecordedExchange, steps: readonly RecordedStep[], state: GatewayState): string {
  const { id, gateway, startedAt, client, model, streaming, path, bodyBytes, run, end } = exchange
  return JSON.stringify({
    kind: 'exchange',
    id,
    gateway,
    startedAt: point(startedAt),
    client,
    model,
    streaming,
    path,
    bodyBytes,
    run,
    ...(end === undefined ? { outcome: state === 'running' ? 'running' : 'lost' } : endObject(end)),
    steps: steps.map(stepObject),
  })
}

const endObject = ({ held, firstByteAfter, finishedAfter, ...end }: ExchangeEnd): object => ({
  outcome: end.outcome,
  code: end.code,
  status: end.status,
  heldMillis: held,
  attempts: end.attempts,
  absorbed: end.absorbed,
  firstByteMillis: firstByteAfter,
  tookMillis: finishedAfter,
  envelopeId: end.envelopeId,
  messageId: end.messageId,
  requestId: end.requestId,
})

const stepObject = ({ ordinal, at, did, saw, judged, wait }: RecordedStep): object => ({
  ordinal,
  at: point(at),
  did: did.kind,
  because: did.because,
  waitMillis: wait,
  saw: saw.kind,
  phase: saw.phase,
  progress: saw.progress,
  code: saw.code,
  status: saw.status,
  requestId: saw.requestId,
  ray: saw.ray,
  retryAfterMillis: saw.retryAfter,
  shouldRetry: saw.shouldRetry,
  judged,
})

export function totalsJson(totals: Totals, since: UnixMillis): string {
  const { exchanges, troubled, ended, unfinished, attempts, absorbed, held, longestHold } = totals
  return JSON.stringify({
    kind: 'totals',
    since: point(since),
    exchanges,
    troubled,
    completed: ended.completed,
    relayedError: ended['relayed-error'],
    handedBack: ended['handed-back'],
    gaveUp: ended['gave-up'],
    clientLeft: ended['client-left'],
    unfinished,
    attempts,
    absorbed,
    heldMillis: held,
    longestHoldMillis: longestHold,
  })
}
