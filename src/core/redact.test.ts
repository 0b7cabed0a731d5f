import assert from 'node:assert/strict'
import { cpuUsage } from 'node:process'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createRedactor } from './redact.ts'

const redact = createRedactor('a salt')

/** Each is shaped like the real thing, and none is one. */
const SECRETS: Readonly<Record<string, string>> = {
  'API key': `sk-ant-api03-${'Ab9_-'.repeat(18)}AA`,
  'admin key': `sk-ant-admin01-${'Zx8-_'.repeat(18)}AA`,
  'access token of a subscription': `sk-ant-oat01-${'Qw7_'.repeat(20)}`,
  'refresh token of a subscription': `sk-ant-ort01-${'Er6-'.repeat(20)}`,
  'session key': `sk-ant-sid01-${'Ty5_'.repeat(20)}`,
  'key of which only a part is shown': 'sk-ant-api03-AbCdEf',
  'key of another provider': 'sk-or-v1-0123456789abcdef0123456789abcdef',
  JWT: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl',
  'JWT without its signature': 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9',
  'AWS access key': 'AKIAIOSFODNN7EXAMPLE',
  'Bedrock API key': `ABSK${'QmVkcm9j'.repeat(8)}=`,
  'Google API key': `AIza${'SyA1234_-'.repeat(4)}`,
  'Google access token': 'ya29.a0AfH6SMBx-1234567890',
  'GitHub token': `ghp_${'0a1B'.repeat(9)}`,
  'private key': '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nq83v\n-----END RSA PRIVATE KEY-----',
  'private key that was cut off': '-----BEGIN PRIVATE KEY-----\\nMIIEpAIBAAKCAQEA',
}

const SURROUNDINGS: Readonly<Record<string, (secret: string) => string>> = {
  'in a sentence': (secret) => `the key ${secret} was refused`,
  'in a header': (secret) => `x-api-key: ${secret}\r\nhost: api.example.test`,
  'as a bearer': (secret) => `Authorization: Bearer ${secret}`,
  'in JSON': (secret) => JSON.stringify({ headers: { authorization: `Bearer ${secret}` } }),
  'in JSON in JSON': (secret) => JSON.stringify({ body: JSON.stringify({ key: secret }) }),
  'in the environment': (secret) => `ANTHROPIC_API_KEY=${secret} claude`,
  'in an address': (secret) => `https://api.example.test/v1?key=${secret}&x=1`,
  'in brackets': (secret) => `(${secret})`,
}

for (const [kind, secret] of Object.entries(SECRETS)) {
  test(`a ${kind} survives nowhere`, () => {
    for (const [where, put] of Object.entries(SURROUNDINGS)) {
      const core = secret.replaceAll('\n', String.raw`\n`).slice(-12)
      const redacted = redact(put(secret))
      assert.ok(!redacted.includes(secret) && !redacted.includes(core), `${where}: ${redacted}`)
    }
  })
}

// Known by the name beside it, not by its own look.
const NAMED: readonly (readonly [string, string])[] = [
  ['x-api-key: opaque-value', 'opaque-value'],
  ['"x-api-key","opaque-value"', 'opaque-value'],
  ["{'X-Api-Key': 'opaque-value'}", 'opaque-value'],
  ['Authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
  ['proxy-authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
  ['"authorization","Bearer opaque1value"', 'opaque1value'],
  ['x-holdfast-key: 0011223344', '0011223344'],
  ['Cookie: sessionKey=opaque; theme=dark', 'opaque'],
  ['set-cookie: a=opaque; HttpOnly', 'opaque'],
  ['ANTHROPIC_AUTH_TOKEN=opaque', 'opaque'],
  ['export HF_TOKEN="opaque"', 'opaque'],
  ['AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG', 'wJalrXUtnFEMI/K7MDENG'],
  ['{"accessToken":"opaque","expiresAt":1}', 'opaque'],
  [String.raw`{\"refreshToken\":\"opaque\"}`, 'opaque'],
  ['--api-key opaque', 'opaque'],
  ['password: hunter22', 'hunter22'],
  ['http://user:hunter2@proxy.example.test:3128', 'hunter2'],
  ['http://user:p@ss@proxy.example.test:3128', 'p@ss'],
  ['http://user:p/a?s#s@proxy.example.test:3128', 'p/a?s#s'],
  ['https://onlyatoken@git.example.test/x', 'onlyatoken'],
  ['GET /?X-Amz-Signature=abcdef012345&a=1', 'abcdef012345'],
]

for (const [text, secret] of NAMED) {
  test(`the secret goes from: ${text}`, () => assert.ok(!redact(text).includes(secret), redact(text)))
}

const HARMLESS: readonly string[] = [
  'max_tokens: 32000, input_tokens: 12',
  'Bearer authentication is required',
  'Basic authentication is required',
  'a risk-based-approach-to-something-long',
  'https://proxy.example.test:3128/users/@me',
  'https://api.example.test/v1/messages?beta=true',
  'retry-after: 30',
  'request-id: req_011CSHoEeqs5C35K2UUqR7Fy',
  'claude-sonnet-4-5-20250929',
  '503 no healthy upstream',
]

for (const text of HARMLESS) test(`nothing is taken from: ${text}`, () => assert.equal(redact(text), text))

test('the host of a proxy stays readable', () => {
  assert.match(
    redact('http://user:hunter2@proxy.example.test:3128/?mail=a@b'),
    /^http:\/\/\[redacted-secret-[0-9a-f]{8}\]@proxy\.example\.test:3128/,
  )
})

test('the same secret gives the same token wherever it stands, and another one another', () => {
  const secret = 'opaque-value-1'
  const tokens = [`x-api-key: ${secret}`, `ANTHROPIC_AUTH_TOKEN=${secret}`, `Bearer ${secret}`].map(
    (text) => /\[redacted-.*\]/.exec(redact(text))?.[0],
  )
  assert.equal(new Set(tokens).size, 1)
  assert.notEqual(redact('x-api-key: opaque-value-2'), redact('x-api-key: opaque-value-1'))
})

test('another salt gives other tokens', () => {
  const text = `key ${SECRETS['API key']}`
  assert.notEqual(createRedactor('another')(text), redact(text))
})

test('a token says what kind of secret it was', () => {
  assert.match(redact(SECRETS['access token of a subscription'] ?? ''), /^\[redacted-oauth-access-/)
  assert.match(redact(SECRETS['AWS access key'] ?? ''), /^\[redacted-aws-key-/)
})

test('redacting twice changes nothing more', () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom(...Object.values(SECRETS), ...NAMED.map(([text]) => text), ...HARMLESS))
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const once = redact(pieces.join(' \n'))
      assert.equal(redact(once), once)
    }),
  )
})

test('64 KiB of hostile text are done in well under a second', () => {
  const hostile = [
    '://',
    '://u:',
    '-----BEGIN PRIVATE KEY-----',
    'bearer ',
    'authorization: a ',
    'eyJaaaaa.',
    'A_TOKEN',
    'cookie: ',
    '--a-',
  ]
  for (const piece of hostile) {
    const text = piece.repeat(Math.ceil(65_536 / piece.length))
    const before = cpuUsage().user
    redact(text)
    assert.ok(cpuUsage().user - before < 1_000_000, piece)
  }
})
