import { between, later, ms, type Instant, type Millis } from '../core/time.ts'
import { sleep, type Clock } from '../world/clock.ts'
import type { DrillView } from './drill-table.ts'
import { labelOf, labelsOf } from './fault-label.ts'
import type { NextTry } from './held-in-gateway.ts'
import type { Provider } from './provider.ts'
import type { Recovery, Rehearsed, SideFacts } from './rehearsed.ts'
import { timetableOf, type Load, type Scenario } from './scenario.ts'
import { seededRandom } from './seeded-random.ts'
import { simulateSession } from './session.ts'
import { SIDES, Tally, type Side } from './tally.ts'
import { endOf, troublesOf, type Timetable, type Trouble } from './timetable.ts'

export type RehearsalOptions = {
  readonly scenario: Scenario
  readonly seed: number
  readonly speed: number
  /** Runs as fast as the rehearsal. */
  readonly clock: Clock
  /** For turns that are still open at the end; then they are lost. */
  readonly grace: Millis
  /** One stand-in behind each side, with the same timetable and the same seed. */
  readonly providers: Readonly<Record<Side, Provider>>
  readonly gatewayUrl: string
}

/** One scenario from its first request to its last, on both sides at once. */
export class Rehearsal {
  readonly #options: RehearsalOptions
  readonly #timetable: Timetable
  readonly #troubles: readonly Trouble[]
  readonly #tallies: Readonly<Record<Side, Tally>> = { direct: new Tally(), gateway: new Tally() }
  #startedAt: Instant
  #ended: Rehearsed['ended'] = 'early'

  constructor(options: RehearsalOptions) {
    this.#options = options
    this.#startedAt = options.clock.now()
    this.#timetable = timetableOf(options.scenario)
    this.#troubles = troublesOf(this.#timetable).filter((trouble) => trouble.to <= options.scenario.length)
  }

  /** Resolves when all turns have ended, the grace is over, or the signal ends it; `facts` knows which. */
  async run(signal: AbortSignal): Promise<void> {
    const { scenario, clock, providers, grace } = this.#options
    await Promise.all(SIDES.map((side) => providers[side].play(this.#timetable)))
    this.#startedAt = clock.now()
    const over = new AbortController()
    const both = AbortSignal.any([signal, over.signal])
    const sessions = Promise.all(SIDES.flatMap((side) => this.#sessions(side, both)))
    try {
      await Promise.race([sessions, sleep(clock, ms(scenario.length + grace), both)])
      if (!signal.aborted) this.#close()
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      over.abort(new Error('the drill is over'))
      await sessions
    }
  }

  #close(): void {
    this.#ended = 'whole'
    for (const side of SIDES) this.#tallies[side].close(this.#options.clock.now())
  }

  #sessions(side: Side, signal: AbortSignal): readonly Promise<void>[] {
    const each = this.#options.scenario.load.flatMap((load) => Array.from({ length: load.sessions }, () => load))
    return each.map((load, index) => this.#session({ side, load, number: index + 1 }, signal))
  }

  async #session({ side, load, number }: Seat, signal: AbortSignal): Promise<void> {
    const { clock, providers, gatewayUrl, scenario, seed } = this.#options
    const name = `${side}-${number}`
    // the same chances on both sides
    const roll = seededRandom(seed + number)
    try {
      // Not all in step.
      await sleep(clock, ms(load.pause * roll()), signal)
      await simulateSession(
        {
          baseUrl: side === 'direct' ? providers.direct.url : gatewayUrl,
          name,
          clock,
          roll,
          client: load.client,
          streaming: load.streaming,
          prompt: (turn) => `[[text:${load.characters}]] [[gap:${load.gap}ms]] ${name}, turn ${turn}`,
          another: () => between(this.#startedAt, clock.now()) < scenario.length,
          pause: { finished: load.pause, lost: load.pauseAfterLoss },
          observe: (event, at) => this.#tallies[side].observe(name, event, at),
        },
        signal,
      )
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  /** @param gatewayNextTry its clients do not know when it tries again; it does */
  view(gatewayNextTry: NextTry | undefined): DrillView {
    const { scenario, clock, providers } = this.#options
    const now = clock.now()
    const elapsed = between(this.#startedAt, now)
    const gateway = this.#tallies.gateway.view(now)
    const current = this.#timetable.faults.find((timed) => timed.from <= elapsed && elapsed < endOf(timed))
    const left = (to: number): Millis => ms(Math.max(0, Math.min(to, scenario.length) - elapsed))
    return {
      elapsed: ms(Math.min(elapsed, scenario.length)),
      length: scenario.length,
      fault: current === undefined ? undefined : { label: labelOf(current.fault), left: left(endOf(current)) },
      sides: {
        direct: { ...this.#tallies.direct.view(now), requests: providers.direct.counts().requests },
        gateway: { ...gateway, nextTry: gateway.nextTry ?? gatewayNextTry, requests: providers.gateway.counts().requests },
      },
      recoveries: this.#troubles.map((trouble) => ({
        fault: labelsOf(trouble.faults),
        state: elapsed < trouble.to ? 'ahead' : elapsed >= scenario.length ? 'over' : 'under-way',
        back: { direct: this.#back('direct', trouble), gateway: this.#back('gateway', trouble) },
      })),
    }
  }

  facts(): Rehearsed {
    const { scenario, seed, speed, clock } = this.#options
    const elapsed = between(this.#startedAt, clock.now())
    const sides = { direct: this.#side('direct', elapsed), gateway: this.#side('gateway', elapsed) }
    return { scenario, seed, speed, elapsed, ended: this.#ended, client: undefined, sides }
  }

  #side(side: Side, elapsed: Millis): SideFacts {
    const { marks, ...ends } = this.#tallies[side].ends()
    const { requests, mostStartsInASecond } = this.#options.providers[side].counts()
    return {
      ...ends,
      requests,
      mostStartsInASecond,
      recoveries: this.#troubles.map((trouble): Recovery => {
        const back = this.#back(side, trouble) ?? (this.#ended === 'whole' ? 'never' : undefined)
        return { fault: labelsOf(trouble.faults), after: trouble.to, back: elapsed < trouble.to ? undefined : back }
      }),
      marks: marks.map(({ at, what }) => ({ at: between(this.#startedAt, at), what })),
    }
  }

  #back(side: Side, trouble: Trouble): Millis | undefined {
    return this.#tallies[side].backAfter(later(this.#startedAt, trouble.to))
  }
}

type Seat = { readonly side: Side; readonly load: Load; readonly number: number }
