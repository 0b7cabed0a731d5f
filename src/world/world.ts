import type { Clock } from './clock.ts'
import type { Network } from './network.ts'
import type { Interfaces } from './outside.ts'

/** The only door outside. Whoever needs time, chance or the network gets it from here, so that a test can be the world. */
export type World = {
  readonly clock: Clock
  /** One draw from [0, 1). */
  readonly random: () => number
  readonly network: Network
  /** As node:os; may throw. */
  readonly interfaces: () => Interfaces
  /** What the system's settings of name servers say: another text once they are others. */
  readonly nameSettings: () => string
  readonly env: Readonly<Record<string, string | undefined>>
}
