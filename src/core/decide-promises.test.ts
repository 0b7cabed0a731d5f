import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CUT, ENVELOPE, MESSAGE, situation } from '../../test/instruments/situation.ts'
import { refusalEntry, type RefusalCode } from './catalogue.ts'
import { decide, evident } from './decide.ts'
import type { Decision } from './decision.ts'
import { defaultPolicy as policy } from './policy.ts'
import type { RequestKind } from './request.ts'
import type { Maker, Sent, Woke } from './signal.ts'
import type { Situation } from './situation.ts'
import { hours, ms, seconds } from './time.ts'
import type { Scope, Verdict } from './verdict.ts'

// An exhaustive walk: every verdict in every situation that differs in something that decide() looks at.

const each = <Value>(...values: readonly Value[]): readonly Value[] => values
const SCOPES = each<Scope>('upstream', 'family', 'credential')
const MAKERS = each<Maker | undefined>('api', 'edge', 'middlebox', undefined)
const WOKE = each<Woke>('canary', 'turn-in-ramp', 'healthy', 'time', 'stopping', 'crowded')
const CODE: RefusalCode = 'api.internal'

const VERDICTS: readonly (Verdict | undefined)[] = [
  undefined,
  { kind: 'good' },
  { kind: 'done' },
  { kind: 'gone' },
  CUT,
  ...WOKE.map((why): Verdict => ({ kind: 'rested', why })),
  ...each<Sent>('nothing', 'maybe', 'all').map((sent): Verdict => ({ kind: 'stale', code: CODE, sent })),
  ...each<'denied' | 'invalid' | 'spent'>('denied', 'invalid', 'spent').flatMap((kind) =>
    each('api', undefined).map((from): Verdict => ({ kind, code: CODE, from: from as Maker | undefined })),
  ),
  ...each<'down' | 'busy'>('down', 'busy').flatMap((kind) =>
    MAKERS.flatMap((from) =>
      each<Sent>('nothing', 'all').flatMap((sent) =>
        each(undefined, seconds(1), hours(7)).map((retryAfter, index): Verdict => {
          const scope = SCOPES[index % SCOPES.length] ?? 'upstream'
          return { kind, code: CODE, scope, from, sent, ...(retryAfter === undefined ? {} : { retryAfter }) }
        }),
      ),
    ),
  ),
]

function* situations(): Generator<Situation> {
  for (const kind of each<RequestKind>('messages', 'check', 'quick', 'safe', 'acting'))
    for (const resend of each('always', 'if-nothing-sent'))
      for (const afterwards of each('come-again', 'original-status'))
        for (const base of surroundings())
          for (const verdict of VERDICTS)
            yield {
              ...base,
              verdict,
              request: { ...MESSAGE, kind, resend: resend as typeof MESSAGE.resend },
              envelope: { ...base.envelope, afterwards: afterwards as typeof ENVELOPE.afterwards },
            }
}

function surroundings(): readonly Situation[] {
  let all: readonly Situation[] = [situation()]
  const vary = (differences: readonly Partial<Situation>[]): void => {
    all = all.flatMap((base) => differences.map((differs) => ({ ...base, ...differs })))
  }
  vary(each(1, 2, 3, 4).map((failures) => ({ failures })))
  vary(each(0, 1, 8).map((rounds) => ({ rounds })))
  vary(each(ms(-1), ms(100), hours(6)).map((patienceLeft) => ({ patienceLeft })))
  // Time that the envelope leaves: none, a moment, plenty.
  vary(
    each(ms(0), ms(300), hours(7)).map((more) => ({ elapsed: seconds(2), envelope: { ...ENVELOPE, holdFor: ms(2000 + more) } })),
  )
  vary([{ blockedBy: undefined }, ...SCOPES.slice(0, 2).map((blockedBy) => ({ blockedBy }))])
  vary([{ committed: 'no' }, { committed: 'yes' }])
  vary([{ budget: 'some' }, { budget: 'empty' }])
  vary([{ alone: 0 }, { alone: 2 }, { alone: 4 }])
  return all
}

type Keeps = (situation: Situation, decision: Decision) => boolean

const windowLeft = (at: Situation): number => Math.min(at.patienceLeft, at.envelope.holdFor - at.elapsed)
const isTrouble = (verdict: Verdict | undefined): boolean => verdict?.kind === 'down' || verdict?.kind === 'busy'
const isFinal = (verdict: Verdict): boolean => ['denied', 'invalid', 'spent'].includes(verdict.kind)

const PROMISES: Readonly<Record<string, Keeps>> = {
  'after content was relayed there is no fresh start, no status and no polite end: the connection is aborted': (at, decision) =>
    at.verdict?.kind !== 'cut' || (decision.do === 'hand-back' && decision.how === 'abort'),

  'a hold ends within the patience and the envelope, and has time at all': (at, decision) =>
    decision.do !== 'hold' || (decision.atMost > 0 && decision.atMost <= windowLeft(at)),

  // A wait that ended had begun: who is never held, or not any more, has none.
  'only messages are held': (at, decision) =>
    decision.do !== 'hold' || at.request.kind === 'messages' || at.verdict?.kind === 'rested',

  'what was handed back eight times is not held again': (at, decision) =>
    decision.do !== 'hold' || at.rounds < policy.roundsAtMost || at.verdict?.kind === 'rested',

  'what may have acted is not sent again, nor held to be': (at, decision) => {
    const sent = at.verdict !== undefined && 'sent' in at.verdict ? at.verdict.sent : 'nothing'
    if (at.request.resend === 'always' || sent === 'nothing') return true
    return decision.do !== 'attempt' && decision.do !== 'hold'
  },

  'a wait before an attempt is a retry after trouble, bounded, and inside the envelope of who is held': (at, decision) => {
    if (decision.do !== 'attempt' || decision.after === 0) return true
    const limit = at.request.kind === 'messages' ? windowLeft(at) : policy.quickRetryWithin - at.elapsed
    return decision.because.why === 'retry' && isTrouble(at.verdict) && decision.after <= limit
  },

  'a retry after trouble takes from the budget': (at, decision) =>
    decision.do !== 'attempt' || !isTrouble(at.verdict) || at.budget === 'some',

  'who has a 200 already gets no status and no error of ours': (at, decision) => {
    if (at.committed === 'no') return true
    if (decision.do === 'relay') return at.verdict?.kind === 'good'
    if (decision.do === 'hand-back') return decision.how === 'abort'
    return decision.do !== 'give-up'
  },

  'only an answer is relayed': (at, decision) => {
    if (decision.do !== 'relay') return true
    return at.verdict?.kind === 'good' || (at.verdict !== undefined && 'from' in at.verdict && at.verdict.from !== undefined)
  },

  'everything but the end says why': (_, decision) => decision.do === 'finish' || decision.because.why.length > 0,

  'it ends when all is said or the client left, and only then': (at, decision) =>
    (decision.do === 'finish') === (at.verdict?.kind === 'done' || at.verdict?.kind === 'gone'),

  'what waiting cannot help is neither tried again nor held': (at, decision) =>
    at.verdict === undefined || !isFinal(at.verdict) || (decision.do !== 'attempt' && decision.do !== 'hold'),

  'the original status is for those who have a fallback': (at, decision) =>
    decision.do !== 'hand-back' || decision.how === 'abort' || decision.how === at.envelope.afterwards,

  'the failure it answers is named': (at, decision) =>
    !isTrouble(at.verdict) || decision.do === 'finish' || decision.because.code !== undefined,
}

/** One walk for all promises; what breaks one is kept. */
function walk(): { readonly seen: number; readonly broken: ReadonlyMap<string, object> } {
  const broken = new Map<string, object>()
  let seen = 0
  for (const at of situations()) {
    const decision = decide(policy, at)
    seen += 1
    for (const [promise, keeps] of PROMISE_LIST)
      if (!keeps(at, decision) && !broken.has(promise)) broken.set(promise, { at, decision })
  }
  return { seen, broken }
}
const PROMISE_LIST = Object.entries(PROMISES)

const { seen, broken } = walk()

for (const promise of Object.keys(PROMISES)) {
  test(promise, () => assert.deepEqual(broken.get(promise), undefined))
}

test('the walk is long enough to mean something', () => assert.ok(seen > 1_000_000, String(seen)))

test('the same situation is decided alike, and left as it was', () => {
  for (const verdict of VERDICTS) {
    const at = Object.freeze(situation({ verdict, failures: 1 }))
    assert.deepEqual(decide(policy, at), decide(policy, at))
  }
})

test('the code used for the walk is one that passes by itself', () => assert.ok(refusalEntry(CODE).waitingHelps))

test('what is evident is what is decided, whatever else is so', () => {
  let compared = 0
  for (const now of situations()) {
    const decision = evident(now.verdict, now.request.kind === 'messages' ? now.blockedBy : undefined)
    if (decision === undefined) continue
    compared += 1
    assert.deepEqual(decide(policy, now), decision)
  }
  assert.ok(compared > 1000)
})
