import { quickRetryDelay } from './backoff.ts'
import type { Decision, Reason, Why } from './decision.ts'
import type { Policy } from './policy.ts'
import type { Woke } from './signal.ts'
import type { Situation } from './situation.ts'
import { ms, type Millis } from './time.ts'
import type { Scope, Verdict } from './verdict.ts'

type Trouble = Extract<Verdict, { kind: 'down' | 'busy' }>
type Final = Extract<Verdict, { kind: 'denied' | 'invalid' | 'spent' }>

/**
 * What to do next. Four promises are kept here and nowhere else: no fresh start after content reached the client; never
 * beyond the patience, the budget or the envelope; no second send of what may have acted; no wait without a reason
 * and an end.
 */
export function decide(policy: Policy, situation: Situation): Decision {
  return situation.verdict === undefined ? begin(policy, situation) : answer(policy, situation, situation.verdict)
}

const RELAY: Decision = { do: 'relay', because: { why: 'answered' } }
const FINISH: Decision = { do: 'finish' }
const FIRST_TRY: Decision = { do: 'attempt', after: ms(0), connection: 'pooled', because: { why: 'first-try' } }

/**
 * What `decide` says whatever else is so: nobody is in the way, or all went well. For most exchanges that is all there is to
 * decide, and nobody need gather the facts of their situation. A test holds the two together.
 */
export function evident(verdict: Verdict | undefined, blockedBy: Scope | undefined): Decision | undefined {
  if (verdict === undefined) return blockedBy === undefined ? FIRST_TRY : undefined
  if (verdict.kind === 'good') return RELAY
  return verdict.kind === 'done' || verdict.kind === 'gone' ? FINISH : undefined
}

function answer(policy: Policy, situation: Situation, verdict: Verdict): Decision {
  switch (verdict.kind) {
    case 'good':
      return RELAY
    case 'done':
    case 'gone':
      return FINISH
    case 'denied':
    case 'invalid':
    case 'spent':
      return passOn(situation, verdict)
    case 'stale':
      return afterStale(policy, situation, verdict)
    case 'down':
    case 'busy':
      return afterTrouble(policy, situation, verdict)
    case 'cut':
      return abort({ why: 'cut', code: verdict.code })
    case 'rested':
      return afterRest(situation, verdict.why)
  }
}

function begin(policy: Policy, situation: Situation): Decision {
  if (situation.request.kind !== 'messages' || situation.blockedBy === undefined) return FIRST_TRY
  const atMost = holdable(situation)
  // No time to wait, none that would do, or too often back: one try, so that the answer is today's and not a guess.
  if (atMost <= 0 || (situation.opensIn ?? 0) > atMost || situation.rounds >= policy.roundsAtMost) return FIRST_TRY
  return { do: 'hold', scope: situation.blockedBy, atMost, because: { why: unfitOrOffline(situation) } }
}

const unfitOrOffline = ({ offline }: Situation): Why => (offline === 'yes' ? 'offline' : 'unfit')

/** Waiting cannot help: the client gets it as it is, or, when it can take no status any more, comes again for it. */
function passOn(situation: Situation, verdict: Final): Decision {
  if (situation.committed === 'yes') return abort({ why: 'committed', code: verdict.code })
  const answered = verdict.from !== undefined
  return answered
    ? { do: 'relay', because: { why: 'final-answer', code: verdict.code } }
    : { do: 'give-up', because: { why: 'cannot-help', code: verdict.code } }
}

function afterStale(policy: Policy, situation: Situation, verdict: Extract<Verdict, { kind: 'stale' }>): Decision {
  if (mayHaveActed(situation, verdict.sent)) return abort({ why: 'may-have-acted', code: verdict.code })
  // Fresh connections cannot be stale, so this cannot go round and round; in a world that lies it ends like any other trouble.
  if (situation.failures > policy.failuresToHold)
    return afterTrouble(policy, situation, { ...verdict, kind: 'down', scope: 'upstream', from: undefined })
  return { do: 'attempt', after: ms(0), connection: 'fresh', because: { why: 'stale-connection', code: verdict.code } }
}

function afterTrouble(policy: Policy, situation: Situation, trouble: Trouble): Decision {
  if (mayHaveActed(situation, trouble.sent)) return leave(situation, trouble, 'may-have-acted')
  switch (situation.request.kind) {
    case 'messages':
      return retryOrHold(policy, situation, trouble)
    case 'check':
    case 'quick':
    case 'safe':
    case 'acting':
      return quickRetry(policy, situation, trouble)
  }
}

function quickRetry(policy: Policy, situation: Situation, trouble: Trouble): Decision {
  const after = later(quickRetryDelay(policy, situation.failures, situation.roll), trouble.retryAfter)
  const fits = situation.elapsed + after <= policy.quickRetryWithin && situation.failures <= policy.quickRetries
  if (!fits || situation.budget === 'empty') return leave(situation, trouble, 'never-held')
  return attempt({ why: 'retry', code: trouble.code }, after)
}

function retryOrHold(policy: Policy, situation: Situation, trouble: Trouble): Decision {
  if (isAlone(situation, trouble) && situation.alone >= policy.lonelyFailures)
    return leave(situation, trouble, 'only-this-request')
  if (situation.rounds >= policy.roundsAtMost) return leave(situation, trouble, 'too-many-rounds')

  const left = holdable(situation)
  if (left <= 0) return leave(situation, trouble, situation.patienceLeft <= 0 ? 'patience-spent' : 'envelope-spent')
  // A throttle knows when it ends; an overload guesses, and is waited for as long as there is time.
  const known = trouble.scope === 'family' ? undefined : trouble.retryAfter
  if (known !== undefined && known > left) return leave(situation, trouble, 'advice-too-long')

  const after = quickRetryDelay(policy, situation.failures, situation.roll)
  const hold = reasonToHold(policy, situation, trouble, after)
  if (hold !== undefined)
    return { do: 'hold', scope: situation.blockedBy ?? trouble.scope, atMost: left, because: { why: hold, code: trouble.code } }
  if (after > left) return leave(situation, trouble, 'envelope-spent')
  return attempt({ why: 'retry', code: trouble.code }, after)
}

/** The API itself fails this one, and others get through: it is tried until that is certain, for others need not wait with it. */
function isAlone(situation: Situation, trouble: Trouble): boolean {
  return trouble.from === 'api' && trouble.kind === 'down' && situation.alone > 0
}

function reasonToHold(policy: Policy, situation: Situation, trouble: Trouble, after: Millis): Why | undefined {
  if (trouble.retryAfter !== undefined && trouble.retryAfter > after)
    return trouble.scope === 'credential' ? 'throttled' : 'overloaded'
  if (situation.blockedBy !== undefined) return trouble.kind === 'busy' ? 'overloaded' : unfitOrOffline(situation)
  if (situation.failures >= policy.failuresToHold && !isAlone(situation, trouble)) return 'failing-again'
  return situation.budget === 'empty' ? 'budget-empty' : undefined
}

function afterRest(situation: Situation, why: Woke): Decision {
  switch (why) {
    case 'canary':
      return attempt({ why: 'canary' })
    case 'turn-in-ramp':
    case 'healthy':
      return afterTurn(situation)
    case 'time':
      // The machine slept, and timers ran on: time asleep is not waited.
      if (situation.blockedBy !== undefined && holdable(situation) >= SLEPT_AT_LEAST) return afterTurn(situation)
      return handBack(situation, { why: situation.patienceLeft <= 0 ? 'patience-spent' : 'envelope-spent' })
    case 'stopping':
      return handBack(situation, { why: 'stopping' })
    case 'crowded':
      return handBack(situation, { why: 'crowded' })
  }
}

/** Timers are no more exact than this on a busy machine. */
const SLEPT_AT_LEAST = ms(1000)

/** Its turn in one line; another may still stop it. */
function afterTurn(situation: Situation): Decision {
  const atMost = holdable(situation)
  if (situation.blockedBy === undefined || atMost <= 0) return attempt({ why: 'turn' })
  return { do: 'hold', scope: situation.blockedBy, atMost, because: { why: unfitOrOffline(situation) } }
}

/** How long this exchange may still be held: its patience and what its client tolerates, whichever ends first. */
function holdable(situation: Situation): Millis {
  return ms(Math.min(situation.patienceLeft, situation.envelope.holdFor - situation.elapsed))
}

function mayHaveActed(situation: Situation, sent: 'nothing' | 'maybe' | 'all'): boolean {
  return situation.request.resend === 'if-nothing-sent' && sent !== 'nothing'
}

/** Reasons after which coming again would be no better than now: the upstream's own answer is passed on. */
const NO_USE_COMING_AGAIN: ReadonlySet<Why> = new Set<Why>([
  'never-held',
  'may-have-acted',
  'only-this-request',
  'too-many-rounds',
  'advice-too-long',
])

/** No more tries: the client comes again, or gets what was answered; where nobody answered, we say so ourselves. */
function leave(situation: Situation, trouble: Trouble, why: Why): Decision {
  const because = { why, code: trouble.code }
  const comeAgain = !NO_USE_COMING_AGAIN.has(why) && situation.rounds === 0
  if (comeAgain || situation.committed === 'yes') return handBack(situation, because)
  return trouble.from === undefined ? { do: 'give-up', because } : { do: 'relay', because }
}

function handBack(situation: Situation, because: Reason): Decision {
  if (situation.committed === 'yes') return abort(because)
  return { do: 'hand-back', how: situation.envelope.afterwards, because }
}

const attempt = (because: Reason, after: Millis = ms(0)): Decision => ({ do: 'attempt', after, connection: 'pooled', because })
const abort = (because: Reason): Decision => ({ do: 'hand-back', how: 'abort', because })
const later = (wait: Millis, advised: Millis | undefined): Millis => ms(Math.max(wait, advised ?? 0))
