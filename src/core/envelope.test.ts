import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { clientOf, envelopeOf, patienceOf, type ClientKind, type Envelope } from './envelope.ts'
import { defaultPolicy as policy } from './policy.ts'
import { hours, minutes, ms, seconds } from './time.ts'

type Headers = Readonly<Record<string, string>>

const CLAUDE: Headers = {
  'user-agent': 'claude-cli/2.1.330 (external, cli)',
  'x-stainless-lang': 'js',
  'x-stainless-timeout': '600',
}
const SDK: Headers = { 'user-agent': 'Anthropic/JS 1.12.0', 'x-stainless-lang': 'js', 'x-stainless-timeout': '600' }
const CURL: Headers = { 'user-agent': 'curl/8.5.0' }

const reader =
  (headers: Headers) =>
  (name: string): string | undefined =>
    headers[name]
const streaming = (headers: Headers): Envelope => envelopeOf(policy, { streaming: true, header: reader(headers) })
const whole = (headers: Headers): Envelope => envelopeOf(policy, { streaming: false, header: reader(headers) })

suite('who asks', () => {
  const table: readonly (readonly [Headers, ClientKind])[] = [
    [CLAUDE, 'claude-code'],
    [{ 'user-agent': 'claude-code/2.1.330' }, 'claude-code'],
    [{ 'user-agent': 'Claude-CLI/3.0.0' }, 'claude-code'],
    [{ 'user-agent': 'node', 'x-claude-code-session-id': 'a' }, 'claude-code'],
    [{ 'x-claude-code-session-id': 'a', 'x-stainless-lang': 'js' }, 'claude-code'],
    [SDK, 'sdk'],
    [{ 'x-stainless-package-version': '0.40.0' }, 'sdk'],
    [{ 'user-agent': 'my-claude-cli/1.0' }, 'unknown'],
    [{ 'user-agent': 'claude-client/1.0' }, 'unknown'],
    [{ 'x-stainless-timeout': '600' }, 'unknown'],
    [CURL, 'unknown'],
    [{}, 'unknown'],
  ]
  for (const [headers, client] of table) {
    test(`${JSON.stringify(headers)} is ${client}`, () => assert.equal(clientOf(reader(headers)), client))
  }
})

test('Claude Code, streaming: as measured, whatever timeout it declares', () => {
  assert.deepEqual(streaming(CLAUDE), {
    client: 'claude-code',
    quietHeld: seconds(50),
    quietTrying: seconds(300),
    pingEvery: seconds(10),
    ownStart: true,
    holdFor: hours(6),
    afterwards: 'come-again',
  })
  assert.deepEqual(streaming({ ...CLAUDE, 'x-stainless-timeout': '5' }), streaming(CLAUDE))
})

test('Claude Code without stream is held until just before its own timeout', () => {
  assert.equal(whole({ ...CLAUDE, 'x-stainless-timeout': '300' }).holdFor, seconds(295))
})

test('an SDK, streaming, is committed well before the timeout it declares', () => {
  assert.partialDeepStrictEqual(streaming(SDK), {
    client: 'sdk',
    quietHeld: seconds(50),
    quietTrying: seconds(300),
    ownStart: false,
  })
  assert.partialDeepStrictEqual(streaming({ ...SDK, 'x-stainless-timeout': '30' }), {
    quietHeld: seconds(14.25),
    quietTrying: seconds(28.5),
    pingEvery: seconds(10),
    holdFor: hours(6),
  })
})

suite('an SDK without stream is held until just before its own timeout', () => {
  const table: readonly (readonly [string, number])[] = [
    ['600', 595_000],
    ['60', 57_000],
    ['20', 19_000],
    ['3', 2000],
    ['1', 500],
    ['0.5', 250],
  ]
  for (const [declared, holdFor] of table) {
    test(`${declared} s: ${holdFor} ms`, () => assert.equal(whole({ ...SDK, 'x-stainless-timeout': declared }).holdFor, holdFor))
  }
})

test('who declares no timeout, or nonsense, is treated with care', () => {
  const { 'x-stainless-timeout': _, ...silent } = SDK
  for (const headers of [
    silent,
    ...['', ' ', '0', '-5', 'NaN', 'soon', 'Infinity'].map((text) => ({ ...SDK, 'x-stainless-timeout': text })),
  ])
    assert.equal(whole(headers).holdFor, seconds(55), JSON.stringify(headers))
})

test('an unknown client is held 55 s without stream, and committed after 20 s with it', () => {
  assert.equal(whole(CURL).holdFor, seconds(55))
  assert.partialDeepStrictEqual(streaming(CURL), {
    client: 'unknown',
    quietHeld: seconds(20),
    quietTrying: seconds(20),
    ownStart: false,
    holdFor: hours(6),
  })
})

suite('a fallback model of its own', () => {
  const FALLBACK: Headers = { ...CLAUDE, 'x-holdfast-fallback-model': 'claude-sonnet-5' }
  test('is given way to after 20 s, with the original status, which can still be given then', () => {
    const envelope = streaming(FALLBACK)
    assert.partialDeepStrictEqual(envelope, { holdFor: seconds(20), afterwards: 'original-status' })
    assert.ok(envelope.quietHeld > envelope.holdFor)
  })
  test('does not lengthen what the client tolerates', () => {
    assert.equal(whole({ ...FALLBACK, 'x-stainless-timeout': '10' }).holdFor, seconds(9))
    assert.equal(streaming({ ...FALLBACK, 'x-holdfast-patience': '5000' }).holdFor, seconds(5))
  })
})

suite('patience', () => {
  const table: readonly (readonly [string | undefined, number])[] = [
    [undefined, policy.patience],
    ['1800000', minutes(30)],
    ['0', 0],
    ['', policy.patience],
    ['  ', policy.patience],
    ['-1', policy.patience],
    ['6h', policy.patience],
    ['Infinity', policy.patience],
  ]
  for (const [text, wanted] of table) {
    test(`${JSON.stringify(text)} is ${wanted} ms`, () => {
      assert.equal(
        patienceOf(policy, () => text),
        wanted,
      )
    })
  }
  test('bounds every hold, and nothing else', () => {
    const [hasty, patient] = [streaming({ ...CLAUDE, 'x-holdfast-patience': '0' }), streaming(CLAUDE)]
    assert.deepEqual(hasty, { ...patient, holdFor: 0 })
    assert.equal(whole({ ...SDK, 'x-holdfast-patience': '1000' }).holdFor, 1000)
  })
})

test('no quiet and no hold without stream outlasts a declared timeout, and every length is usable', () => {
  const client = fc.constantFrom<Headers>(SDK, CURL, { 'user-agent': 'x', 'x-stainless-package-version': '1' })
  const fallback = fc.constantFrom<Headers>({}, { 'x-holdfast-fallback-model': 'm' })
  const declared = fc.double({ min: 0.001, max: 100_000, noNaN: true })
  fc.assert(
    fc.property(client, fallback, declared, (headers, more, timeout) => {
      const asked = { ...headers, ...more, 'x-stainless-timeout': String(timeout) }
      const limit = ms(timeout * 1000)
      for (const envelope of [streaming(asked), whole(asked)]) {
        for (const quiet of [envelope.quietHeld, envelope.quietTrying, envelope.pingEvery]) assert.ok(quiet > 0 && quiet < limit)
        assert.ok(envelope.holdFor > 0 && envelope.holdFor <= policy.patience)
      }
      assert.ok(whole(asked).holdFor < limit)
    }),
  )
})
