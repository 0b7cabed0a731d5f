import assert from 'node:assert/strict'
import { test } from 'node:test'
import { benchFor } from '../../test/instruments/bench-for-probes.ts'
import { namesAt } from './look-up.ts'

test('all probes at a bench ask the same one', (t) => {
  const bench = benchFor(t, 'https://localhost')
  assert.equal(namesAt(bench), namesAt(bench))
  assert.notEqual(namesAt(bench), namesAt({ ...bench }))
})
