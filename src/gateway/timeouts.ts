import { headersWithin, type Policy, type TimeoutsMode } from '../core/policy.ts'
import { looksLikeModel } from '../core/model-name.ts'
import { between, minutes, ms, type Instant } from '../core/time.ts'
import type { Journal } from '../journal/journal.ts'
import { code, idOf, modelNameOf, OTHER_MODEL, ownId } from '../journal/words.ts'
import { AnswerLimits } from '../learning/answer-limits.ts'
import { learnedPath, readLearned, writeLearned } from '../learning/learned-file.ts'
import { Learner } from '../learning/learner.ts'
import { sizeClassOf, upperBytes, type Learned, type SizeClass } from '../learning/lesson.ts'
import type { Clock } from '../world/clock.ts'
import type { OwnFaults } from './own-faults.ts'
import type { LearnedState } from './state.ts'

type TimeoutsOptions = {
  readonly policy: Policy
  readonly mode: TimeoutsMode
  readonly clock: Clock
  readonly journal: Journal
  readonly faults: OwnFaults
  readonly dataDir: string
  /** Name of the upstream. */
  readonly upstream: string
}

/** What was learned since the last time may be lost with the process. */
const KEEP_EVERY = minutes(5)

/** The limits of time of this gateway's exchanges and connections: as the policy says, until answers have shown better. */
export class Timeouts {
  readonly #options: TimeoutsOptions
  readonly #learner: Learner
  /** One after the other they are mostly the same. */
  #last: { readonly asked: string | undefined; readonly size: SizeClass; readonly limits: AnswerLimits } | undefined
  #path = ''
  #keptAt: Instant
  #keeping: Promise<void> | undefined

  constructor(options: TimeoutsOptions) {
    this.#options = options
    this.#keptAt = options.clock.now()
    this.#learner = new Learner({ clock: options.clock, onLearned: (learned) => this.#note(learned) })
  }

  /** Of the answers to streaming requests for this model, of this length in bytes. */
  of(model: string | undefined, length: number): AnswerLimits {
    const size = sizeClassOf(length)
    const last = this.#last
    if (last !== undefined && last.asked === model && last.size === size) return last.limits
    const name = model === undefined || !looksLikeModel(model) ? OTHER_MODEL : model
    const limits = this.#limitsOf(name, size)
    this.#last = { asked: model, size, limits }
    return limits
  }

  /** Takes over what a gateway before has learned. Never throws. */
  async open(port: number): Promise<void> {
    const { dataDir, clock } = this.#options
    this.#path = learnedPath(dataDir, port)
    const file = await readLearned(dataDir, port)
    if (file === undefined) return
    this.#learner.recall(file.lessons, ms(clock.wall() - file.savedAt))
    this.#last = undefined
  }

  /** To be called again and again; writes now and then. Never throws. */
  keep(): void {
    const { clock } = this.#options
    if (between(this.#keptAt, clock.now()) >= KEEP_EVERY)
      this.#keeping ??= this.#write().finally(() => (this.#keeping = undefined))
  }

  async close(): Promise<void> {
    await this.#keeping
    await this.#write()
  }

  state(): readonly LearnedState[] {
    return this.#learner.all().flatMap(({ subject, limit }) => {
      if (limit === undefined) return []
      const { phase, model, size } = subject
      return [{ phase, ...(model === undefined ? {} : { model }), ...(size === undefined ? {} : { size }), limitMillis: limit }]
    })
  }

  #limitsOf(model: string, size: SizeClass): AnswerLimits {
    const { policy, upstream, mode } = this.#options
    const about = { upstream, model, size }
    const lessons = {
      headers: this.#learner.lesson({ ...about, phase: 'headers' }, headersWithin(policy, upperBytes(size))),
      firstEvent: this.#learner.lesson({ ...about, phase: 'first-event' }, policy.firstEventWithin),
      gap: this.#learner.lesson({ upstream, phase: 'gap' }, policy.idleWithPings),
    }
    return new AnswerLimits(lessons, mode)
  }

  #note({ subject, from, proposal }: Learned): void {
    const { journal, clock, mode } = this.#options
    // what is not applied has changed nothing
    if (mode === 'fixed') return
    const { upstream, phase, model, size } = subject
    journal.limitLearned({
      at: clock.wall(),
      upstream: idOf(upstream) ?? ownId('upstream'),
      phase: code(phase),
      model: modelNameOf(model),
      size: size === undefined ? undefined : code(`under-${size}`),
      from,
      to: proposal.limit,
      why: code(proposal.why),
      samples: proposal.samples,
      quantile: ms(proposal.quantile),
    })
  }

  async #write(): Promise<void> {
    const { clock, faults } = this.#options
    this.#keptAt = clock.now()
    const lessons = this.#learner.keep()
    if (this.#path === '' || lessons.length === 0) return
    try {
      await writeLearned(this.#path, { savedAt: clock.wall(), lessons })
    } catch (error) {
      faults.filesFailed(error)
    }
  }
}
