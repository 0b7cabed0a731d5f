import type { Policy } from './policy.ts'
import { between, type Instant } from './time.ts'

/**
 * Retries that may still be spent, as a token bucket: every exchange pays in a share, time pays in a little, and a
 * retry costs one. Keeps retries from feeding the outage that they answer.
 */
export type Budget = { readonly tokens: number; readonly at: Instant }

export const fullBudget = (policy: Policy, now: Instant): Budget => ({ tokens: policy.retryReserve, at: now })

export function refilled(policy: Policy, budget: Budget, now: Instant): Budget {
  const earned = (Math.max(0, between(budget.at, now)) / 1000) * policy.retryRefill
  return { tokens: Math.min(policy.retryReserve, budget.tokens + earned), at: now }
}

/** An exchange begins: it brings its share. */
export function deposited(policy: Policy, budget: Budget, now: Instant): Budget {
  const current = refilled(policy, budget, now)
  return { ...current, tokens: Math.min(policy.retryReserve, current.tokens + policy.retryShare) }
}

export const canSpend = (budget: Budget): boolean => budget.tokens >= 1

/** A retry goes out. Only after canSpend(). */
export const spent = (budget: Budget): Budget => ({ ...budget, tokens: budget.tokens - 1 })
