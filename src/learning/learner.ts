import type { Millis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import { ageingOver, Lesson, type KeptLesson, type Learned, type Subject } from './lesson.ts'
import { Sketch } from './sketch.ts'

/** Models and sizes that nobody has used for longest are forgotten beyond this many. */
const LESSONS_AT_MOST = 256

type LearnerOptions = {
  readonly clock: Clock
  readonly onLearned: (learned: Learned) => void
}

/** All limits that are learned, of one gateway. */
export class Learner {
  readonly #options: LearnerOptions
  /** The one used last stands last. */
  readonly #lessons = new Map<string, Lesson>()
  /** As read from the file, until somebody asks for it. */
  readonly #kept = new Map<string, { readonly limit: Millis | undefined; readonly seen: Sketch; readonly kept: KeptLesson }>()

  constructor(options: LearnerOptions) {
    this.#options = options
  }

  /** @param usual what the limit is while nothing is learned */
  lesson(subject: Subject, usual: Millis): Lesson {
    const key = keyOf(subject)
    const known = this.#lessons.get(key) ?? this.#begin(key, subject, usual)
    this.#lessons.delete(key)
    this.#lessons.set(key, known)
    return known
  }

  all(): readonly Lesson[] {
    return [...this.#lessons.values()]
  }

  /** What is to be there after a restart; of subjects that nobody has asked for as they were read. */
  keep(): readonly KeptLesson[] {
    return [...[...this.#kept.values()].map(({ kept }) => kept), ...this.all().map((lesson) => lesson.keep())].slice(
      -LESSONS_AT_MOST,
    )
  }

  /**
   * What is broken is left out; what a first client has taught meanwhile gives way to what was kept.
   * @param age how long ago it was kept
   */
  recall(kept: readonly KeptLesson[], age: Millis): void {
    for (const one of kept.slice(-LESSONS_AT_MOST)) {
      const seen = Sketch.from(one.seen)
      seen?.age(ageingOver(age))
      if (seen === undefined) continue
      const key = keyOf(one.subject)
      this.#kept.set(key, { limit: one.limit, seen, kept: one })
      this.#lessons.delete(key)
    }
  }

  #begin(key: string, subject: Subject, usual: Millis): Lesson {
    const kept = this.#kept.get(key)
    this.#kept.delete(key)
    const { clock, onLearned } = this.#options
    const lesson = new Lesson({ subject, usual, now: clock.now(), onLearned }, kept)
    this.#lessons.set(key, lesson)
    if (this.#lessons.size > LESSONS_AT_MOST) {
      const [oldest = ''] = this.#lessons.keys()
      this.#lessons.delete(oldest)
    }
    return lesson
  }
}

const keyOf = ({ upstream, phase, model, size }: Subject): string => `${phase} ${size ?? ''} ${model ?? ''} ${upstream}`
