import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done, no, observed, type Changes } from '../../test/doctor/observations.ts'
import { notTested } from './not-tested.ts'

const gaps = (changes: Changes): readonly string[] => notTested(observed(changes)).filter((what) => what.startsWith('mtu'))

test('why nobody knows of large packets: the system, plain http, a proxy, or no connection to send them on', () => {
  const unasked = { mtu: { bulk: undefined } }
  assert.deepEqual(gaps({}), [])
  assert.deepEqual(gaps({ ...unasked, platform: 'win32' }), ['mtu'])
  assert.deepEqual(gaps(unasked), ['mtu-unconnected'])
  assert.deepEqual(gaps({ ...unasked, target: { secure: false } }), ['mtu-plain'])
  assert.deepEqual(gaps({ mtu: { bulk: no('ECONNREFUSED') } }), ['mtu-unconnected'])
  const proxy = { route: 'proxy', connects: done() } as const
  assert.deepEqual(gaps({ mtu: { bulk: no('TIMEOUT', 3500) }, proxy }), ['mtu-past-proxy'])
  assert.deepEqual(gaps({ ended: { mtu: 'timed-out' } }), [])
})
