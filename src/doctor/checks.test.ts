import assert from 'node:assert/strict'
import { test } from 'node:test'
import { above, handshake, late, no, observed, together, type Changes } from '../../test/doctor/observations.ts'
import { checksOf, type Check } from './checks.ts'
import { notTested } from './not-tested.ts'

function rowOf(changes: Changes, id: Check['id']): Check {
  const row = checksOf(observed(changes)).find((one) => one.id === id)
  assert.ok(row)
  return row
}

test('on a healthy machine no check warns or fails', () => {
  const states = new Set(checksOf(observed()).map(({ state }) => state))
  assert.deepEqual([...states].toSorted(), ['pass', 'skip'])
})

test('a check that timed out, crashed or was left out is none of pass and fail, and says why', () => {
  const at = (is: 'timed-out' | 'crashed' | 'skipped'): Check => rowOf({ ended: { tls: is } }, 'tls')
  assert.deepEqual([at('timed-out').state, at('timed-out').gap], ['unknown', 'timed-out'])
  assert.deepEqual([at('crashed').state, at('crashed').cause], ['unknown', 'TypeError: boom'])
  assert.deepEqual([at('skipped').state, at('skipped').gap, at('skipped').millis], ['skip', 'not-asked', 0])
})

test('what fails behind the fault is dimmed, the fault itself is not', () => {
  const dead = above.noName('ETIMEOUT', 2000)
  assert.deepEqual([rowOf(dead, 'dns').state, rowOf(dead, 'dns').collateral], ['fail', false])
  assert.deepEqual([rowOf(dead, 'http').state, rowOf(dead, 'http').collateral], ['fail', true])
})

test('behind a sign-in page everything is its consequence, the page is not', () => {
  const shut = together(above.noInternet('TIMEOUT', 2000), {
    portal: {
      tries: [
        {
          url: 'http://one.test/',
          tried: { ok: true, millis: 9, saw: { status: 302, location: 'portal.test', asExpected: false, date: undefined } },
        },
      ],
    },
  })
  assert.deepEqual([rowOf(shut, 'egress').state, rowOf(shut, 'egress').collateral], ['fail', true])
  assert.deepEqual([rowOf(shut, 'portal').state, rowOf(shut, 'portal').collateral], ['fail', false])
})

test('a control that does not answer is a warning where the API does', () => {
  const blocked: Changes = { egress: { tries: [{ address: '1.1.1.1', family: 4, tried: late() }] } }
  assert.deepEqual([rowOf(blocked, 'egress').state, rowOf(blocked, 'egress').cause], ['warn', 'TIMEOUT'])
})

test('the cause is the system’s own word', () => {
  assert.equal(rowOf(above.noConnection(no('ECONNREFUSED')), 'tcp').cause, 'ECONNREFUSED')
  assert.equal(rowOf(above.noTls(handshake({ trusted: false, problem: 'CERT_HAS_EXPIRED' })), 'tls').cause, 'CERT_HAS_EXPIRED')
})

test('what was not looked at is said', () => {
  assert.deepEqual(notTested(observed()), ['model', 'credential-accepted', 'long-answers'])
  assert.ok(notTested(observed(together({ ended: { dns: 'timed-out', egress: 'crashed' } }))).includes('timed-out'))
})
