import type { Health } from '../core/breaker.ts'
import { nextTurnAt } from '../core/ramp.ts'
import { between, ms, whole, type Instant, type Millis } from '../core/time.ts'
import type { Lane } from '../health/lane.ts'
import type { Exchange } from './exchange.ts'
import type { ExchangeState, LaneState } from './state.ts'

// How lanes and exchanges look from outside.

type Next = { readonly nextTryInMillis?: Millis; readonly next: NonNullable<LaneState['next']> }

const remaining = (now: Instant, at: Instant): Millis => whole(ms(Math.max(0, between(now, at))))

/** What will be done next in a lane, and when; undefined when it is fit. */
function nextIn(health: Health, now: Instant): Next | undefined {
  switch (health.is) {
    case 'fit':
    case 'doubtful':
      return undefined
    case 'unfit':
      return { nextTryInMillis: remaining(now, health.nextAt), next: health.ask }
    case 'offline':
      return { next: 'network' }
    case 'trying':
      return { next: 'canary' }
    case 'ramping':
      return { nextTryInMillis: remaining(now, nextTurnAt(health)), next: 'turn' }
  }
}

export function laneState(lane: Lane, now: Instant): LaneState {
  const { health, scope, name, waiting } = lane
  const base = { scope, name, health: health.is, waiting }
  if (health.is === 'fit') return base
  if (health.is === 'doubtful') return { ...base, code: health.code }
  return { ...base, code: health.code, forMillis: whole(between(health.since, now)), tries: health.tries, ...nextIn(health, now) }
}

export function exchangeState(exchange: Exchange, now: Instant): ExchangeState {
  const { accepted, activity, attempts } = exchange
  const { described, envelope, session, run } = accepted
  return {
    id: exchange.id,
    client: envelope.client,
    ...(session === undefined ? {} : { session }),
    ...(run === undefined ? {} : { run }),
    kind: described.kind,
    ...(described.model === undefined ? {} : { model: described.model }),
    streaming: described.streaming,
    sinceMillis: whole(exchange.elapsed),
    step: activity.is,
    attempts,
    ...(activity.is === 'holding' ? { hold: holdState(activity, now) } : {}),
  }
}

function holdState(activity: Extract<Exchange['activity'], { is: 'holding' }>, now: Instant): NonNullable<ExchangeState['hold']> {
  const { lane, waiter, since, endsAt } = activity
  const { health } = lane
  const known = health.is === 'fit' ? undefined : health
  return {
    sinceMillis: whole(between(since, now)),
    scope: lane.scope,
    code: known?.code ?? 'path.unknown',
    place: lane.placeOf(waiter),
    attempt: (known !== undefined && 'tries' in known ? known.tries : 0) + 1,
    next: 'turn',
    ...nextIn(health, now),
    endsInMillis: remaining(now, endsAt),
  }
}
