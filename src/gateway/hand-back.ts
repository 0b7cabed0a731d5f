import type { GatewayCode } from '../core/catalogue.ts'
import type { Reason } from '../core/decision.ts'
import type { Signal } from '../core/signal.ts'
import { ms, type Millis } from '../core/time.ts'
import type { Lane } from '../health/lane.ts'
import type { Head } from '../world/network.ts'
import type { Attempt } from './attempt.ts'
import type { Exchange } from './exchange.ts'
import { forwardedAnswer, withHeader, withoutHeader } from './headers.ts'
import { bytesOf } from './opening.ts'
import { ownAnswer, type OwnAnswer } from './own-answer.ts'

/** What an upstream said when it was no use: kept, so that who cannot wait any longer still hears it. */
export type Refused = { readonly head: Head; readonly bytes: Uint8Array }

/** Larger ones are pages for people; thousands may be kept while thousands are held. */
const KEPT_AT_MOST = 16_384

export function keepRefused(
  exchange: Exchange,
  attempt: Attempt,
  signal: Extract<Signal, { kind: 'refused' | 'error-event' }>,
): void {
  exchange.refused = undefined
  if (signal.kind !== 'refused' || attempt.answer === undefined || attempt.answer.status < 400) return
  const bytes = bytesOf(attempt.opening?.kept ?? [])
  if (bytes.length <= KEPT_AT_MOST) exchange.refused = { head: attempt.answer, bytes }
}

/** Ends a hold so that the client's own retry carries on: 503, a short retry-after, and what the upstream said. */
export function comeAgain(exchange: Exchange, because: Reason): void {
  const retryAfter = String(Math.ceil(adviceFor(exchange) / 1000))
  const { refused } = exchange
  if (refused === undefined) {
    answer(exchange, ownAnswer(codeFor(because), exchange.shared.texts, { retryAfter: Number(retryAfter) }))
    return
  }
  const headers = withHeader(forwardedAnswer(refused.head.raw, 'decoded'), 'retry-after', retryAfter)
  answer(exchange, { status: 503, headers: cleared(headers, refused.bytes), body: refused.bytes })
}

/** The upstream's own status, for a client that will do something of its own with it. Advice that would end its turn is shortened. */
export function answerRefused(exchange: Exchange, because: Reason): void {
  const { refused } = exchange
  if (refused === undefined) {
    comeAgain(exchange, because)
    return
  }
  const advised = refused.head.headers['retry-after']
  const limited =
    advised === undefined
      ? refused.head.raw
      : withHeader(refused.head.raw, 'retry-after', String(Math.ceil(adviceFor(exchange) / 1000)))
  answer(exchange, {
    status: refused.head.status,
    headers: cleared(forwardedAnswer(limited, 'decoded'), refused.bytes),
    body: refused.bytes,
  })
}

/** Nobody answered, and waiting cannot help or is not wanted. */
export function giveUp(exchange: Exchange, because: Reason): void {
  const { texts, wayOutTexts } = exchange.shared
  const trouble = because.code === undefined ? undefined : texts[because.code]
  const met = exchange.attempt?.met
  const facts = met === undefined ? '' : `${wayOutTexts.met(met)} `
  const message = trouble === undefined ? undefined : `Holdfast: ${trouble.title} ${facts}${trouble.action}`
  const extra = because.why === 'cannot-help' ? { shouldRetry: 'false' as const } : {}
  if (exchange.accepted.line.told !== 'nothing') exchange.accepted.line.abort()
  else answer(exchange, ownAnswer('gateway.no-answer', texts, { ...extra, ...(message === undefined ? {} : { message }) }))
}

function answer(exchange: Exchange, { status, headers, body }: OwnAnswer): void {
  exchange.status = status
  exchange.accepted.line.head(status, headers)
  exchange.accepted.line.end(body)
}

/** A body of known length, and no advice that contradicts ours. */
const cleared = (headers: readonly string[], body: Uint8Array): readonly string[] =>
  withHeader(withoutHeader(withoutHeader(headers, 'retry-after-ms'), 'x-should-retry'), 'content-length', String(body.length))

/** When it is worth coming again: at the next try, and never so late that a Claude Code turn ends by it. */
function adviceFor(exchange: Exchange): Millis {
  const { policy, clock } = exchange.shared
  const next = Object.values(exchange.accepted.lanes)
    .map((lane: Lane) => (lane.health.is === 'unfit' ? lane.health.nextAt - clock.now() : 0))
    .reduce((longest, wait) => Math.max(longest, wait), 0)
  return ms(Math.min(policy.adviceAtMost, Math.max(policy.adviceUsual, next)))
}

function codeFor(because: Reason): GatewayCode {
  if (because.why === 'stopping') return 'gateway.shutting-down'
  return because.why === 'crowded' ? 'gateway.too-many-held' : 'gateway.patience-spent'
}
