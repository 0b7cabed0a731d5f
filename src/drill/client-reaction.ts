import { ms, seconds, type Millis } from '../core/time.ts'
import type { Got } from './answer-progress.ts'

// What Claude Code does with each outcome, as it was measured (docs/facts.md 0, headless 2.1.197 and 2.1.330). Where
// nothing was measured the documentation's word stands (1.1), marked "documented".

/** What came of one request. */
export type Outcome =
  | { readonly kind: 'message' }
  | {
      readonly kind: 'status'
      readonly status: number
      readonly retryAfter?: Millis
      /** `anthropic-ratelimit-unified-status`, or undefined without plan headers. */
      readonly plan?: string
      readonly shouldRetry?: boolean
    }
  /** Refused, reset, or ended before message_stop. */
  | { readonly kind: 'dropped'; readonly got: Got }
  /** No headers within 360 s. */
  | { readonly kind: 'timed-out' }
  /** A watchdog fired on an open stream. */
  | { readonly kind: 'stalled'; readonly got: Got }
  | { readonly kind: 'error-event'; readonly got: Got }
  /** 200, but no answer of the API: HTML, or JSON that is no message. */
  | { readonly kind: 'malformed' }

/** What has been tried within one turn. */
export type Tries = {
  /** Of the ordinary budget. */
  readonly retries: number
  readonly overloadsInARow: number
  /** Quick re-sends after a stall, an error event, or thinking that broke off. */
  readonly resends: number
  readonly continuations: number
  readonly streaming: boolean
  readonly fallbackTaken: boolean
}

export const NO_TRIES: Tries = {
  retries: 0,
  overloadsInARow: 0,
  resends: 0,
  continuations: 0,
  streaming: true,
  fallbackTaken: false,
}

/** What the environment and the command line change. */
export type ClientSettings = {
  /** `CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK=1` turns it off. */
  readonly nonStreamingFallback: boolean
  /** `CLAUDE_CODE_RETRY_WATCHDOG=1` */
  readonly retryWatchdog: boolean
  /** `--fallback-model` */
  readonly fallbackModel: boolean
}

export const PLAIN_SETTINGS: ClientSettings = { nonStreamingFallback: true, retryWatchdog: false, fallbackModel: false }

export type LossReason =
  | 'retries-used-up'
  | 'overloaded-thrice'
  | 'retry-after-too-long'
  | 'plan-limit'
  | 'final-error'
  | 'malformed-answer'
  | 'connection-lost'
  | 'stalled'
  | 'server-error-in-answer'

export type Reaction =
  | { readonly do: 'finish' }
  | {
      readonly do: 'send-again'
      readonly how: 'retry' | 'resend' | 'continue' | 'fallback-model'
      readonly after: Millis
      readonly tries: Tries
    }
  | { readonly do: 'give-up'; readonly because: LossReason }

export type ClientSituation = {
  readonly saw: Outcome
  readonly tries: Tries
  readonly settings: ClientSettings
  /** From 0 to 1: one draw for the jitter. */
  readonly roll: number
}

/** How long a client waits for headers; for a real event; for any byte. */
export type WatchdogLimits = { readonly headers: Millis; readonly event: Millis; readonly byte: Millis }

export const WATCHDOGS: WatchdogLimits = {
  headers: seconds(360),
  event: seconds(600),
  byte: seconds(300),
}

/** Without stream: it declares 300 s, and no byte comes before the headers. */
export const UNSTREAMED_WATCHDOGS: WatchdogLimits = { ...WATCHDOGS, headers: seconds(300) }

const MOST_RETRIES = 10
/** Documented for the watchdog mode: other transient errors get 300 tries. */
const MOST_RETRIES_WATCHED = 300
const MOST_OVERLOADS = 3
const MOST_RESENDS = 2
const MOST_CONTINUATIONS = 3
const LONGEST_RETRY_AFTER = seconds(60)
const QUICK = ms(500)

type Growth = { readonly first: number; readonly most: number }

/** Half a second doubling to 32 s, plus up to a quarter: 0.5, 1, 2, 4, 9, 19, 33, 33, 35, 37 s were measured. */
const ORDINARY: Growth = { first: 500, most: 32_000 }
/** Measured 38-42 s apart from the 7th on. */
const WATCHED: Growth = { first: 500, most: 33_600 }
/** Only the sum of the first two is known: 2.5 s to 3 s from the first 529 to the third. */
const OVERLOADED: Growth = { first: 850, most: 32_000 }

/** What the client does next. Pure: chance comes in as a roll. */
export function clientReaction(situation: ClientSituation): Reaction {
  return situation.saw.kind === 'status' ? onStatus(situation, situation.saw) : onAnswer(inARow(situation, 0), situation.saw)
}

function onAnswer(situation: ClientSituation, saw: Exclude<Outcome, Status>): Reaction {
  switch (saw.kind) {
    case 'message':
      return { do: 'finish' }
    case 'timed-out':
      return retry(situation)
    case 'dropped':
      return onDropped(situation, saw.got)
    case 'stalled':
      return onStalled(situation, saw.got)
    case 'error-event':
      return onErrorEvent(situation, saw.got)
    case 'malformed':
      return situation.tries.streaming ? unstreamed(situation) : giveUp('malformed-answer')
  }
}

type Status = Extract<Outcome, { kind: 'status' }>

function onStatus(situation: ClientSituation, saw: Status): Reaction {
  if (saw.plan === 'rejected') return giveUp('plan-limit')
  if (saw.shouldRetry === false || !isTransient(saw.status)) return giveUp('final-error')
  if (saw.status === 529) return onOverload(situation, saw)
  if (saw.status >= 500 && canFallBack(situation)) return switchModel(situation)
  return paced(inARow(situation, 0), saw, ORDINARY)
}

function onOverload(situation: ClientSituation, saw: Status): Reaction {
  const overloads = situation.tries.overloadsInARow + 1
  // In the watchdog mode overloads are waited out like anything else (documented).
  if (overloads >= MOST_OVERLOADS && !situation.settings.retryWatchdog) {
    return canFallBack(situation) ? switchModel(situation) : giveUp('overloaded-thrice')
  }
  return paced(inARow(situation, overloads), saw, OVERLOADED)
}

function paced(situation: ClientSituation, saw: Status, growth: Growth): Reaction {
  if (saw.retryAfter === undefined) return retry(situation, growth)
  if (saw.retryAfter > LONGEST_RETRY_AFTER) return giveUp('retry-after-too-long')
  return retryAfter(situation, ms(saw.retryAfter * (1 + situation.roll / 4)))
}

const inARow = (situation: ClientSituation, overloadsInARow: number): ClientSituation => ({
  ...situation,
  tries: { ...situation.tries, overloadsInARow },
})

const isTransient = (status: number): boolean => status >= 500 || status === 429 || status === 408 || status === 409

function onDropped(situation: ClientSituation, got: Got): Reaction {
  switch (got.kind) {
    case 'nothing':
    case 'part-of-thinking':
      return retry(situation)
    case 'thinking':
      return resend(situation, 'connection-lost')
    case 'part-of-text':
    // Documented: a drop before any part is complete is an ordinary one; the measured text was re-sent without stream.
    case 'part-of-tool':
      return situation.settings.nonStreamingFallback ? unstreamed(situation) : retry(situation)
    case 'whole-block':
      return got.toolOpen ? goOn(situation) : giveUp('connection-lost')
    case 'message':
      return { do: 'finish' }
  }
}

function onStalled(situation: ClientSituation, got: Got): Reaction {
  const { tries } = situation
  switch (got.kind) {
    case 'nothing':
      // One re-send with stream, if not even a message_start came; then one without.
      if (tries.streaming && !got.begun && tries.resends === 0) return resend(situation, 'stalled')
      return unstreamed(situation)
    case 'part-of-thinking':
    case 'thinking':
      return tries.resends === 0 ? resend(situation, 'stalled') : giveUp('stalled')
    case 'part-of-text':
    case 'part-of-tool':
      return unstreamed(situation)
    case 'whole-block':
      return giveUp('stalled')
    case 'message':
      return { do: 'finish' }
  }
}

function onErrorEvent(situation: ClientSituation, got: Got): Reaction {
  if (got.kind === 'message') return { do: 'finish' }
  // Documented: behind a finished block there is no retry.
  if (got.kind === 'whole-block') return giveUp('server-error-in-answer')
  return situation.tries.resends < MOST_RESENDS ? resend(situation, 'server-error-in-answer') : unstreamed(situation)
}

/** One try of the ordinary budget; when it is used up, one last request without stream. */
function retry(situation: ClientSituation, growth: Growth = ORDINARY): Reaction {
  const { tries, settings, roll } = situation
  const pace = settings.retryWatchdog && growth === ORDINARY ? WATCHED : growth
  return retryAfter(situation, ms(Math.min(pace.first * 2 ** tries.retries, pace.most) * (1 + roll / 4)))
}

function retryAfter(situation: ClientSituation, after: Millis): Reaction {
  const { saw, tries, settings } = situation
  const most = settings.retryWatchdog ? MOST_RETRIES_WATCHED : MOST_RETRIES
  if (tries.retries < most) return { do: 'send-again', how: 'retry', after, tries: { ...tries, retries: tries.retries + 1 } }
  const last = saw.kind === 'dropped' && tries.streaming && settings.nonStreamingFallback
  return last ? unstreamed(situation) : giveUp('retries-used-up')
}

function resend(situation: ClientSituation, otherwise: LossReason): Reaction {
  const { tries } = situation
  if (tries.resends >= MOST_RESENDS) return giveUp(otherwise)
  return { do: 'send-again', how: 'resend', after: QUICK, tries: { ...tries, resends: tries.resends + 1 } }
}

function unstreamed(situation: ClientSituation): Reaction {
  const { tries, settings, saw } = situation
  if (!settings.nonStreamingFallback) return retry(situation)
  if (!tries.streaming) return giveUp(saw.kind === 'stalled' ? 'stalled' : 'connection-lost')
  return { do: 'send-again', how: 'resend', after: QUICK, tries: { ...tries, streaming: false } }
}

/** Asks for the rest: three times within 2 s were measured. */
function goOn({ tries }: ClientSituation): Reaction {
  if (tries.continuations >= MOST_CONTINUATIONS) return giveUp('connection-lost')
  return { do: 'send-again', how: 'continue', after: QUICK, tries: { ...tries, continuations: tries.continuations + 1 } }
}

const canFallBack = ({ settings, tries }: ClientSituation): boolean => settings.fallbackModel && !tries.fallbackTaken

const switchModel = ({ tries }: ClientSituation): Reaction => ({
  do: 'send-again',
  how: 'fallback-model',
  after: ms(0),
  tries: { ...tries, overloadsInARow: 0, fallbackTaken: true },
})

const giveUp = (because: LossReason): Reaction => ({ do: 'give-up', because })
