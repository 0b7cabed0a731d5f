import type { TimeoutsMode } from '../core/policy.ts'
import { ms, type Millis } from '../core/time.ts'
import { sizeClassOf, type KeptLesson, type Subject } from '../learning/lesson.ts'
import { proposed, QUANTILE, type Proposal } from '../learning/limits.ts'
import { Sketch, type Bar } from '../learning/sketch.ts'
import type { LimitOf } from './again.ts'

/** What is known of one limit of time, and what it should be. */
export type LimitAdvice = {
  readonly subject: Subject
  /** As the policy says. */
  readonly usual: Millis
  /** In force now. */
  readonly current: Millis
  readonly proposed: Millis
  readonly why: Proposal['why']
  readonly samples: number
  readonly p50: Millis
  readonly p99: Millis
  readonly p999: Millis
  readonly bars: readonly Bar[]
  /** Share of all that came, which the proposed limit would have cut. */
  readonly cut: number
}

/** A histogram is read at a glance. */
const BARS = 8

type InForce = {
  readonly usual: Millis
  /** Where limits are fixed, what was learned is not in force. */
  readonly mode: TimeoutsMode
}

/** Where the limit goes from here, as many steps as it takes. What cannot be read is left out. */
export function adviseOn(lesson: KeptLesson, { usual, mode }: InForce): LimitAdvice | undefined {
  const seen = Sketch.from(lesson.seen)
  if (seen === undefined) return undefined
  const { subject } = lesson
  const current = mode === 'fixed' ? usual : (lesson.limit ?? usual)
  const { limit, why } = settled(subject, { current, usual }, seen)
  const quantile = (share: number): Millis => ms(Math.round(seen.quantile(share) * 10) / 10)
  return {
    subject,
    usual,
    current,
    proposed: limit,
    why,
    samples: Math.floor(seen.count),
    p50: quantile(0.5),
    p99: quantile(0.99),
    p999: quantile(QUANTILE),
    bars: seen.bars(BARS),
    cut: seen.shareAbove(limit),
  }
}

/** What a recorded request would have had as its limit. */
export function limitsProposed(advice: readonly LimitAdvice[]): LimitOf {
  return ({ model, bodyBytes }, phase) => {
    const size = sizeClassOf(bodyBytes)
    return advice.find(({ subject }) => subject.phase === phase && subject.model === model && subject.size === size)?.proposed
  }
}

/** No limit is further than this many doublings from another. */
const STEPS = 10

function settled(subject: Subject, limits: { readonly current: Millis; readonly usual: Millis }, seen: Sketch): Proposal {
  const all = { samples: Math.floor(seen.count), quantile: seen.quantile(QUANTILE) }
  const evidence = { recent: { samples: 0, quantile: 0 }, all }
  const first = proposed(subject.phase, limits, evidence)
  let last = first
  for (let step = 0; step < STEPS && last.why !== 'fits' && last.why !== 'too-few'; step++)
    last = proposed(subject.phase, { ...limits, current: last.limit }, evidence)
  return { ...first, limit: last.limit }
}
