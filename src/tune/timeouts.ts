import { ms, type Millis } from '../core/time.ts'
import type { KeptLesson, Subject } from '../learning/lesson.ts'
import { proposed, QUANTILE, type Proposal } from '../learning/limits.ts'
import { Sketch, type Bar } from '../learning/sketch.ts'

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

/** Where the limit goes from here, as many steps as it takes. What cannot be read is left out. */
export function adviseOn(lesson: KeptLesson, usual: Millis): LimitAdvice | undefined {
  const seen = Sketch.from(lesson.seen)
  if (seen === undefined) return undefined
  const { subject } = lesson
  const current = lesson.limit ?? usual
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
