import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { canSpend, deposited, fullBudget, refilled, spent, type Budget } from './budget.ts'
import { defaultPolicy } from './policy.ts'
import { instant, type Instant } from './time.ts'

const policy = { ...defaultPolicy, retryReserve: 10, retryRefill: 1, retryShare: 0.2 }
const START = instant(5000)
const empty: Budget = { tokens: 0, at: START }
const after = (millis: number): Instant => instant(START + millis)

/** Spends until nothing is left. */
function spendAll(budget: Budget): number {
  let count = 0
  for (let left = budget; canSpend(left); left = spent(left)) count += 1
  return count
}

test('after a quiet time the whole reserve may be spent, and no more', () => {
  assert.equal(spendAll(fullBudget(policy, START)), 10)
})

test('an empty budget has one retry after a second, not before', () => {
  assert.equal(canSpend(refilled(policy, empty, after(999))), false)
  assert.equal(canSpend(refilled(policy, empty, after(1000))), true)
})

test('five exchanges bring one retry, whatever the time', () => {
  let budget = empty
  for (let count = 0; count < 5; count++) {
    assert.equal(canSpend(budget), false)
    budget = deposited(policy, budget, START)
  }
  assert.equal(spendAll(budget), 1)
})

test('nothing is saved beyond the reserve', () => {
  assert.equal(refilled(policy, empty, after(86_400_000)).tokens, 10)
  assert.equal(deposited(policy, fullBudget(policy, START), after(10)).tokens, 10)
})

test('a clock that stands or steps back earns nothing', () => {
  assert.equal(refilled(policy, empty, START).tokens, 0)
  assert.equal(refilled(policy, empty, after(-60_000)).tokens, 0)
})

test('refilling in many steps earns as much as in one', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 15 }), (waits) => {
      let at = 0
      let budget = empty
      for (const wait of waits) {
        at += wait
        budget = refilled(policy, budget, after(at))
      }
      assert.ok(Math.abs(budget.tokens - refilled(policy, empty, after(at)).tokens) < 1e-9)
    }),
  )
})

test('retries stay below reserve, refill and share together, however they are tried', () => {
  const moves = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 3000 }), exchange: fc.boolean() }), { maxLength: 200 })
  fc.assert(
    fc.property(moves, (made) => {
      let budget = fullBudget(policy, START)
      let [at, exchanges, retries] = [0, 0, 0]
      for (const { wait, exchange } of made) {
        at += wait
        budget = exchange ? deposited(policy, budget, after(at)) : refilled(policy, budget, after(at))
        if (exchange) exchanges += 1
        if (canSpend(budget)) {
          budget = spent(budget)
          retries += 1
        }
        assert.ok(budget.tokens >= 0)
      }
      assert.ok(retries <= 10 + at / 1000 + exchanges * 0.2 + 1e-6)
    }),
  )
})
