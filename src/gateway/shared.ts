import { canSpend, deposited, fullBudget, refilled, spent, type Budget } from '../core/budget.ts'
import type { Policy } from '../core/policy.ts'
import type { LocalHealth } from '../health/health.ts'
import type { CatalogueTexts } from '../i18n/catalogue-text.ts'
import type { WayOutTexts } from '../i18n/way-out-text.ts'
import type { Journal } from '../journal/journal.ts'
import type { Clock } from '../world/clock.ts'
import type { Network } from '../world/network.ts'
import type { SurroundingsWatch } from '../world/surroundings-watch.ts'
import type { ReplayStore } from './body.ts'
import type { Listing } from './listing.ts'
import type { Unstamped } from './log-line.ts'
import type { OwnFaults } from './own-faults.ts'
import type { Returning } from './returning.ts'
import type { Tally } from './tally.ts'
import type { Timeouts } from './timeouts.ts'
import type { Unpacking } from './unpacking.ts'
import type { Upstream } from './upstream.ts'

/** What all exchanges of one gateway share. Made once, in start.ts. */
export type Shared = {
  readonly id: string
  /** For hashes that another gateway in this one's place must be able to make as well. */
  readonly salt: string
  readonly policy: Policy
  readonly clock: Clock
  readonly random: () => number
  readonly network: Network
  readonly upstream: Upstream
  readonly health: LocalHealth
  readonly replay: ReplayStore
  readonly unpacking: Unpacking
  readonly journal: Journal
  readonly timeouts: Timeouts
  readonly returning: Returning
  readonly faults: OwnFaults
  readonly watch: SurroundingsWatch
  readonly tally: Tally
  readonly budget: RetryBudget
  readonly listing: Listing
  readonly texts: CatalogueTexts
  readonly wayOutTexts: WayOutTexts
  /** Aborts when the gateway begins to stop: who is held is handed back. */
  readonly stopping: AbortSignal
  readonly log: (line: Unstamped) => void
  /** Exchanges that are held now. */
  readonly held: () => number
}

/** Retries that may be spent, over all exchanges. */
export class RetryBudget {
  readonly #policy: Policy
  readonly #clock: Clock
  #budget: Budget

  constructor(policy: Policy, clock: Clock) {
    this.#policy = policy
    this.#clock = clock
    this.#budget = fullBudget(policy, clock.now())
  }

  get tokens(): number {
    this.#budget = refilled(this.#policy, this.#budget, this.#clock.now())
    return this.#budget.tokens
  }

  get left(): 'some' | 'empty' {
    return this.tokens >= 1 && canSpend(this.#budget) ? 'some' : 'empty'
  }

  deposit(): void {
    // a full one stays full, whatever the time: who spends of it fills it up to that moment first
    if (this.#budget.tokens >= this.#policy.retryReserve) return
    this.#budget = deposited(this.#policy, this.#budget, this.#clock.now())
  }

  spend(): void {
    if (this.left === 'some') this.#budget = spent(this.#budget)
  }
}
