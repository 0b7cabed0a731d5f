import { defaultPolicy } from '../core/policy.ts'
import type { Millis } from '../core/time.ts'
import { realClock } from './clock.ts'
import { undiciNetwork } from './network.ts'
import type { World } from './world.ts'

/** The real world. Close its network when done with it. */
export function nodeWorld(options: { readonly connectWithin?: Millis } = {}): World {
  const { env } = process
  return {
    clock: realClock,
    random: Math.random,
    network: undiciNetwork({ env, connectWithin: options.connectWithin ?? defaultPolicy.connectWithin }),
    env,
  }
}
