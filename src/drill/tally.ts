import { between, instant, later, ms, type Instant, type Millis } from '../core/time.ts'
import type { NextTry } from './held-in-gateway.ts'
import type { SessionEvent } from './session.ts'

export const SIDES = ['direct', 'gateway'] as const
export type Side = (typeof SIDES)[number]

/** What a session does: nothing between turns; else it asks, reads an answer, or rests until its next try. */
type Phase =
  | { readonly is: 'idle'; readonly after: 'nothing' | 'finished' | 'lost' }
  | { readonly is: 'asking'; readonly since: Instant }
  | { readonly is: 'reading' }
  | { readonly is: 'waiting'; readonly since: Instant; readonly until: Instant; readonly attempt: number }

type Session = { phase: Phase; beganAt: Instant; readonly finishedAt: Instant[] }

/** A turn's end, for a timeline. */
export type Mark = { readonly at: Instant; readonly what: 'finished' | 'lost' }

export type Because = Extract<SessionEvent, { kind: 'turn-lost' }>['because'] | 'never-ended'

export type SideView = {
  readonly sessions: number
  readonly served: number
  readonly waiting: number
  readonly finished: number
  readonly lost: number
  /** The next try of those who wait, as the client itself plans it. */
  readonly nextTry: NextTry | undefined
}

export type TurnEnds = {
  readonly finished: number
  readonly lost: number
  /** Of those lost: the client took them for complete. */
  readonly falselyComplete: number
  /** Why turns were lost, and how many. */
  readonly because: Readonly<Partial<Record<Because, number>>>
  /** From the beginning of a lost turn to its end; the slowest. */
  readonly longestLoss: Millis | undefined
  readonly marks: readonly Mark[]
}

/** An unanswered request is nothing to notice before this. */
const PATIENT = ms(1000)

/** What came of the sessions of one side. */
export class Tally {
  readonly #sessions = new Map<string, Session>()
  readonly #marks: Mark[] = []
  readonly #reasons = new Map<Because, number>()
  #finished = 0
  #lost = 0
  #longestLoss: Millis | undefined

  observe(name: string, event: SessionEvent, at: Instant): void {
    const session = this.#session(name)
    switch (event.kind) {
      case 'turn-began':
        session.phase = { is: 'asking', since: at }
        session.beganAt = at
        break
      case 'request-sent':
        // A second request of the same turn has been waiting since the first.
        session.phase = { is: 'asking', since: sinceOf(session.phase, at) }
        break
      case 'content-began':
        session.phase = { is: 'reading' }
        break
      case 'waiting':
        session.phase = {
          is: 'waiting',
          since: sinceOf(session.phase, at),
          until: later(at, event.length),
          attempt: event.attempt,
        }
        break
      case 'turn-finished':
        session.phase = { is: 'idle', after: 'finished' }
        session.finishedAt.push(at)
        this.#marks.push({ at, what: 'finished' })
        this.#finished += 1
        break
      case 'turn-lost':
        this.#lose(session, event.because, at)
    }
  }

  #lose(session: Session, because: Because, at: Instant): void {
    session.phase = { is: 'idle', after: 'lost' }
    this.#marks.push({ at, what: 'lost' })
    this.#reasons.set(because, (this.#reasons.get(because) ?? 0) + 1)
    this.#longestLoss = ms(Math.max(this.#longestLoss ?? 0, between(session.beganAt, at)))
    this.#lost += 1
  }

  /** A turn that is not over when the drill is, is lost: nobody waits any longer. */
  close(at: Instant): void {
    for (const session of this.#sessions.values()) if (session.phase.is !== 'idle') this.#lose(session, 'never-ended', at)
  }

  /** What came of all turns that have ended. */
  ends(): TurnEnds {
    return {
      finished: this.#finished,
      lost: this.#lost,
      falselyComplete: this.#reasons.get('wrong-answer') ?? 0,
      because: Object.fromEntries(this.#reasons),
      longestLoss: this.#longestLoss,
      marks: this.#marks,
    }
  }

  view(now: Instant): SideView {
    const phases = [...this.#sessions.values()].map((session) => session.phase)
    const tries = phases.filter((phase) => phase.is === 'waiting').toSorted((one, other) => one.until - other.until)
    const next = tries[0]
    const waiting = phases.filter((phase) => isWaiting(phase, now)).length
    const stopped = phases.filter((phase) => phase.is === 'idle' && phase.after === 'lost').length
    return {
      sessions: phases.length,
      served: phases.length - waiting - stopped,
      waiting,
      finished: this.#finished,
      lost: this.#lost,
      nextTry: next === undefined ? undefined : { in: ms(Math.max(0, between(now, next.until))), attempt: next.attempt },
    }
  }

  /** How long after `recovered` the last session had finished a turn again; undefined while one has not. */
  backAfter(recovered: Instant): Millis | undefined {
    let slowest = 0
    for (const session of this.#sessions.values()) {
      const first = session.finishedAt.find((at) => at >= recovered)
      if (first === undefined) return undefined
      slowest = Math.max(slowest, between(recovered, first))
    }
    return ms(slowest)
  }

  #session(name: string): Session {
    const known = this.#sessions.get(name)
    if (known !== undefined) return known
    const session: Session = { phase: { is: 'idle', after: 'nothing' }, beganAt: instant(0), finishedAt: [] }
    this.#sessions.set(name, session)
    return session
  }
}

const isWaiting = (phase: Phase, now: Instant): boolean =>
  phase.is === 'waiting' || (phase.is === 'asking' && between(phase.since, now) >= PATIENT)

const sinceOf = (phase: Phase, now: Instant): Instant => ('since' in phase ? phase.since : now)
