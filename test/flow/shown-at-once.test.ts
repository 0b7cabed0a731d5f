import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CLAUDE_CODE, message } from '../instruments/asking.ts'
import { rig } from '../instruments/rig.ts'
import * as say from '../instruments/scripts.ts'

// What `run` turned on makes Claude Code try for hours what cannot pass: it is told not to.

const RUN = { 'x-holdfast-run': '00112233-4455-4677-8899-aabbccddeeff' }
const KEY = { ...CLAUDE_CODE, 'x-api-key': 'sk-made-up' }
const rejectedKey = say.apiError(401, 'authentication_error')
const planLimit = say.apiError(429, 'rate_limit_error', ['anthropic-ratelimit-unified-status', 'rejected', 'retry-after', '3600'])

const CASES = [
  ['a plan limit, through `run`', planLimit, { ...KEY, ...RUN }, 'false'],
  ['a rejected key, through `run`', rejectedKey, { ...KEY, ...RUN }, 'false'],
  [
    'a rejected login, through `run`: its client may renew it',
    rejectedKey,
    { ...CLAUDE_CODE, authorization: 'Bearer made-up', ...RUN },
    undefined,
  ],
  [
    'what a helper prints is sent as both, and asked for again',
    rejectedKey,
    { ...KEY, authorization: 'Bearer made-up', ...RUN },
    undefined,
  ],
  ['a rejected key without `run`: nothing was turned on', rejectedKey, KEY, undefined],
  ['a plan limit without `run`', planLimit, KEY, undefined],
] as const

for (const [what, script, headers, expected] of CASES) {
  test(`${what}: x-should-retry is ${expected ?? 'not added'}`, async (t) => {
    const r = await rig(t, script)
    const asked = r.ask({ headers, body: message('Hello') })
    await asked.over
    assert.equal(asked.headers['x-should-retry'], expected)
    assert.match(asked.text, /Said by the upstream/)
    assert.equal(r.upstream.calls.length, 1)
  })
}
