import { networkInterfaces } from 'node:os'
import { defaultPolicy, type Policy } from '../core/policy.ts'
import { realClock } from './clock.ts'
import { undiciNetwork } from './network.ts'
import type { World } from './world.ts'

/** The real world. Close its network when done with it. */
export function nodeWorld(limits: Pick<Policy, 'connectWithin' | 'tunnelWithin' | 'secureWithin'> = defaultPolicy): World {
  const { env } = process
  const { connectWithin, tunnelWithin, secureWithin } = limits
  return {
    clock: realClock,
    random: Math.random,
    network: undiciNetwork({ env, connectWithin, tunnelWithin, secureWithin }),
    interfaces: networkInterfaces,
    env,
  }
}
