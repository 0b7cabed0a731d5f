import { between, later, ms, type Instant, type Millis } from '../core/time.ts'
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

type Session = { phase: Phase; readonly finishedAt: Instant[] }

export type SideView = {
  readonly sessions: number
  readonly served: number
  readonly waiting: number
  readonly finished: number
  readonly lost: number
  /** The next try of those who wait, as the client itself plans it. */
  readonly nextTry: NextTry | undefined
}

/** An unanswered request is nothing to notice before this. */
const PATIENT = ms(1000)

/** What came of the sessions of one side. */
export class Tally {
  readonly #sessions = new Map<string, Session>()
  #finished = 0
  #lost = 0

  observe(name: string, event: SessionEvent, at: Instant): void {
    const session = this.#session(name)
    switch (event.kind) {
      case 'turn-began':
        session.phase = { is: 'asking', since: at }
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
        this.#finished += 1
        break
      case 'turn-lost':
        session.phase = { is: 'idle', after: 'lost' }
        this.#lost += 1
    }
  }

  /** A turn that is not over when the drill is, is lost: nobody waits any longer. */
  close(): void {
    for (const session of this.#sessions.values()) {
      if (session.phase.is === 'idle') continue
      session.phase = { is: 'idle', after: 'lost' }
      this.#lost += 1
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
    const session: Session = { phase: { is: 'idle', after: 'nothing' }, finishedAt: [] }
    this.#sessions.set(name, session)
    return session
  }
}

const isWaiting = (phase: Phase, now: Instant): boolean =>
  phase.is === 'waiting' || (phase.is === 'asking' && between(phase.since, now) >= PATIENT)

const sinceOf = (phase: Phase, now: Instant): Instant => ('since' in phase ? phase.since : now)
