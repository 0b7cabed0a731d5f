import type { Policy, TimeoutsMode } from '../core/policy.ts'
import { looksLikeModel } from '../core/model-name.ts'
import { between, minutes, ms, type Instant } from '../core/time.ts'
import type { Journal } from '../journal/journal.ts'
import { code, idOf, modelNameOf, OTHER_MODEL, ownId } from '../journal/words.ts'
import { AnswerLimits } from '../learning/answer-limits.ts'
import { learnedPath, readLearned, writeLearned } from '../learning/learned-file.ts'
import { learnedPace } from '../learning/learned-pace.ts'
import { Learner } from '../learning/learner.ts'
import { sizeClassOf, type Learned, type Lesson, type SizeClass, type Subject } from '../learning/lesson.ts'
import { usualLimit } from '../learning/usual-limit.ts'
import type { Clock } from '../world/clock.ts'
import type { Network } from '../world/network.ts'
import type { OwnFaults } from './own-faults.ts'
import type { LearnedState } from './state.ts'
import type { Upstream } from './upstream.ts'

type TimeoutsOptions = {
  readonly policy: Policy
  readonly mode: TimeoutsMode
  readonly clock: Clock
  readonly journal: Journal
  readonly faults: OwnFaults
  readonly dataDir: string
  readonly network: Pick<Network, 'keepPace'>
  readonly upstream: Pick<Upstream, 'name' | 'origin'>
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

  /** Takes over what a gateway before has learned; from now on connections keep to it. Never throws. */
  async open(port: number): Promise<void> {
    const { dataDir, clock, policy, mode, network, upstream } = this.#options
    this.#path = learnedPath(dataDir, port)
    const file = await readLearned(dataDir, port)
    if (file !== undefined) this.#learner.recall(file.lessons, ms(clock.wall() - file.savedAt))
    this.#last = undefined
    const host = new URL(upstream.origin).hostname.replace(/^\[(.*)\]$/, '$1')
    network.keepPace(learnedPace({ learner: this.#learner, policy, mode, clock, upstream: { host, name: upstream.name } }))
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
    const { name } = this.#options.upstream
    return this.#learner.all().flatMap(({ subject, inForce }) => {
      if (inForce === undefined) return []
      const { phase, model, size, upstream } = subject
      const whose = upstream === name ? {} : { host: upstream }
      const which = { ...(model === undefined ? {} : { model }), ...(size === undefined ? {} : { size }) }
      return [{ phase, ...whose, ...which, limitMillis: inForce }]
    })
  }

  #limitsOf(model: string, size: SizeClass): AnswerLimits {
    const { policy, mode, upstream } = this.#options
    const lesson = (about: Omit<Subject, 'upstream'>): Lesson =>
      this.#learner.lesson({ upstream: upstream.name, ...about }, usualLimit(about, policy))
    const lessons = {
      headers: lesson({ model, size, phase: 'headers' }),
      firstEvent: lesson({ model, size, phase: 'first-event' }),
      gap: lesson({ phase: 'gap' }),
    }
    return new AnswerLimits(lessons, mode)
  }

  #note({ subject, from, proposal }: Learned): void {
    const { journal, clock, mode, upstream: ours } = this.#options
    // what is not applied has changed nothing
    if (mode === 'fixed') return
    const { upstream, phase, model, size } = subject
    journal.limitLearned({
      at: clock.wall(),
      // the name of a proxy may be that of a company
      upstream: upstream === ours.name ? (idOf(upstream) ?? ownId('upstream')) : ownId('proxy'),
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
