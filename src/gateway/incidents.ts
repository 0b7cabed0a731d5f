import { randomUUID } from 'node:crypto'
import type { Health } from '../core/breaker.ts'
import { between, ms, whole, type UnixMillis } from '../core/time.ts'
import type { Lane } from '../health/lane.ts'
import type { Journal } from '../journal/journal.ts'
import type { OpenIncident } from '../journal/rows.ts'
import { code, idOf, modelNameOf, ownId } from '../journal/words.ts'
import type { Clock } from '../world/clock.ts'
import type { Unstamped } from './log-line.ts'

type Parts = {
  readonly journal: Journal
  readonly clock: Clock
  readonly log: (line: Unstamped) => void
  readonly upstream: string
}

type Open = { readonly incident: OpenIncident; held: number; failures: number }

const OFFLINE = code('path.offline')

/** Makes incidents of what the lanes go through: open from unfit to fit again. */
export class Incidents {
  readonly #parts: Parts
  readonly #open = new Map<Lane, Open>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  changed(lane: Lane, was: Health): void {
    const { health, scope, name, waiting } = lane
    const { log, clock } = this.#parts
    const known = health.is === 'fit' ? undefined : health.code
    if (was.is === 'doubtful' && health.is === 'fit') return
    const isAskedAnew = was.is === 'offline' && health.is === 'unfit'
    if (health.is !== 'doubtful' && was.is !== health.is && !isAskedAnew)
      log({ event: 'health', scope, lane: name, was: was.is, is: health.is, code: known })
    if (health.is === 'unfit') {
      const inMillis = whole(ms(Math.max(0, between(clock.now(), health.nextAt))))
      log({ event: 'next-try', scope, lane: name, inMillis, attempt: health.tries + 1, waiting, code: health.code })
    }
    this.#count(lane, was)
  }

  #count(lane: Lane, was: Health): void {
    const { health } = lane
    const open = this.#open.get(lane)
    if (open === undefined) {
      if (health.is === 'unfit' || health.is === 'offline') this.#begin(lane, health)
      return
    }
    // A network that is missing and a provider that is down are two incidents: another owner, another remedy.
    const isAnother = health.is !== 'fit' && (health.code === OFFLINE) !== (open.incident.code === OFFLINE)
    if (isAnother && (health.is === 'unfit' || health.is === 'offline')) {
      this.#end(lane, open)
      this.#begin(lane, health)
      return
    }
    open.held = Math.max(open.held, lane.waiting)
    if (was.is === 'trying' && health.is === 'unfit') open.failures += 1
    if (health.is === 'fit') this.#end(lane, open)
  }

  #end(lane: Lane, { incident, failures, held }: Open): void {
    this.#open.delete(lane)
    this.#parts.journal.incidentClosed({ ...incident, closedAt: this.#parts.clock.wall(), failures, held })
  }

  #begin(lane: Lane, health: Extract<Health, { is: 'unfit' | 'offline' }>): void {
    const { clock, journal, upstream } = this.#parts
    const incident: OpenIncident = {
      id: ownId(randomUUID()),
      upstream: idOf(upstream) ?? ownId('upstream'),
      scope: code(lane.scope),
      family: lane.scope === 'upstream' ? undefined : modelNameOf(lane.name.split(' ')[0]),
      code: code(health.code),
      openedAt: (clock.wall() - between(health.since, clock.now())) as UnixMillis,
    }
    this.#open.set(lane, { incident, held: lane.waiting, failures: 1 })
    journal.incidentOpened(incident)
  }
}
