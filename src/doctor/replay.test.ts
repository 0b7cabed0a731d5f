import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CHECK_NAMES } from '../core/evidence.ts'
import { readReplay } from './replay.ts'

const OBSERVATIONS = {
  schema: 1,
  at: 1_795_000_000_000,
  version: '0.1.0',
  platform: 'linux',
  target: { url: 'https://api.anthropic.com', host: 'api.anthropic.com', port: 443, secure: true, official: true },
  told: { codes: ['envoy.no-healthy-upstream'], text: 'API Error (503 no healthy upstream)' },
  probes: {
    clock: { is: 'seen', millis: 3, facts: { offsets: [{ host: 'a.test', millis: 12 }] } },
    link: { is: 'crashed', millis: 1, error: 'Error: no' },
  },
}

test('observations are read as they were written, alone or within a whole result', () => {
  for (const text of [JSON.stringify(OBSERVATIONS), JSON.stringify({ schema: 1, verdict: {}, replay: OBSERVATIONS })]) {
    const result = readReplay(text)
    assert.ok(result.ok)
    const { probes, told, target } = result.observations
    assert.deepEqual(probes.clock, OBSERVATIONS.probes.clock)
    assert.deepEqual(told, OBSERVATIONS.told)
    assert.deepEqual(target, OBSERVATIONS.target)
  }
})

test('a probe that the writer did not know is one that did not run', () => {
  const result = readReplay(JSON.stringify(OBSERVATIONS))
  assert.ok(result.ok)
  assert.deepEqual(Object.keys(result.observations.probes), CHECK_NAMES)
  assert.deepEqual(result.observations.probes.http, { is: 'skipped', why: 'not-here' })
})

test('a byte order mark is no fault', () => {
  assert.ok(readReplay(`\uFEFF${JSON.stringify(OBSERVATIONS)}`).ok)
})

test('what cannot be replayed says why', () => {
  const faultOf = (text: string): string => {
    const result = readReplay(text)
    return result.ok ? 'taken' : result.fault
  }
  assert.equal(faultOf('{'), 'not-json')
  assert.equal(faultOf(''), 'not-json')
  for (const odd of ['null', '[]', '1', '"text"', '{}', '{"replay":null}']) assert.equal(faultOf(odd), 'not-a-replay', odd)
  assert.equal(faultOf(JSON.stringify({ ...OBSERVATIONS, schema: 2 })), 'newer-schema')
  assert.equal(faultOf(JSON.stringify({ ...OBSERVATIONS, schema: 0 })), 'other-schema')
  assert.equal(faultOf(JSON.stringify({ ...OBSERVATIONS, probes: { link: { is: 'guessed' } } })), 'not-a-replay')
  assert.equal(faultOf(JSON.stringify({ ...OBSERVATIONS, target: {} })), 'not-a-replay')
})
