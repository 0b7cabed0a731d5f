import type { Health } from '../core/breaker.ts'
import type { Why } from '../core/decision.ts'
import type { Phase, Signal, Woke } from '../core/signal.ts'
import type { Millis } from '../core/time.ts'
import { counted, englishDuration } from './text.ts'

/** What the gateway says of its work, for people. The codes of the catalogue have texts of their own. */
export type LogTexts = {
  readonly silent: (phase: Phase, waited: Millis) => string
  readonly torn: Readonly<Record<Extract<Signal, { kind: 'torn' }>['by'], string>>
  readonly opened: string
  readonly completed: string
  readonly clientLeft: string
  readonly woke: Readonly<Record<Woke, string>>
  readonly tryAgain: (after: Millis) => string
  readonly tryNow: string
  readonly hold: string
  readonly relay: string
  readonly handBack: Readonly<Record<'come-again' | 'original-status' | 'abort', string>>
  readonly finish: string
  readonly giveUp: string
  readonly why: Readonly<Record<Why, string>>
  readonly waiting: (count: number) => string
  readonly health: Readonly<Record<Health['is'], string>>
  readonly completedAfter: (took: Millis) => string
  readonly absorbed: (failures: number, held: Millis) => string
  readonly relayedError: (status: number | undefined) => string
  readonly handedBack: (held: Millis) => string
  readonly gaveUp: (held: Millis) => string
  readonly left: (took: Millis) => string
  readonly surroundings: Readonly<Record<'moved' | 'cut-off' | 'back' | 'other-name-servers', string>>
  readonly wokeAfter: (slept: Millis) => string
  readonly counted: (exchanges: number) => string
  readonly trouble: (code: string) => string
  readonly stopping: string
  readonly stopped: string
}

const PHASES: Readonly<Record<Phase, string>> = {
  dns: 'while its address was looked up',
  connect: 'while connecting',
  tls: 'during the TLS handshake',
  headers: 'before the answer began',
  'first-event': 'before the first event of the answer',
}

export const logEn: LogTexts = {
  silent: (phase, waited) => `nothing came for ${englishDuration(waited)} ${PHASES[phase]}`,
  torn: {
    cut: 'the answer was cut off',
    silence: 'the answer stopped arriving',
    empty: 'the answer was empty',
    'not-an-answer': 'what came was no answer of the API',
  },
  opened: 'the answer begins',
  completed: 'the answer is complete',
  clientLeft: 'the client left',
  woke: {
    canary: 'it goes first, to see whether the upstream is back',
    'turn-in-ramp': 'its turn has come',
    healthy: 'the upstream is back',
    time: 'it has waited as long as it may',
    stopping: 'the gateway is stopping',
    crowded: 'more requests wait than can be kept',
  },
  tryAgain: (after) => `trying again in ${(after / 1000).toFixed(1)} s`,
  tryNow: 'trying',
  hold: 'holding it',
  relay: 'passing the answer on',
  handBack: {
    'come-again': 'asking the client to come again',
    'original-status': 'giving the client the original error',
    abort: 'closing the connection, so that the client retries',
  },
  finish: 'done',
  giveUp: 'giving up',
  why: {
    'first-try': 'first try',
    retry: 'a single failure is no outage',
    'stale-connection': 'the connection was an old one',
    unfit: 'the upstream cannot answer',
    offline: 'this computer is offline',
    overloaded: 'the upstream is overloaded',
    throttled: 'the rate limit',
    'failing-again': 'it failed again',
    'budget-empty': 'enough has been retried for now',
    canary: 'to see whether it is back',
    turn: 'its turn',
    answered: 'answered',
    'final-answer': 'waiting would not change it',
    'only-this-request': 'only this request fails',
    'may-have-acted': 'it may have been carried out already',
    'never-held': 'requests of this kind are not held',
    'patience-spent': 'the patience is spent',
    'envelope-spent': 'the client would not wait longer',
    'too-many-rounds': 'it has come back too often',
    'advice-too-long': 'the upstream asks for a longer wait than the client has',
    stopping: 'the gateway is stopping',
    crowded: 'too many requests are waiting',
    cut: 'it was cut after the client had part of it',
    committed: 'the client has the beginning of an answer',
    'cannot-help': 'waiting cannot help',
  },
  waiting: (count) => counted(count, 'request waits', 'requests wait'),
  health: {
    fit: 'answers again',
    doubtful: 'has failed once',
    unfit: 'cannot answer',
    offline: 'cannot be reached: this computer has no network',
    trying: 'is being tried',
    ramping: 'is back; those who wait go on step by step',
  },
  completedAfter: (took) => `completed after ${englishDuration(took)}`,
  absorbed: (failures, held) => `${counted(failures, 'failure', 'failures')} absorbed, ${englishDuration(held)} held`,
  relayedError: (status) => `ended with the upstream's error${status === undefined ? '' : ` ${status}`}`,
  handedBack: (held) => `handed back after ${englishDuration(held)} held; the client's own retry goes on`,
  gaveUp: (held) => `given up after ${englishDuration(held)} held`,
  left: (took) => `the client left after ${englishDuration(took)}`,
  surroundings: {
    'cut-off': 'this computer has lost its network',
    back: 'the network is back: connections are made anew, and who waits is tried at once',
    'other-name-servers': 'this computer asks other DNS servers now: names are looked up anew',
    moved: 'the network is another one: connections are made anew, and who waits is tried at once',
  },
  wokeAfter: (slept) =>
    `this computer slept for ${englishDuration(slept)}: connections are made anew, and who waits is tried at once`,
  counted: (exchanges) => `${exchanges} more answered without trouble`,
  trouble: (code) => `trouble in the gateway itself: ${code}`,
  stopping: 'stopping: no new requests; answers being delivered may finish',
  stopped: 'stopped',
}
