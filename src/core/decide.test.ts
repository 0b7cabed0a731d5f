import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as given from '../../test/instruments/situation.ts'
import { decide } from './decide.ts'
import type { Decision } from './decision.ts'
import { defaultPolicy as policy } from './policy.ts'
import type { Described } from './request.ts'
import type { Woke } from './signal.ts'
import type { Situation } from './situation.ts'
import { hours, minutes, ms, seconds } from './time.ts'
import type { Verdict } from './verdict.ts'

const { situation, EDGE_DOWN, OVERLOADED, THROTTLED, BROKEN, UNREACHED, RESET, STALE, CUT, EXPIRED, BAD_CERTIFICATE } = given
const decided = (differs: Partial<Situation>): Decision => decide(policy, situation(differs))
const kindOf = (kind: Described['kind']): Described => ({ ...given.MESSAGE, kind, streaming: false })
const ACTING: Described = { ...given.MESSAGE, resend: 'if-nothing-sent' }
const rested = (why: Woke): Verdict => ({ kind: 'rested', why })

/** What matters of a decision in one line. */
function said(decision: Decision): string {
  if (decision.do === 'finish') return 'finish'
  const how = decision.do === 'hand-back' ? ` ${decision.how}` : decision.do === 'hold' ? ` for ${decision.scope}` : ''
  return `${decision.do}${how}: ${decision.because.why}`
}

type Row = readonly [name: string, situation: Partial<Situation>, wanted: string]
function table(name: string, rows: readonly Row[]): void {
  suite(name, () => {
    for (const [title, differs, wanted] of rows) {
      test(`${title}: ${wanted}`, () => assert.equal(said(decided(differs)), wanted))
    }
  })
}

table('the beginning', [
  ['the lane keeps shut for longer than there is patience', { blockedBy: 'credential', opensIn: hours(7) }, 'attempt: first-try'],
  ['nothing in the way', {}, 'attempt: first-try'],
  ['the upstream is unfit', { blockedBy: 'upstream' }, 'hold for upstream: unfit'],
  ['the credential is throttled', { blockedBy: 'credential' }, 'hold for credential: unfit'],
  ['a check is never held', { request: kindOf('check'), blockedBy: 'upstream' }, 'attempt: first-try'],
  ['a token count is never held', { request: kindOf('quick'), blockedBy: 'upstream' }, 'attempt: first-try'],
  ['a file is never held', { request: kindOf('acting'), blockedBy: 'upstream' }, 'attempt: first-try'],
  ['unfit, but the patience is spent', { blockedBy: 'upstream', patienceLeft: ms(0) }, 'attempt: first-try'],
  ['unfit, but it was back eight times', { blockedBy: 'upstream', rounds: 8 }, 'attempt: first-try'],
  ['unfit, and it was back seven times', { blockedBy: 'upstream', rounds: 7 }, 'hold for upstream: unfit'],
])

table('failures of a message', [
  ['the first', { verdict: EDGE_DOWN, failures: 1 }, 'attempt: retry'],
  ['the second', { verdict: EDGE_DOWN, failures: 2 }, 'attempt: retry'],
  ['the third in a row', { verdict: EDGE_DOWN, failures: 3 }, 'hold for upstream: failing-again'],
  [
    'the first, while others see the same',
    { verdict: EDGE_DOWN, failures: 1, blockedBy: 'upstream' },
    'hold for upstream: unfit',
  ],
  ['an overload that others see too', { verdict: OVERLOADED, failures: 1, blockedBy: 'family' }, 'hold for family: overloaded'],
  ['the first, without budget', { verdict: EDGE_DOWN, failures: 1, budget: 'empty' }, 'hold for upstream: budget-empty'],
  ['nobody answered', { verdict: UNREACHED, failures: 1 }, 'attempt: retry'],
  ['reset after all was sent', { verdict: RESET, failures: 1 }, 'attempt: retry'],
  [
    'a widest lane other than its own',
    { verdict: OVERLOADED, failures: 3, blockedBy: 'upstream' },
    'hold for upstream: overloaded',
  ],
  ['once committed, all the same', { verdict: EDGE_DOWN, failures: 3, committed: 'yes' }, 'hold for upstream: failing-again'],
])

table('advice', [
  [
    'a throttle is obeyed at once',
    { verdict: { ...THROTTLED, retryAfter: seconds(5) }, failures: 1 },
    'hold for credential: throttled',
  ],
  ['an overload too', { verdict: { ...OVERLOADED, retryAfter: seconds(5) }, failures: 1 }, 'hold for family: overloaded'],
  [
    'shorter than our own wait, it changes nothing',
    { verdict: { ...THROTTLED, retryAfter: ms(100) }, failures: 1 },
    'attempt: retry',
  ],
  ['a bare throttle without advice', { verdict: THROTTLED, failures: 1 }, 'attempt: retry'],
  [
    'longer than the patience: told at once',
    { verdict: { ...THROTTLED, retryAfter: hours(7) }, failures: 1 },
    'relay: advice-too-long',
  ],
  [
    'longer than the patience, to a committed client',
    { verdict: { ...THROTTLED, retryAfter: hours(7) }, failures: 1, committed: 'yes' },
    'hand-back abort: advice-too-long',
  ],
])

table('what is final', [
  ['an expired login', { verdict: EXPIRED, failures: 0 }, 'relay: final-answer'],
  ['the same, after the client was committed', { verdict: EXPIRED, committed: 'yes' }, 'hand-back abort: committed'],
  ['a certificate nobody can wait for', { verdict: BAD_CERTIFICATE }, 'give-up: cannot-help'],
  ['the same, after commit', { verdict: BAD_CERTIFICATE, committed: 'yes' }, 'hand-back abort: committed'],
  ['a good answer', { verdict: { kind: 'good' } }, 'relay: answered'],
  ['a good answer after commit', { verdict: { kind: 'good' }, committed: 'yes' }, 'relay: answered'],
  ['cut after content', { verdict: CUT, committed: 'yes' }, 'hand-back abort: cut'],
  ['all is said', { verdict: { kind: 'done' } }, 'finish'],
  ['the client left', { verdict: { kind: 'gone' } }, 'finish'],
])

table('requests that are never held', [
  ['first failure', { request: kindOf('quick'), verdict: EDGE_DOWN, failures: 1 }, 'attempt: retry'],
  ['second failure', { request: kindOf('quick'), verdict: EDGE_DOWN, failures: 2, elapsed: seconds(1) }, 'attempt: retry'],
  ['third failure', { request: kindOf('quick'), verdict: EDGE_DOWN, failures: 3, elapsed: seconds(2) }, 'relay: never-held'],
  ['no time left of 3 s', { request: kindOf('check'), verdict: EDGE_DOWN, failures: 1, elapsed: ms(2900) }, 'relay: never-held'],
  ['no budget', { request: kindOf('check'), verdict: EDGE_DOWN, failures: 1, budget: 'empty' }, 'relay: never-held'],
  ['nobody answered', { request: kindOf('safe'), verdict: UNREACHED, failures: 3 }, 'give-up: never-held'],
  [
    'advice beyond 3 s',
    { request: kindOf('quick'), verdict: { ...THROTTLED, retryAfter: seconds(4) }, failures: 1 },
    'relay: never-held',
  ],
  [
    'a file that was not taken',
    { request: { ...kindOf('acting'), resend: 'if-nothing-sent' }, verdict: EDGE_DOWN, failures: 1 },
    'attempt: retry',
  ],
])

table('what may have acted is not sent twice', [
  ['a server broke', { request: ACTING, verdict: BROKEN, failures: 1 }, 'relay: may-have-acted'],
  ['a reset', { request: ACTING, verdict: RESET, failures: 1 }, 'give-up: may-have-acted'],
  [
    'a reset, after commit',
    { request: ACTING, verdict: RESET, failures: 1, committed: 'yes' },
    'hand-back abort: may-have-acted',
  ],
  ['a stale connection', { request: ACTING, verdict: STALE, failures: 1 }, 'hand-back abort: may-have-acted'],
  [
    'a stale connection, nothing sent',
    { request: ACTING, verdict: { ...STALE, sent: 'nothing' }, failures: 1 },
    'attempt: stale-connection',
  ],
  ['refused before it was passed on', { request: ACTING, verdict: EDGE_DOWN, failures: 1 }, 'attempt: retry'],
])

const ALONE = { verdict: BROKEN, failures: 3, alone: 3 } as const
table('an error of the API that others do not get', [
  ['twice', { ...ALONE, failures: 2, alone: 1 }, 'attempt: retry'],
  ['three times: others need not wait with it', ALONE, 'attempt: retry'],
  ['four times', { ...ALONE, alone: 4 }, 'relay: only-this-request'],
  ['four times, over holds', { ...ALONE, failures: 1, alone: 4 }, 'relay: only-this-request'],
  ['four times, after commit', { ...ALONE, alone: 4, committed: 'yes' }, 'hand-back abort: only-this-request'],
  ['three times, but others fail too', { ...ALONE, alone: 0 }, 'hold for family: failing-again'],
  ['three times, and the family is unfit', { ...ALONE, blockedBy: 'family' }, 'hold for family: unfit'],
  ['three times without budget', { ...ALONE, budget: 'empty' }, 'hold for family: budget-empty'],
  ['an edge failure is never its own', { verdict: EDGE_DOWN, alone: 4, failures: 4 }, 'hold for upstream: failing-again'],
])

table('a wait ended', [
  ['it is the canary', { verdict: rested('canary'), blockedBy: 'family' }, 'attempt: canary'],
  ['its turn', { verdict: rested('turn-in-ramp') }, 'attempt: turn'],
  ['all is well', { verdict: rested('healthy') }, 'attempt: turn'],
  ['its turn, but another lane stops it', { verdict: rested('turn-in-ramp'), blockedBy: 'family' }, 'hold for family: unfit'],
  [
    'its turn, another lane, no patience',
    { verdict: rested('turn-in-ramp'), blockedBy: 'family', patienceLeft: ms(0) },
    'attempt: turn',
  ],
  ['the envelope is spent', { verdict: rested('time') }, 'hand-back come-again: envelope-spent'],
  [
    'its time is over by a clock that ran while the machine slept',
    { verdict: rested('time'), blockedBy: 'upstream' },
    'hold for upstream: unfit',
  ],
  [
    'its time is over but for what timers are late by',
    { verdict: rested('time'), blockedBy: 'upstream', patienceLeft: ms(900) },
    'hand-back come-again: envelope-spent',
  ],
  [
    'its turn, and meanwhile there is no network',
    { verdict: rested('turn-in-ramp'), blockedBy: 'upstream', offline: 'yes' },
    'hold for upstream: offline',
  ],
  [
    'no network, and it failed for that',
    { verdict: UNREACHED, blockedBy: 'upstream', offline: 'yes' },
    'hold for upstream: offline',
  ],
  ['no network when it comes', { blockedBy: 'upstream', offline: 'yes' }, 'hold for upstream: offline'],
  ['the patience is spent', { verdict: rested('time'), patienceLeft: ms(0) }, 'hand-back come-again: patience-spent'],
  [
    'the patience is spent, after commit',
    { verdict: rested('time'), patienceLeft: ms(-1), committed: 'yes' },
    'hand-back abort: patience-spent',
  ],
  ['the gateway stops', { verdict: rested('stopping') }, 'hand-back come-again: stopping'],
  ['the gateway stops, after commit', { verdict: rested('stopping'), committed: 'yes' }, 'hand-back abort: stopping'],
  ['too many wait', { verdict: rested('crowded') }, 'hand-back come-again: crowded'],
])

const FALLBACK = { ...given.ENVELOPE, holdFor: seconds(20), afterwards: 'original-status' } as const
table('a client with a fallback model of its own', [
  [
    'is held at first',
    { envelope: FALLBACK, verdict: OVERLOADED, failures: 3, elapsed: seconds(3) },
    'hold for family: failing-again',
  ],
  [
    'gets the original status after 20 s',
    { envelope: FALLBACK, verdict: rested('time'), elapsed: seconds(20) },
    'hand-back original-status: envelope-spent',
  ],
  [
    'gets it too when the next failure comes later',
    { envelope: FALLBACK, verdict: OVERLOADED, failures: 1, elapsed: seconds(21) },
    'hand-back original-status: envelope-spent',
  ],
  [
    'is held 20 s even if the overload asks for more: that is a guess',
    { envelope: FALLBACK, verdict: { ...OVERLOADED, retryAfter: seconds(30) }, failures: 1 },
    'hold for family: overloaded',
  ],
  [
    'hears at once of a throttle that lasts longer',
    { envelope: FALLBACK, verdict: { ...THROTTLED, retryAfter: seconds(30) }, failures: 1 },
    'relay: advice-too-long',
  ],
])

table('who comes again', [
  ['after eight rounds nothing is held', { verdict: EDGE_DOWN, failures: 3, rounds: 8 }, 'relay: too-many-rounds'],
  ['nor after eight rounds without an answer', { verdict: UNREACHED, failures: 3, rounds: 8 }, 'give-up: too-many-rounds'],
  [
    'its patience is spent: the answer itself',
    { verdict: EDGE_DOWN, failures: 1, rounds: 1, patienceLeft: ms(0) },
    'relay: patience-spent',
  ],
  [
    'patience spent in the first round',
    { verdict: EDGE_DOWN, failures: 1, patienceLeft: ms(0) },
    'hand-back come-again: patience-spent',
  ],
])

test('a hold ends with the patience or with the envelope, whichever is first', () => {
  const held = { verdict: EDGE_DOWN, failures: 3 } as const
  const atMost = (differs: Partial<Situation>): number | undefined => {
    const decision = decided({ ...held, ...differs })
    return decision.do === 'hold' ? decision.atMost : undefined
  }
  assert.equal(atMost({ patienceLeft: minutes(30) }), minutes(30))
  const short = { ...given.ENVELOPE, holdFor: seconds(55) }
  assert.equal(atMost({ envelope: short, elapsed: seconds(15) }), seconds(40))
  assert.equal(atMost({ envelope: short, elapsed: seconds(15), patienceLeft: seconds(10) }), seconds(10))
})

test('a retry that would end after the envelope is not begun', () => {
  const envelope = { ...given.ENVELOPE, holdFor: seconds(10) }
  const at = (elapsed: number): string => said(decided({ verdict: EDGE_DOWN, failures: 1, envelope, elapsed: ms(elapsed) }))
  assert.equal(at(9600), 'attempt: retry')
  assert.equal(at(9800), 'hand-back come-again: envelope-spent')
})

test('the first retry comes after 0.2 to 0.5 s, the second after about a second, that of a stale connection at once', () => {
  const after = (differs: Partial<Situation>): number => {
    const decision = decided(differs)
    return decision.do === 'attempt' ? decision.after : Number.NaN
  }
  assert.equal(after({ verdict: EDGE_DOWN, failures: 1, roll: 0 }), 200)
  assert.equal(after({ verdict: EDGE_DOWN, failures: 2, roll: 0.5 }), 1000)
  assert.equal(after({ verdict: STALE, failures: 1 }), 0)
  assert.equal(after({ verdict: { ...THROTTLED, retryAfter: seconds(2) }, failures: 1, request: kindOf('quick') }), 2000)
})

test('after a stale connection a fresh one is taken; connections that stay stale are trouble like any other', () => {
  const decision = decided({ verdict: STALE, failures: 1 })
  assert.equal(decision.do === 'attempt' && decision.connection, 'fresh')
  assert.equal(said(decided({ verdict: STALE, failures: 4 })), 'hold for upstream: failing-again')
  assert.equal(said(decided({ verdict: STALE, failures: 4, request: kindOf('quick') })), 'give-up: never-held')
})
