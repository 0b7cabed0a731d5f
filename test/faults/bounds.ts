import { envelopeOf } from '../../src/core/envelope.ts'
import { defaultPolicy } from '../../src/core/policy.ts'
import { ms, type Millis } from '../../src/core/time.ts'
import type { Got } from '../../src/drill/answer-progress.ts'
import { clientReaction, NO_TRIES, PLAIN_SETTINGS, UNSTREAMED_WATCHDOGS } from '../../src/drill/client-reaction.ts'
import { SDK_LIMITS } from '../../src/drill/sdk-reaction.ts'
import { CLAUDE_CODE, SDK, UNKNOWN } from '../instruments/asking.ts'
import type { FaultCase, Strikes } from './fault-case.ts'

export const CLIENT_NAMES = ['raw', 'sdk', 'claude-code'] as const
export type ClientName = (typeof CLIENT_NAMES)[number]
/** With `stream`, or in one piece. */
export const FORMS = ['streaming', 'whole'] as const
export type Form = (typeof FORMS)[number]

/** How much of a fault a client survives: inside it no turn may be lost. */
export type Bound =
  /** However long it lasts, up to the patience of six hours. */
  | { readonly kind: 'unbounded' }
  /** As long as this. */
  | { readonly kind: 'within'; readonly length: Millis }
  /** Its own retry mends it. */
  | { readonly kind: 'own-retry' }
  /** Nothing is promised: the break is shown, and the turn is lost honestly. */
  | { readonly kind: 'none' }
  /** There is nothing to wait for: the error arrives at once. */
  | { readonly kind: 'told' }

/** One request and its retries: docs/facts.md 0 and 1.1. */
const TRIES: Readonly<Record<ClientName, number>> = { raw: 1, sdk: 3, 'claude-code': 11 }

type Struck = Pick<FaultCase, 'strikes' | 'strikesWhole'>

/** The bound for one client and one fault. */
export function boundOf(client: ClientName, form: Form, fault: Struck): Bound {
  return form === 'streaming' ? streamed(client, fault.strikes) : inOnePiece(client, fault.strikesWhole ?? fault.strikes)
}

function streamed(client: ClientName, strikes: Strikes): Bound {
  switch (strikes) {
    case 'harmless':
    case 'before-content':
    case 'silently':
      return { kind: 'unbounded' }
    case 'final':
      return { kind: 'told' }
    case 'the-gateway':
      return ownRetryOf(client)
    case 'in-text':
    case 'in-thinking':
    case 'in-tool':
    case 'behind-a-block':
      return client === 'claude-code' && sendsAgain(GOT[strikes]) ? { kind: 'own-retry' } : { kind: 'none' }
  }
}

function inOnePiece(client: ClientName, strikes: Strikes): Bound {
  switch (strikes) {
    case 'harmless':
      return { kind: 'unbounded' }
    case 'final':
      return { kind: 'told' }
    case 'the-gateway':
      return ownRetryOf(client)
    case 'silently':
      // Only the client's own time limit ends such a try; who has no further try has lost.
      return TRIES[client] > 1 ? { kind: 'own-retry' } : { kind: 'none' }
    case 'before-content':
    case 'in-text':
    case 'in-thinking':
    case 'in-tool':
    case 'behind-a-block':
      // Nothing of a broken one was given away.
      return { kind: 'within', length: holdsWhole(client) }
  }
}

/** Two retries within a second or so are over before another gateway stands; ten are not. */
const ownRetryOf = (client: ClientName): Bound => (client === 'claude-code' ? { kind: 'own-retry' } : { kind: 'none' })

/** May no turn of this case be lost? */
export function isInside(bound: Bound, { lasts, advises = ms(0) }: Pick<FaultCase, 'lasts' | 'advises'>): boolean {
  switch (bound.kind) {
    case 'unbounded':
    case 'own-retry':
      return true
    case 'none':
    case 'told':
      return false
    case 'within':
      return Math.max(typeof lasts === 'string' ? 0 : lasts, advises) <= bound.length
  }
}

/**
 * Without stream a try is held until just before the client's time limit, and again at each further try; recovery must
 * be noticed within the last of them, which takes one sounding.
 */
function holdsWhole(client: ClientName): Millis {
  const rounds = Math.min(TRIES[client], defaultPolicy.roundsAtMost)
  return ms(heldOnce(client) * rounds - defaultPolicy.soundAtMost)
}

function heldOnce(client: ClientName): Millis {
  const headers = HEADERS[client]
  return envelopeOf(defaultPolicy, { streaming: false, header: (name) => headers[name] }).holdFor
}

const HEADERS: Readonly<Record<ClientName, Readonly<Record<string, string>>>> = {
  raw: UNKNOWN,
  sdk: { ...SDK, 'x-stainless-timeout': String(SDK_LIMITS.headers / 1000) },
  'claude-code': { ...CLAUDE_CODE, 'x-stainless-timeout': String(UNSTREAMED_WATCHDOGS.headers / 1000) },
}

const GOT: Readonly<Record<'in-text' | 'in-thinking' | 'in-tool' | 'behind-a-block', Got>> = {
  'in-text': { kind: 'part-of-text' },
  'in-thinking': { kind: 'part-of-thinking' },
  'in-tool': { kind: 'whole-block', toolOpen: true },
  'behind-a-block': { kind: 'whole-block', toolOpen: false },
}

/** Claude Code's measured reaction to a connection that drops behind so much of an answer. */
function sendsAgain(got: Got): boolean {
  const saw = { kind: 'dropped', got } as const
  return clientReaction({ saw, tries: NO_TRIES, settings: PLAIN_SETTINGS, roll: 0 }).do === 'send-again'
}
