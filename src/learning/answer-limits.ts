import type { Millis } from '../core/time.ts'
import type { TimeoutsMode } from '../core/policy.ts'
import type { Lesson } from './lesson.ts'

/** The limits of the answers to one model and size of request, and what was learned of each. */
export class AnswerLimits {
  readonly headers: Lesson
  readonly firstEvent: Lesson
  /** Of answers that ping; the others have the same silence as ever. */
  readonly gap: Lesson
  readonly #mode: TimeoutsMode

  constructor(lessons: { readonly headers: Lesson; readonly firstEvent: Lesson; readonly gap: Lesson }, mode: TimeoutsMode) {
    this.headers = lessons.headers
    this.firstEvent = lessons.firstEvent
    this.gap = lessons.gap
    this.#mode = mode
  }

  /** Undefined where nothing is learned, or nothing may be. */
  within(phase: 'headers' | 'firstEvent' | 'gap'): Millis | undefined {
    return this.#mode === 'learned' ? this[phase].limit : undefined
  }
}
