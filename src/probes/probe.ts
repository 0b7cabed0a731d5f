import type { Millis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import type { AllFacts, ProbeId } from './facts.ts'

/** Where the API is that is asked about. */
export type Target = {
  readonly url: string
  readonly host: string
  readonly port: number
  readonly secure: boolean
  /** The provider's own address, not a gateway's. */
  readonly official: boolean
}

/** What a target is compared with. All of it can be set, for networks in which the usual ones are blocked, and for tests. */
export type Controls = {
  /** C1: addresses with port, `1.1.1.1:443`, `[2606:4700:4700::1111]:443`. */
  readonly addresses: readonly string[]
  /** C2: plain http, with what they answer: a status, and a body that it begins with. */
  readonly portals: readonly { readonly url: string; readonly status: number; readonly body: string }[]
  /** C3: `1.1.1.1` or `1.1.1.1:53` for UDP, `https://1.1.1.1/dns-query` for HTTPS. */
  readonly resolvers: readonly string[]
  /** C4: a site that has nothing to do with the provider. */
  readonly site: string
  /** C7: a harmless name for the target's address. */
  readonly otherName: string
  /** C5: hosts of the status page, in order. */
  readonly statusPages: readonly string[]
  /** Where the client renews its logins; undefined: the provider's own. */
  readonly loginHost?: string
}

/** What a probe may use. Everything that leaves the machine goes through `world` or node's own modules, never through a pool. */
export type Bench = {
  readonly clock: Clock
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly cwd: string
  readonly platform: NodeJS.Platform
  readonly dataDir: string
  readonly target: Target
  readonly controls: Controls
  /** `no`: nothing but the target, its proxy and this machine is asked. */
  readonly controlsAllowed: 'yes' | 'no'
  /** Slow or costly questions too. */
  readonly deep: 'yes' | 'no'
}

/**
 * One question about the machine or its way to the target. Probes know nothing of one another: each finds out what it needs,
 * so that no fault hides another. A probe measures and never judges.
 */
export type Probe<Id extends ProbeId = ProbeId> = {
  readonly id: Id
  /** It is ended after this; what it has found by then it may still give by heeding the signal in time. */
  readonly within: Millis
  readonly measure: (bench: Bench, signal: AbortSignal) => Promise<AllFacts[Id]>
}
