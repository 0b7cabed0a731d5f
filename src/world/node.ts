import { networkInterfaces } from 'node:os'
import { defaultPolicy, type Policy } from '../core/policy.ts'
import { realClock } from './clock.ts'
import { namesOfMachine } from './names/names-of-machine.ts'
import { nameSettingsMark } from './names/settings-mark.ts'
import { undiciNetwork, whereWeAre } from './network.ts'
import type { World } from './world.ts'

export type NodeWorldOptions = {
  readonly policy?: Policy
  /** How names are looked up; by the system alone unless given. */
  readonly dns?: { readonly cache: 'on' | 'off'; readonly resolvers: readonly string[] }
  /** For the addresses that were good. */
  readonly dataDir: string
}

/** The real world. Close its network when done with it. */
export function nodeWorld({ policy = defaultPolicy, dns, dataDir }: NodeWorldOptions): World {
  const { env, platform } = process
  const { connectWithin, tunnelWithin, secureWithin } = policy
  const clock = realClock
  const limits = { env, clock, connectWithin, tunnelWithin, secureWithin }
  const names =
    dns?.cache === 'on'
      ? { names: namesOfMachine({ clock, env, platform, policy, resolvers: dns.resolvers, dataDir, network: whereWeAre }) }
      : {}
  const network = undiciNetwork({ ...limits, ...names })
  return { clock, random: Math.random, network, interfaces: networkInterfaces, nameSettings: nameSettingsMark(platform), env }
}
