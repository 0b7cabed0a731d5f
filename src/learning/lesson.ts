import { between, hours, minutes, type Instant, type Millis } from '../core/time.ts'
import { proposed, QUANTILE, SAMPLES_AT_LEAST, type Evidence, type LearnedPhase, type Proposal } from './limits.ts'
import { Sketch, type KeptSketch } from './sketch.ts'

/** What one limit is for. Model and size only where the phase depends on them. */
export type Subject = {
  readonly upstream: string
  readonly phase: LearnedPhase
  readonly model?: string | undefined
  readonly size?: SizeClass | undefined
}

/** Of a request's body: less than this much. */
export const SIZE_CLASSES = ['64k', '512k', '2m', 'more'] as const
export type SizeClass = (typeof SIZE_CLASSES)[number]
const UPPER: Readonly<Record<SizeClass, number>> = {
  '64k': 65_536,
  '512k': 524_288,
  '2m': 2_097_152,
  more: Number.POSITIVE_INFINITY,
}
export const sizeClassOf = (bytes: number): SizeClass => SIZE_CLASSES.find((size) => bytes < UPPER[size]) ?? 'more'
/** The most that a body of this class has, and four times the last for those above. */
export const upperBytes = (size: SizeClass): number => (size === 'more' ? 4 * UPPER['2m'] : UPPER[size])

export type Learned = { readonly subject: Subject; readonly from: Millis; readonly proposal: Proposal }

/** Lately: this hour and the one before. */
const WINDOW = hours(1)
/** What is older counts half as much after each of these. */
const HALF_LIFE = hours(72)
/** What counts for how much after so long. Little by little: a gateway that is started every morning never sees three days. */
export const ageingOver = (length: Millis): number => 0.5 ** (Math.max(0, length) / HALF_LIFE)
/** Not every sample is a reason to think again. */
const JUDGE_EVERY = minutes(1)

export type KeptLesson = { readonly subject: Subject; readonly limit: Millis | undefined; readonly seen: KeptSketch }

type LessonOptions = {
  readonly subject: Subject
  /** What the limit is while nothing is learned. */
  readonly usual: Millis
  readonly now: Instant
  readonly onLearned: (learned: Learned) => void
}

/** What is known of one limit: this hour, the hour before, and the days before that. */
export class Lesson {
  readonly #options: LessonOptions
  #window = new Sketch()
  #before = new Sketch()
  readonly #baseline: Sketch
  #windowSince: Instant
  #agedAt: Instant
  #judgedAt: Instant
  #unjudged = 0
  #limit: Millis | undefined
  #doubted: 'no' | 'yes' = 'no'

  constructor(options: LessonOptions, kept?: { readonly limit: Millis | undefined; readonly seen: Sketch }) {
    this.#options = options
    this.#baseline = kept?.seen ?? new Sketch()
    this.#limit = kept?.limit
    this.#windowSince = options.now
    this.#agedAt = options.now
    this.#judgedAt = options.now
    // a gateway that lives for an hour may never see fifty itself
    if (kept !== undefined) this.#unjudged = SAMPLES_AT_LEAST
  }

  get subject(): Subject {
    return this.#options.subject
  }

  /** Undefined until something was learned. */
  get limit(): Millis | undefined {
    return this.#limit
  }

  /** The limit, but for one that is shorter than usual and has just cut: what it cuts is never measured, so it could not mend itself. */
  get inForce(): Millis | undefined {
    const isShort = this.#limit !== undefined && this.#limit < this.#options.usual
    return isShort && this.#doubted === 'yes' ? undefined : this.#limit
  }

  /** It was cut at its limit: until the limit is judged anew, the usual one is in force. */
  late(): void {
    this.#doubted = 'yes'
  }

  /** It took this long, and went well. */
  took(millis: Millis, now: Instant): void {
    this.#turn(now)
    this.#window.add(millis)
    this.#unjudged += 1
    if (this.#unjudged < SAMPLES_AT_LEAST || between(this.#judgedAt, now) < JUDGE_EVERY) return
    this.#judgedAt = now
    this.#judge()
  }

  evidence(): Evidence {
    const recent = this.#recent()
    const all = this.#all(recent)
    return {
      recent: { samples: Math.floor(recent.count), quantile: recent.quantile(QUANTILE) },
      all: { samples: Math.floor(all.count), quantile: all.quantile(QUANTILE) },
    }
  }

  /** All that is known. @param share from 0 to 1 */
  quantile(share: number): number {
    return this.#all(this.#recent()).quantile(share)
  }

  keep(): KeptLesson {
    return { subject: this.subject, limit: this.#limit, seen: this.#all(this.#recent()).keep() }
  }

  #recent(): Sketch {
    return merged(this.#before, this.#window)
  }

  #all(recent: Sketch): Sketch {
    return merged(this.#baseline, recent)
  }

  #judge(): void {
    const { subject, usual, onLearned } = this.#options
    const from = this.#limit ?? usual
    const proposal = proposed(subject.phase, { current: from, usual }, this.evidence())
    // of those that are too few some have been aged: the next one may suffice
    if (proposal.why === 'too-few') return
    this.#unjudged = 0
    this.#doubted = 'no'
    if (proposal.limit === from) return
    this.#limit = proposal.limit
    onLearned({ subject, from, proposal })
  }

  #turn(now: Instant): void {
    const since = between(this.#windowSince, now)
    if (since < WINDOW) return
    this.#baseline.merge(this.#before)
    this.#before = this.#window
    this.#window = new Sketch()
    this.#windowSince = now
    if (since >= 2 * WINDOW) {
      this.#baseline.merge(this.#before)
      this.#before = new Sketch()
    }
    this.#baseline.age(ageingOver(between(this.#agedAt, now)))
    this.#agedAt = now
  }
}

function merged(one: Sketch, other: Sketch): Sketch {
  const both = new Sketch()
  both.merge(one)
  both.merge(other)
  return both
}
