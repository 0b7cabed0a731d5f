import assert from 'node:assert/strict'
import { test } from 'node:test'
import { above, handshake, late, no, observed, together, type Changes } from '../../test/doctor/observations.ts'
import { doctorTextIn, evidenceSentence } from '../i18n/doctor.ts'
import { checksOf, type Check } from './checks.ts'
import { diagnose } from './diagnose.ts'
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

test('where name servers fail, a gateway that goes on with addresses it knows says so, in its row and among the reasons', () => {
  const started = observed().at
  const dead = together(above.noName('ETIMEOUT', 2000), {
    gateway: { running: 'answers', names: { since: started - 60_000, code: 'EAI_AGAIN', stale: 1 } },
  })
  assert.deepEqual([rowOf(dead, 'gateway').state, rowOf(dead, 'gateway').cause], ['warn', 'known-addresses'])
  const { code, evidence } = diagnose(observed(dead))
  assert.equal(code, 'DNS_SERVER_DEAD')
  assert.deepEqual(evidence[1], { saw: 'known-addresses', code: 'EAI_AGAIN', ago: 60_000 })
  const sentence = (language: 'en' | 'ja'): string =>
    evidence.slice(1, 2).map((one) => evidenceSentence(doctorTextIn(language), one))[0] ?? ''
  assert.match(sentence('en'), /^requests through the gateway go on: .+1 min/)
  assert.match(sentence('ja'), /1 ?分前から使えません/)
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
