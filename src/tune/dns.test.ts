import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ms } from '../core/time.ts'
import { adviseOnDns, type DnsVerdict, type Excluded, type ResolverSeen } from './dns.ts'

const seen = (server: string, about: Partial<ResolverSeen> & { readonly took?: number } = {}): ResolverSeen => ({
  server,
  whose: server === 'system' ? 'system' : 'public',
  answers: Array.from({ length: 26 - (about.lost ?? 0) }, () => ms(about.took ?? 20)),
  lost: 0,
  invents: 'no',
  certificates: 'fit',
  connects: [ms(12)],
  inward: 'no',
  ...about,
})

const verdict = (...all: readonly ResolverSeen[]): DnsVerdict => adviseOnDns(all, []).verdict
const excluded = (about: Partial<ResolverSeen>): Excluded | undefined =>
  adviseOnDns([seen('system'), seen('public', about)], []).rows[1]?.excluded

test('a resolver that is a third and 10 ms quicker is better', () => {
  assert.deepEqual(verdict(seen('system', { took: 45 }), seen('9.9.9.9', { took: 15 })), {
    is: 'better',
    server: '9.9.9.9',
    why: 'quicker',
    gain: 30,
  })
})

test('less than 10 ms, or less than a third, changes nothing', () => {
  assert.equal(verdict(seen('system', { took: 12 }), seen('9.9.9.9', { took: 3 })).is, 'good-enough')
  assert.equal(verdict(seen('system', { took: 100 }), seen('9.9.9.9', { took: 70 })).is, 'good-enough')
})

test('a quick answer that leads to a far server is no gain', () => {
  assert.equal(verdict(seen('system', { took: 45 }), seen('9.9.9.9', { took: 15, connects: [ms(60)] })).is, 'good-enough')
})

test('a quick resolver that loses more is not better', () => {
  assert.equal(verdict(seen('system', { took: 45 }), seen('9.9.9.9', { took: 15, lost: 1 })).is, 'good-enough')
})

test('beside a quick resolver that loses more, the next one that loses nothing is better', () => {
  const found = verdict(seen('system', { took: 45 }), seen('1.1.1.1', { took: 5, lost: 3 }), seen('9.9.9.9', { took: 15 }))
  assert.deepEqual(found, { is: 'better', server: '9.9.9.9', why: 'quicker', gain: 30 })
})

test('in place of a silent server one that loses nothing is better than a quicker one', () => {
  const silent = seen('system', { answers: [], lost: 26 })
  const found = verdict(silent, seen('1.1.1.1', { took: 5, lost: 3 }), seen('9.9.9.9', { took: 15 }))
  assert.deepEqual(found, { is: 'better', server: '9.9.9.9', why: 'more-reliable', gain: 0 })
})

test('where the system loses answers, one that loses none is better, though it is no quicker', () => {
  const found = verdict(seen('system', { lost: 3 }), seen('1.1.1.1', { took: 18, lost: 1 }), seen('9.9.9.9', { took: 25 }))
  assert.deepEqual(found, { is: 'better', server: '9.9.9.9', why: 'more-reliable', gain: 0 })
  assert.equal(verdict(seen('system', { lost: 1 }), seen('9.9.9.9')).is, 'good-enough')
})

test('what a resolver invents, or cannot vouch for, excludes it', () => {
  assert.equal(excluded({ invents: 'yes' }), 'invents')
  assert.equal(excluded({ certificates: 'others' }), 'other-certificate')
  assert.equal(excluded({ answers: [], lost: 5 }), 'silent')
  assert.equal(excluded({ connects: [] }), 'knows-none')
  assert.equal(excluded({ connects: [undefined] }), 'leads-nowhere')
  assert.equal(excluded({}), undefined)
})

test('an inventing resolver is never proposed, however quick', () => {
  const found = verdict(seen('system', { took: 45 }), seen('1.1.1.1', { took: 1, invents: 'yes' }), seen('9.9.9.9', { took: 44 }))
  assert.equal(found.is, 'good-enough')
})

test('a system that invents addresses is left for an honest resolver', () => {
  assert.equal(verdict(seen('system', { invents: 'yes' }), seen('9.9.9.9', { took: 60 })).is, 'better')
})

test('a dead first server of the system is reason enough', () => {
  const dead = seen('system', { answers: [], lost: 5, connects: [], certificates: 'unknown' })
  assert.deepEqual(verdict(dead, seen('9.9.9.9')), { is: 'better', server: '9.9.9.9', why: 'more-reliable', gain: 0 })
})

test('split DNS is left alone, whatever was measured', () => {
  const all = [seen('system', { took: 200, lost: 5 }), seen('9.9.9.9', { took: 1 })]
  const signs = [{ sign: 'vpn', name: 'wg0' } as const]
  assert.deepEqual(adviseOnDns(all, signs).verdict, { is: 'left-alone', signs })
  assert.deepEqual(verdict(seen('system', { took: 200, inward: 'yes' }), seen('9.9.9.9')), {
    is: 'left-alone',
    signs: [{ sign: 'private-answer', server: 'system' }],
  })
})

test('too few samples say nothing', () => {
  const few = Array.from({ length: 24 }, () => ms(5))
  assert.equal(verdict(seen('system', { answers: few }), seen('9.9.9.9')).is, 'too-few')
})

test('where even the system leads to others certificates, no resolver is to blame', () => {
  const others = { certificates: 'others' } as const
  assert.equal(verdict(seen('system', others), seen('9.9.9.9', others)).is, 'all-intercepted')
})

test('loss, half and 95 % are told for each', () => {
  const answers = Array.from({ length: 25 }, (_, at) => ms(at + 1))
  const [row] = adviseOnDns([seen('system', { answers, lost: 1 })], []).rows
  assert.deepEqual([row?.samples, row?.p50, row?.p95, row?.connect], [26, 13, 24, 12])
  assert.equal(row?.loss, 1 / 26)
})
