import { ms, seconds, type Millis } from '../core/time.ts'

/** What has a limit of time that can be learned. The whole of an exchange has none that could be lowered. */
export const LEARNED_PHASES = ['look-up', 'connect', 'secure', 'headers', 'first-event', 'gap'] as const
export type LearnedPhase = (typeof LEARNED_PHASES)[number]

type Bounds = {
  readonly least: Millis
  readonly most: Millis
  /** What one lost packet adds, however seldom it was seen. @param quantile of what was measured, in milliseconds */
  readonly lost?: (quantile: number) => number
}

/** Where a learned limit stays, whatever was measured (docs/facts.md, section 10). */
export const BOUNDS: Readonly<Record<LearnedPhase, Bounds>> = {
  // twice the 1.8 s of namesWithin: what is used in place of the system has its turn
  'look-up': { least: ms(3600), most: seconds(5) },
  // one lost SYN comes again after a second
  connect: { least: ms(1500), most: seconds(8), lost: () => 1000 },
  // what is lost in a handshake comes again after three round trips (RFC 6298), and a handshake takes one at the least
  secure: { least: seconds(2), most: seconds(15), lost: (quantile) => 3 * quantile },
  // its client leaves at 360 s
  headers: { least: seconds(30), most: seconds(300) },
  'first-event': { least: seconds(30), most: seconds(170) },
  // below the 180 s of the client, so that we act first; only of answers that ping
  gap: { least: seconds(45), most: seconds(170) },
}

/** A false timeout in a thousand is taken (AWS Builders' Library). */
export const QUANTILE = 0.999
/** Fewer say nothing. */
export const SAMPLES_AT_LEAST = 50
/** From here on the quantile itself has been seen, and is not just the largest of a few. */
const SAMPLES_ENOUGH = 1000
/** A step makes a limit at most this much longer, or shorter. */
const STEP_AT_MOST = 2
/** Less of a difference than this is left alone. */
const WORTH_A_STEP = 0.2

/** How long something took lately, and over the last days. In milliseconds. */
export type Evidence = {
  readonly recent: { readonly samples: number; readonly quantile: number }
  readonly all: { readonly samples: number; readonly quantile: number }
}

export type Proposal = {
  readonly limit: Millis
  readonly why: 'too-few' | 'fits' | 'slower' | 'faster'
  /** Of what the proposal was made. */
  readonly samples: number
  readonly quantile: number
}

/**
 * What the limit should be. It rises on what was seen lately; it falls on what was seen lately only if that was much, and else
 * on all that is known. That a limit is too short shows itself in what came just before it, which moves it up.
 * @param current the limit now; @param usual what it was before anything was learned, which is within bounds wherever it lies
 */
export function proposed(
  phase: LearnedPhase,
  limits: { readonly current: Millis; readonly usual: Millis },
  seen: Evidence,
): Proposal {
  const { current, usual } = limits
  const { recent, all } = seen
  const stay = (why: Proposal['why'], of: Evidence['all']): Proposal => ({ limit: current, why, ...of })
  if (all.samples < SAMPLES_AT_LEAST) return stay('too-few', all)
  if (recent.samples >= SAMPLES_AT_LEAST) {
    const wanted = wantedFrom(phase, usual, recent)
    const surely = wanted > current || recent.samples >= SAMPLES_ENOUGH
    if (surely) return moved(current, wanted, recent)
  }
  return moved(current, wantedFrom(phase, usual, all), all)
}

/** With a margin that is the larger the less is known. */
function wantedFrom(phase: LearnedPhase, usual: Millis, { samples, quantile }: Evidence['all']): Millis {
  const margin = samples >= SAMPLES_ENOUGH ? 1.5 : samples >= 200 ? 2 : 3
  const { least, most, lost = () => 0 } = BOUNDS[phase]
  const wanted = quantile * margin + lost(quantile)
  return ms(Math.round(Math.min(Math.max(most, usual), Math.max(Math.min(least, usual), wanted))))
}

function moved(current: Millis, wanted: Millis, of: Evidence['all']): Proposal {
  if (Math.abs(wanted - current) < current * WORTH_A_STEP) return { limit: current, why: 'fits', ...of }
  const limit = Math.round(Math.min(current * STEP_AT_MOST, Math.max(current / STEP_AT_MOST, wanted)))
  return { limit: ms(limit), why: limit > current ? 'slower' : 'faster', ...of }
}
