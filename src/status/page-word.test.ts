import assert from 'node:assert/strict'
import { test } from 'node:test'
import { before, incident, NOW, pageSaying, wordOn } from '../../test/status/seen.ts'
import { pageWordOf } from './page-word.ts'

test('the worst component counts; a word that nobody knows is unknown, and never fine', () => {
  for (const [status, word] of [
    ['operational', 'operational'],
    ['degraded_performance', 'degraded'],
    ['partial_outage', 'outage'],
    ['major_outage', 'outage'],
    ['under_maintenance', 'maintenance'],
    ['', 'unknown'],
    ['Operational', 'unknown'],
    ['__proto__', 'unknown'],
    ['constructor', 'unknown'],
  ] as const)
    assert.equal(wordOn(pageSaying(status)).word, word, status)
})

test('without the API itself among the components the page has no word', () => {
  const page = pageSaying('operational')
  assert.equal(wordOn({ ...page, components: page.components.slice(1) }).word, 'unknown')
})

test('an impact that nobody knows makes the word unknown, but no outage smaller', () => {
  const incidents = [incident({ impact: 'galactic' })]
  assert.equal(wordOn(pageSaying('operational', { incidents })).word, 'unknown')
  assert.equal(wordOn(pageSaying('major_outage', { incidents })).word, 'outage')
})

test('what was said more than half an hour ago is unknown', () => {
  assert.equal(wordOn(pageSaying('operational'), before(29)).word, 'operational')
  assert.equal(wordOn(pageSaying('operational'), before(31)).word, 'unknown')
})

test('a failed look is unknown; the word before it is kept for half an hour, beside it', () => {
  const read = (minutes: number): Parameters<typeof pageWordOf>[1] => ({
    is: 'read',
    value: pageSaying('operational'),
    at: before(minutes),
    saidAt: before(minutes),
  })
  const failed = { is: 'unread', code: 'TIMEOUT', at: NOW, retryAfter: undefined } as const
  const recent = pageWordOf(failed, read(3), NOW)
  assert.deepEqual([recent.word, recent.is === 'unread' && recent.before?.word], ['unknown', 'operational'])
  const old = pageWordOf(failed, read(31), NOW)
  assert.ok(old.is === 'unread' && old.before === undefined)
})

test('maintenance is planned, going on, or overdue; what never began is left out', () => {
  const cases = [
    ['scheduled', -60, -120, 'planned'],
    ['scheduled', 5, -20, 'now'],
    ['in_progress', 5, -20, 'now'],
    ['verifying', 30, 10, 'overdue'],
    ['in_progress', 30, 10, 'overdue'],
    ['scheduled', 30, 10, undefined],
    ['paused', 5, -20, 'now'],
  ] as const
  for (const [status, from, until, when] of cases) {
    const one = { id: 'm1', name: 'Move', status, from: before(from), until: before(until) }
    const word = wordOn(pageSaying('operational', { maintenance: [one] }))
    assert.ok(word.is === 'read')
    assert.equal(word.maintenance[0]?.when, when, status)
  }
})
