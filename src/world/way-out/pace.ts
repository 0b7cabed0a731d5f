import type { Millis } from '../../core/time.ts'

/** The parts of making a connection that have a limit of time each. */
export type PacedPhase = 'look-up' | 'connect' | 'secure'

/** How long the parts of making a connection may take, and how long they took. Hosts without brackets. */
export type Pace = {
  readonly within: (phase: PacedPhase, host: string) => Millis
  /** It went well, and took this long. */
  readonly took: (phase: PacedPhase, host: string, length: Millis) => void
  /** It was cut at its limit. */
  readonly late: (phase: PacedPhase, host: string) => void
}

type Limits = { readonly connectWithin: Millis; readonly secureWithin: Millis }

/** As the policy says, whatever was seen. A look-up has no limit of its own: it shares that of connecting. */
export const fixedPace = ({ connectWithin, secureWithin }: Limits): Pace => ({
  within: (phase) => (phase === 'secure' ? secureWithin : connectWithin),
  took: () => undefined,
  late: () => undefined,
})
