import type { Clock } from '../world/clock.ts'
import type { Screen } from './print/in-place.ts'
import type { StatusAsked } from './status-flags.ts'
import type { StatusSources } from './status-sources.ts'

/** Where `status` works, and whom it shows what it finds. */
export type StatusPractice = {
  readonly clock: Clock
  /** One draw from [0, 1). */
  readonly random: () => number
  readonly sources: (asked: StatusAsked) => Promise<StatusSources>
  readonly write: (text: string) => void
  /** undefined where nobody looks. */
  readonly terminal: (() => Screen) | undefined
  readonly zone: string | undefined
  readonly notify: (body: string) => Promise<'shown' | 'not-shown'>
  /** Rings, where there is somebody to hear it. */
  readonly ring: () => void
  readonly signal: AbortSignal
}
