import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { FAILURES, failureEntry, REFUSALS, refusalEntry, type FailureCode, type RefusalCode } from './catalogue.ts'
import type { Phase, Progress, Refusal, Sent, Signal, Woke } from './signal.ts'
import { hours, ms, seconds, type Millis } from './time.ts'
import { judge, type Scope, type Verdict } from './verdict.ts'

const REFUSAL_CODES = Object.keys(REFUSALS) as readonly RefusalCode[]
const FAILURE_CODES = Object.keys(FAILURES) as readonly FailureCode[]
const STATUSES = [200, 302, 400, 401, 402, 403, 404, 407, 408, 409, 413, 429, 500, 502, 503, 504, 520, 529, 530] as const
const ADVICE: readonly (Millis | undefined)[] = [undefined, ms(0), seconds(5), seconds(60), seconds(61), hours(7)]
const PHASES: readonly Phase[] = ['dns', 'connect', 'tls', 'headers', 'first-event']
const PROGRESS: readonly Progress[] = ['nothing', 'message-start', 'content']
const SENT: readonly Sent[] = ['nothing', 'maybe', 'all']
const TEARS = ['cut', 'silence', 'empty', 'not-an-answer'] as const

const isTrouble = (verdict: Verdict): verdict is Extract<Verdict, { kind: 'down' | 'busy' }> =>
  verdict.kind === 'down' || verdict.kind === 'busy'
const isFinal = (verdict: Verdict): boolean => ['denied', 'invalid', 'spent'].includes(verdict.kind)

type More = { readonly retryAfter?: Millis; readonly shouldRetry?: boolean }
const refusal = (code: RefusalCode, status: number, more: More = {}): Refusal => ({
  code,
  status,
  from: refusalEntry(code).from,
  ...more,
})
const refused = (code: RefusalCode, status: number, more: More = {}): Verdict =>
  judge({ kind: 'refused', ...refusal(code, status, more) })

suite('what is no trouble', () => {
  const table: readonly (readonly [Signal, Verdict])[] = [
    [{ kind: 'opened' }, { kind: 'good' }],
    [{ kind: 'completed' }, { kind: 'done' }],
    [{ kind: 'client-left' }, { kind: 'gone' }],
  ]
  for (const [signal, wanted] of table) {
    test(`${signal.kind} is ${wanted.kind}`, () => assert.deepEqual(judge(signal), wanted))
  }
  const wakings: readonly Woke[] = ['canary', 'turn-in-ramp', 'healthy', 'time', 'stopping', 'crowded']
  for (const why of wakings) {
    test(`woken by ${why}: a wait ended`, () => assert.deepEqual(judge({ kind: 'woke', why }), { kind: 'rested', why }))
  }
})

suite('every refusal, under every status, with every advice', () => {
  const all = REFUSAL_CODES.flatMap((code) => STATUSES.flatMap((status) => ADVICE.map((advice) => ({ code, status, advice }))))
  const judged = all.map(({ code, status, advice }) => ({
    code,
    status,
    advice,
    verdict: refused(code, status, advice === undefined ? {} : { retryAfter: advice }),
  }))

  test('where waiting cannot help it is final and passed on with who said it, else it is trouble', () => {
    for (const { code, verdict } of judged) {
      assert.equal(isFinal(verdict), !refusalEntry(code).waitingHelps, code)
      assert.equal(isTrouble(verdict), refusalEntry(code).waitingHelps, code)
      assert.equal('from' in verdict && verdict.from, refusalEntry(code).from, code)
    }
  })

  test('x-should-retry: false makes every one of them final, true changes nothing', () => {
    for (const { code, status, advice, verdict } of judged) {
      const more = advice === undefined ? {} : { retryAfter: advice }
      assert.ok(isFinal(refused(code, status, { ...more, shouldRetry: false })), `${code} ${status}`)
      assert.deepEqual(refused(code, status, { ...more, shouldRetry: true }), verdict)
    }
  })

  test('an overload concerns the family, and at most 60 s of its advice are heeded', () => {
    for (const { code, status, advice, verdict } of judged) {
      if (!isTrouble(verdict) || (status !== 529 && code !== 'api.overloaded')) continue
      assert.deepEqual([verdict.kind, verdict.scope], ['busy', 'family'], code)
      assert.equal(verdict.retryAfter, advice === undefined ? undefined : Math.min(advice, 60_000))
    }
  })

  test('a 429 is heeded in full; it concerns the credential if the API says so, else the upstream', () => {
    for (const { code, status, advice, verdict } of judged) {
      if (!isTrouble(verdict) || status !== 429 || code === 'api.overloaded') continue
      const scope: Scope = code.startsWith('api.') ? 'credential' : 'upstream'
      assert.deepEqual([verdict.kind, verdict.scope, verdict.retryAfter], ['busy', scope, advice], code)
    }
  })

  test('anything else that passes is down, and its advice is not heeded: soundings know sooner', () => {
    for (const { code, status, verdict } of judged) {
      if (!isTrouble(verdict) || status === 429 || status === 529 || code === 'api.overloaded') continue
      const scope: Scope = code.startsWith('api.') ? 'family' : 'upstream'
      assert.deepEqual([verdict.kind, verdict.scope, verdict.retryAfter], ['down', scope, undefined], code)
    }
  })

  test('how much may have been acted on is taken from the catalogue', () => {
    for (const { code, verdict } of judged) if (isTrouble(verdict)) assert.equal(verdict.sent, refusalEntry(code).sent, code)
  })
})

suite('refusals as they come', () => {
  const table: readonly (readonly [RefusalCode, number, More, Partial<Extract<Verdict, { kind: 'down' | 'busy' }>>])[] = [
    ['envoy.no-healthy-upstream', 503, { retryAfter: seconds(600) }, { kind: 'down', scope: 'upstream', sent: 'nothing' }],
    ['envoy.connection-termination', 503, {}, { kind: 'down', scope: 'upstream', sent: 'maybe' }],
    ['cloudflare.520', 520, { retryAfter: seconds(60) }, { kind: 'down', scope: 'upstream', sent: 'maybe' }],
    ['cloudflare.rate-limited', 429, { retryAfter: seconds(30) }, { kind: 'busy', scope: 'upstream', retryAfter: seconds(30) }],
    ['api.overloaded', 529, { retryAfter: seconds(5) }, { kind: 'busy', scope: 'family', retryAfter: seconds(5) }],
    ['api.overloaded', 529, { retryAfter: seconds(600) }, { kind: 'busy', scope: 'family', retryAfter: seconds(60) }],
    ['api.rate-limit', 429, { retryAfter: seconds(600) }, { kind: 'busy', scope: 'credential', retryAfter: seconds(600) }],
    ['api.internal', 500, {}, { kind: 'down', scope: 'family', sent: 'maybe' }],
    ['api.timeout', 504, {}, { kind: 'down', scope: 'family', sent: 'maybe' }],
    ['other.server-error', 500, {}, { kind: 'down', scope: 'upstream', sent: 'maybe' }],
    ['middlebox.html-page', 200, {}, { kind: 'down', scope: 'upstream', sent: 'nothing' }],
  ]
  for (const [code, status, more, wanted] of table) {
    test(`${code} ${status} ${JSON.stringify(more)} is ${wanted.kind} for the ${wanted.scope}`, () => {
      assert.partialDeepStrictEqual(refused(code, status, more), { code, ...wanted })
      if (wanted.retryAfter === undefined) assert.equal('retryAfter' in refused(code, status, more), false)
    })
  }

  const final: readonly (readonly [RefusalCode, number, Verdict['kind']])[] = [
    ['api.invalid-request', 400, 'invalid'],
    ['api.spend-limit', 400, 'spent'],
    ['api.authentication', 401, 'denied'],
    ['api.billing', 402, 'spent'],
    ['api.billing', 400, 'spent'],
    ['api.permission', 403, 'denied'],
    ['cloudflare.challenge', 403, 'denied'],
    ['api.not-found', 404, 'invalid'],
    ['middlebox.proxy-login', 407, 'denied'],
    ['api.conflict', 409, 'invalid'],
    ['api.too-large', 413, 'invalid'],
    ['api.plan-limit', 429, 'spent'],
    ['api.spend-limit', 429, 'spent'],
  ]
  for (const [code, status, kind] of final) {
    test(`${code} ${status} is ${kind}`, () => {
      assert.deepEqual(refused(code, status), { kind, code, from: refusalEntry(code).from })
    })
  }

  test('a 529 that must not be retried is final: invalid, for nothing was bought', () => {
    assert.equal(refused('api.overloaded', 529, { shouldRetry: false }).kind, 'invalid')
    assert.equal(refused('api.rate-limit', 429, { shouldRetry: false }).kind, 'spent')
  })
})

suite('without an answer', () => {
  test('every failure is down for the upstream where waiting helps, else final with nobody to quote', () => {
    for (const code of FAILURE_CODES) {
      for (const phase of PHASES) {
        for (const sent of SENT) {
          const verdict = judge({ kind: 'failed', phase, code, sent, stale: false })
          const wanted: Verdict = failureEntry(code).waitingHelps
            ? { kind: 'down', code, scope: 'upstream', from: undefined, sent }
            : { kind: 'invalid', code, from: undefined }
          assert.deepEqual(verdict, wanted)
        }
      }
    }
  })

  test('a pooled connection that had died says nothing about the upstream, whatever its code', () => {
    for (const code of FAILURE_CODES) {
      for (const sent of SENT) {
        assert.deepEqual(judge({ kind: 'failed', phase: 'headers', code, sent, stale: true }), { kind: 'stale', code, sent })
      }
    }
  })

  const silences: Readonly<Record<Phase, readonly [FailureCode, Scope, Sent]>> = {
    dns: ['path.dns-timeout', 'upstream', 'nothing'],
    connect: ['path.connect-timeout', 'upstream', 'nothing'],
    tls: ['path.tls-timeout', 'upstream', 'nothing'],
    headers: ['path.silent-headers', 'upstream', 'all'],
    'first-event': ['path.silent-first-event', 'family', 'all'],
  }
  for (const phase of PHASES) {
    const [code, scope, sent] = silences[phase]
    test(`silence in ${phase} is ${code}, for the ${scope}; ${sent} was sent`, () => {
      assert.deepEqual(judge({ kind: 'silent', phase, waited: seconds(60) }), {
        kind: 'down',
        code,
        scope,
        from: undefined,
        sent,
      })
    })
  }
})

suite('answers that broke', () => {
  const codes = { cut: 'answer.cut', silence: 'answer.silent', empty: 'answer.empty', 'not-an-answer': 'answer.not-an-answer' }
  for (const by of TEARS) {
    for (const progress of PROGRESS) {
      const cut = progress === 'content'
      test(`torn by ${by} with ${progress}: ${cut ? 'cut' : 'down, as if it had never begun'}`, () => {
        const code = codes[by]
        const wanted = cut ? { kind: 'cut', code } : { kind: 'down', code, scope: 'upstream', from: undefined, sent: 'all' }
        assert.deepEqual(judge({ kind: 'torn', by, progress }), wanted)
      })
    }
  }

  test('an error event before content means what the same error means as an answer, but the request was taken on', () => {
    for (const code of REFUSAL_CODES) {
      for (const status of STATUSES) {
        const said = refusal(code, status, { retryAfter: seconds(5) })
        for (const progress of ['nothing', 'message-start'] as const) {
          const answered = judge({ kind: 'refused', ...said })
          const wanted = isTrouble(answered) ? { ...answered, sent: 'all' } : answered
          assert.deepEqual(judge({ kind: 'error-event', progress, refusal: said }), wanted)
        }
      }
    }
  })

  test('an error event after content is a cut, whatever it says', () => {
    for (const code of REFUSAL_CODES) {
      const verdict = judge({ kind: 'error-event', progress: 'content', refusal: refusal(code, 529, { shouldRetry: false }) })
      assert.deepEqual(verdict, { kind: 'cut', code })
    }
  })
})
