import type { Policy } from './policy.ts'
import { ms, type Millis } from './time.ts'

/** Moves `wait` by up to the policy's jitter either way. `roll` is one draw from [0, 1). */
export function jittered(policy: Policy, wait: Millis, roll: number): Millis {
  return ms(wait * (1 + policy.jitter * (2 * roll - 1)))
}

/** The wait before a quick retry: after the first failure 0.2 to 0.5 s, after any later one about a second. */
export function quickRetryDelay(policy: Policy, failures: number, roll: number): Millis {
  if (failures > 1) return jittered(policy, policy.secondRetry, roll)
  return ms(policy.firstRetryLeast + (policy.firstRetryMost - policy.firstRetryLeast) * roll)
}

/** The wait before try number `tries` (from 0) of an unfit upstream: 2 s, then half as long again each time, to `atMost`. */
export function tryDelay(
  policy: Policy,
  tries: { readonly tries: number; readonly atMost: Millis; readonly roll: number },
): Millis {
  const grown = policy.soundEvery * policy.soundGrowth ** Math.min(tries.tries, 64)
  return jittered(policy, ms(Math.min(grown, tries.atMost)), tries.roll)
}
