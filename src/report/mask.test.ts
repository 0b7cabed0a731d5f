import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canariesIn, MARK } from '../../test/instruments/canary.ts'
import { ENCODINGS, SECRET_SHAPES } from '../../test/instruments/secret-shapes.ts'
import { createMask, knownSecrets, masked } from './mask.ts'

const mask = createMask({ salt: 'a test', known: [] })

/** Their alphabets are not the mark's: they are looked for as a whole. */
const WITHOUT_MARK: ReadonlySet<string> = new Set(['basic header', 'AWS key id', 'AWS temporary key id', 'Shopify token'])

test('there are more than forty shapes of secrets, and the search finds each in each encoding', () => {
  assert.ok(Object.keys(SECRET_SHAPES).length >= 40)
  for (const [shape, secret] of Object.entries(SECRET_SHAPES).filter(([name]) => !WITHOUT_MARK.has(name)))
    for (const [encoding, encode] of Object.entries(ENCODINGS))
      assert.ok(canariesIn(shape, Buffer.from(encode(secret))).length > 0, `${shape}, ${encoding}`)
})

for (const [encoding, encode] of Object.entries(ENCODINGS))
  test(`no secret is left in a text, ${encoding}`, () => {
    for (const [shape, secret] of Object.entries(SECRET_SHAPES))
      for (const text of [
        encode(secret),
        `Elevated errors (${encode(secret)}) since noon`,
        `since noon: ${encode(secret)}\n${encode(secret)}`,
      ])
        assertGone(mask(text), { shape, text, secret: encode(secret) })
  })

function assertGone(
  left: string,
  { shape, text, secret }: { readonly shape: string; readonly text: string; readonly secret: string },
): void {
  assert.deepEqual(canariesIn(shape, Buffer.from(left)), [], `${shape}: ${text}`)
  assert.ok(!left.includes(secret), `${shape}: ${text}`)
}

test('the same secret is the same token in every encoding, and another one in another report', () => {
  const secret = SECRET_SHAPES['API key'] ?? ''
  const tokens = Object.values(ENCODINGS).map((encode) => /\[redacted-\S+\]/.exec(mask(encode(secret)))?.[0])
  assert.equal(new Set(tokens).size, 1)
  assert.notEqual(createMask({ salt: 'another', known: [] })(secret), mask(secret))
})

test('a secret that looks like nothing is known by the variable in which it stands, or by the login of a URL', () => {
  const known = knownSecrets([
    {
      MY_PASSWORD: `plain ${MARK}`,
      HTTPS_PROXY: `http://me:p%40ss-${MARK}-1@proxy.test:1`,
      MAX_TOKENS: '4096',
      SSH_AUTH_SOCK: '/tmp/agent',
      AUTH: 'true',
    },
  ])
  const knowing = createMask({ salt: 'a test', known })
  for (const secret of [`plain ${MARK}`, `p%40ss-${MARK}-1`, `p@ss-${MARK}-1`])
    for (const encode of Object.values(ENCODINGS))
      assert.deepEqual(canariesIn('known', Buffer.from(knowing(`an incident ${encode(secret)} at noon`))), [], secret)
  assert.equal(knowing('4096 true /tmp/agent'), '4096 true /tmp/agent')
})

test('what is no secret stays as it is', () => {
  for (const text of [
    'Elevated errors on Claude Opus 5.5: we are investigating, see https://status.claude.com/incidents/8xk2n3v4q5w6',
    'API への接続で障害が発生しています',
    'request-id req_011CR6qZ8d1f2g3h4j5k6m7n and cf-ray 8a1b2c3d4e5f6789-NRT, 100% of requests, 2026-11-22T17:44:26.123Z',
    'sha256 6efb3fa3038b55c1d0569b69bb3be9f37af5365d920050143cf2292c35ad38f2',
  ])
    assert.equal(mask(text), text)
})

test('people are left out of texts: their addresses and their folders', () => {
  assert.equal(
    mask('mail joe@example.test about /home/joe/x, /Users/joe and C:\\Users\\joe\\y'),
    'mail [an e-mail address] about ~/x, ~ and ~\\y',
  )
})

test('values and names of fields are masked alike', () => {
  const secret = SECRET_SHAPES['GitHub token'] ?? ''
  assert.deepEqual(canariesIn('fields', Buffer.from(JSON.stringify(masked({ a: [{ [secret]: secret }], b: 1 }, mask)))), [])
})

test('a hostile text takes no time', () => {
  for (const text of ['%', '\\u00', 'ab', '://a:', 'eyJ', '-----BEGIN PRIVATE KEY-----', 'a@'].map((piece) =>
    piece.repeat(20_000),
  )) {
    const from = performance.now()
    mask(text)
    assert.ok(performance.now() - from < 5000, text.slice(0, 10))
  }
})
