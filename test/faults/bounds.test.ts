import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hours, minutes, ms, seconds } from '../../src/core/time.ts'
import { boundOf, CLIENT_NAMES, FORMS, isInside } from './bounds.ts'
import { STRIKES } from './fault-case.ts'

test('who streams is held without bound while nothing of an answer was given away', () => {
  for (const client of CLIENT_NAMES) {
    for (const strikes of ['before-content', 'silently', 'harmless'] as const) {
      const bound = boundOf(client, 'streaming', { strikes })
      assert.deepEqual(bound, { kind: 'unbounded' })
      assert.ok(isInside(bound, { lasts: hours(5) }))
    }
  }
})

test('without stream the bound is what is held of the time limit, times the tries that are held, less one sounding', () => {
  const lengths = CLIENT_NAMES.map((client) => {
    const bound = boundOf(client, 'whole', { strikes: 'before-content' })
    return bound.kind === 'within' ? bound.length : undefined
  })
  // 55 s once; just below 600 s three times; just below 300 s eight times, since the other three of eleven are not held.
  assert.deepEqual(lengths, [55_000 - 15_000, 595_000 * 3 - 15_000, 295_000 * 8 - 15_000])
})

test('a fault as long as the bound is inside, a longer one is not; advice that is heeded counts as length', () => {
  const bound = { kind: 'within', length: seconds(40) } as const
  assert.ok(isInside(bound, { lasts: seconds(40) }))
  assert.ok(!isInside(bound, { lasts: ms(40_001) }))
  assert.ok(isInside(bound, { lasts: 'once' }))
  assert.ok(!isInside(bound, { lasts: seconds(20), advises: minutes(1) }))
})

test('behind content only Claude Code mends it itself, and behind a finished block not even that', () => {
  assert.deepEqual(boundOf('claude-code', 'streaming', { strikes: 'in-text' }), { kind: 'own-retry' })
  assert.deepEqual(boundOf('claude-code', 'streaming', { strikes: 'in-thinking' }), { kind: 'own-retry' })
  assert.deepEqual(boundOf('claude-code', 'streaming', { strikes: 'in-tool' }), { kind: 'own-retry' })
  assert.deepEqual(boundOf('claude-code', 'streaming', { strikes: 'behind-a-block' }), { kind: 'none' })
  for (const client of ['raw', 'sdk'] as const) {
    for (const strikes of ['in-text', 'in-thinking', 'in-tool', 'behind-a-block'] as const) {
      assert.deepEqual(boundOf(client, 'streaming', { strikes }), { kind: 'none' })
    }
  }
})

test('an answer in one piece that breaks is as if it had never begun', () => {
  for (const client of CLIENT_NAMES) {
    assert.deepEqual(boundOf(client, 'whole', { strikes: 'in-text' }), boundOf(client, 'whole', { strikes: 'before-content' }))
  }
  assert.deepEqual(boundOf('raw', 'whole', { strikes: 'in-text', strikesWhole: 'silently' }), { kind: 'none' })
})

test('what waiting cannot change is told at once, to everybody', () => {
  for (const client of CLIENT_NAMES) {
    for (const form of FORMS) assert.deepEqual(boundOf(client, form, { strikes: 'final' }), { kind: 'told' })
  }
})

test('every way to strike has a bound for every client', () => {
  for (const strikes of STRIKES) {
    for (const client of CLIENT_NAMES) for (const form of FORMS) assert.ok(boundOf(client, form, { strikes }).kind)
  }
})
