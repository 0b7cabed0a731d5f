import { failureEntry, refusalEntry, type FailureCode, type RefusalCode } from './catalogue.ts'
import type { Maker, Phase, Progress, Refusal, Sent, Signal, Woke } from './signal.ts'
import { ms, seconds, type Millis } from './time.ts'

/**
 * What a failure speaks about: an edge failure the whole upstream, an overload one family of models, a throttle one
 * credential on one family. Health is kept for each, so that one does not stop the others.
 */
export type Scope = 'upstream' | 'family' | 'credential'

export type TroubleCode = RefusalCode | FailureCode

type Trouble = {
  readonly code: TroubleCode
  readonly scope: Scope
  /** Who spoke; undefined when nobody answered, so that there is nothing to relay. */
  readonly from: Maker | undefined
  /** How much of the request the provider may have acted on. */
  readonly sent: Sent
  readonly retryAfter?: Millis
}

/** What one signal means. */
export type Verdict =
  /** A usable answer has begun. */
  | { readonly kind: 'good' }
  /** The client has all it will get. */
  | { readonly kind: 'done' }
  /** Passes by itself: the path, the edge or a server failed (down), or it has too much to do (busy). */
  | ({ readonly kind: 'down' | 'busy' } & Trouble)
  /** A pooled connection had died meanwhile: the next try goes out at once, on a fresh one. */
  | { readonly kind: 'stale'; readonly code: TroubleCode; readonly sent: Sent }
  /** Waiting cannot help, and the client knows what to do: a credential, a request, a limit that was bought. */
  | { readonly kind: 'denied' | 'invalid' | 'spent'; readonly code: TroubleCode; readonly from: Maker | undefined }
  /** Broke after the client had content of it. */
  | { readonly kind: 'cut'; readonly code: TroubleCode }
  /** A wait ended. */
  | { readonly kind: 'rested'; readonly why: Woke }
  /** The client left: all work for it ends. */
  | { readonly kind: 'gone' }

/** Of an overload's retry-after no more than this is heeded: it is a guess, and hours of it have been seen. */
const OVERLOAD_ADVICE_AT_MOST = seconds(60)

/** Says what a signal means. The only place that reads a status. */
export function judge(signal: Signal): Verdict {
  switch (signal.kind) {
    case 'opened':
      return { kind: 'good' }
    case 'completed':
      return { kind: 'done' }
    case 'client-left':
      return { kind: 'gone' }
    case 'woke':
      return { kind: 'rested', why: signal.why }
    case 'refused':
      return judgeRefusal(signal)
    case 'failed':
      return judgeFailure(signal)
    case 'silent':
      return {
        kind: 'down',
        code: SILENCE[signal.phase],
        scope: signal.phase === 'first-event' ? 'family' : 'upstream',
        from: undefined,
        sent: sentBy(signal.phase),
      }
    case 'torn':
      return judgeTear(signal.by, signal.progress)
    case 'error-event':
      return signal.progress === 'content' ? { kind: 'cut', code: signal.refusal.code } : begun(judgeRefusal(signal.refusal))
  }
}

/** Under a 200 the request was taken on, whatever its error would mean as an answer. */
const begun = (verdict: Verdict): Verdict => ('sent' in verdict ? { ...verdict, sent: 'all' } : verdict)

function judgeRefusal(refusal: Refusal): Verdict {
  const { code, from, status, retryAfter } = refusal
  const { waitingHelps, sent } = refusalEntry(code)
  if (refusal.shouldRetry === false || !waitingHelps) return { kind: finality(status, code), code, from }
  const known = from === 'api' && !code.startsWith('other.')
  if (status === OVERLOADED || code === 'api.overloaded')
    return { kind: 'busy', code, scope: 'family', from, sent, ...capped(retryAfter) }
  // A throttle knows when it ends: its advice is heeded in full.
  if (status === 429) return { kind: 'busy', code, scope: known ? 'credential' : 'upstream', from, sent, ...advice(retryAfter) }
  // An edge's advice is not heeded: soundings know sooner.
  return { kind: 'down', code, scope: known ? 'family' : 'upstream', from, sent }
}

function finality(status: number, code: RefusalCode): 'denied' | 'invalid' | 'spent' {
  if (status === 429 || status === 402 || SPENT.has(code)) return 'spent'
  return status === 401 || status === 403 || status === 407 ? 'denied' : 'invalid'
}

function judgeFailure(signal: Extract<Signal, { kind: 'failed' }>): Verdict {
  const { code, sent } = signal
  if (signal.stale) return { kind: 'stale', code, sent }
  if (!failureEntry(code).waitingHelps) return { kind: 'invalid', code, from: undefined }
  return { kind: 'down', code, scope: 'upstream', from: undefined, sent }
}

function judgeTear(by: Extract<Signal, { kind: 'torn' }>['by'], progress: Progress): Verdict {
  const code = TEARS[by]
  if (progress === 'content') return { kind: 'cut', code }
  return { kind: 'down', code, scope: 'upstream', from: undefined, sent: 'all' }
}

const advice = (retryAfter: Millis | undefined): { readonly retryAfter?: Millis } =>
  retryAfter === undefined ? {} : { retryAfter }

const capped = (retryAfter: Millis | undefined): { readonly retryAfter?: Millis } =>
  advice(retryAfter === undefined ? undefined : ms(Math.min(retryAfter, OVERLOAD_ADVICE_AT_MOST)))

const sentBy = (phase: Phase): Sent => (phase === 'headers' || phase === 'first-event' ? 'all' : 'nothing')

/** The API's own status for too much to do. */
const OVERLOADED = 529
const SPENT: ReadonlySet<TroubleCode> = new Set<TroubleCode>(['api.plan-limit', 'api.spend-limit', 'api.billing'])

/** What a silence is called, by how far an attempt had come. */
export const SILENCE: Readonly<Record<Phase, FailureCode>> = {
  dns: 'path.dns-timeout',
  connect: 'path.connect-timeout',
  tls: 'path.tls-timeout',
  headers: 'path.silent-headers',
  'first-event': 'path.silent-first-event',
}

/** What a broken answer is called. */
export const TEARS: Readonly<Record<Extract<Signal, { kind: 'torn' }>['by'], FailureCode>> = {
  cut: 'answer.cut',
  silence: 'answer.silent',
  empty: 'answer.empty',
  'not-an-answer': 'answer.not-an-answer',
}
