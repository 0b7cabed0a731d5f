import { between, later, ms, seconds, type Instant, type Millis } from '../core/time.ts'
import type { DrillText } from '../i18n/drill-text.ts'
import { realClock, sleep, type Clock } from '../world/clock.ts'
import { liveTable, plainLine, resultTable, type DrillView, type Recovery } from './drill-table.ts'
import { labelOf } from './fault-label.ts'
import { nextTryIn, type NextTry } from './held-in-gateway.ts'
import { drillScenario } from './named-scenarios.ts'
import { startProvider, type Provider } from './provider.ts'
import type { Scenario, TimedFault } from './scenario.ts'
import { seededRandom } from './seeded-random.ts'
import { simulateSession } from './session.ts'
import { SIDES, Tally, type Side } from './tally.ts'

/** What is rehearsed. */
export type DrillPlan = {
  readonly scenario: Scenario
  readonly length: Millis
  /** For turns that are still open at the end; then they are lost. */
  readonly grace: Millis
  readonly sessionsPerSide: number
  readonly pause: { readonly finished: Millis; readonly lost: Millis }
  /** Divides the clients' waits between tries; 1 is honest. */
  readonly timeScale: number
}

/** 45 s; turns of about a second, so that there is always traffic; somebody who lost a turn needs 5 s to ask again. */
export const FULL_DRILL: DrillPlan = {
  scenario: drillScenario(),
  length: seconds(45),
  grace: seconds(15),
  sessionsPerSide: 6,
  pause: { finished: ms(700), lost: seconds(5) },
  timeScale: 1,
}

export type DrilledGateway = {
  readonly url: string
  readonly state: () => Promise<unknown>
  readonly close: () => Promise<void>
}

export type DrillOptions = {
  readonly write: (text: string) => void
  /** Columns of the terminal. */
  readonly width: number
  readonly isTty: boolean
  readonly texts: DrillText
  readonly startGateway: (upstream: string) => Promise<DrilledGateway>
  readonly signal: AbortSignal
  /** Keep gateway and stand-in up until the signal aborts. */
  readonly stay?: boolean
  readonly plan?: DrillPlan
  readonly clock?: Clock
}

/** What a shell gives to whoever was ended by Ctrl-C. */
const INTERRUPTED = 130
const REDRAW = ms(250)
const PLAIN_LINE_EVERY = seconds(5)

/**
 * Rehearses: sessions straight at a stand-in and through a gateway, while it fails by timetable.
 * @returns the exit code: 0, 1 when the gateway lost a turn, 130 when it was ended before the result
 */
export async function runDrill(options: DrillOptions): Promise<number> {
  const clock = options.clock ?? realClock
  const provider = await startProvider({ port: 0, clock })
  try {
    const gateway = await options.startGateway(provider.url)
    try {
      const rehearsal = new Rehearsal({ ...options, clock, plan: options.plan ?? FULL_DRILL, provider, gateway })
      const code = await rehearsal.run()
      if (options.stay === true && code !== INTERRUPTED) await stayUp(options, provider, gateway)
      return code
    } finally {
      await gateway.close()
    }
  } finally {
    await provider.close()
  }
}

async function stayUp(options: DrillOptions, provider: Provider, gateway: DrilledGateway): Promise<void> {
  const { texts, signal, write } = options
  const urls = { gateway: gateway.url, provider: provider.url, control: provider.controlUrl }
  write(`\n${texts.stay(urls).join('\n')}\n`)
  if (signal.aborted) return
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

type RehearsalOptions = DrillOptions & {
  readonly clock: Clock
  readonly plan: DrillPlan
  readonly provider: Provider
  readonly gateway: DrilledGateway
}

/** One drill from its first request to its result. */
class Rehearsal {
  readonly #options: RehearsalOptions
  readonly #tallies: Readonly<Record<Side, Tally>> = { direct: new Tally(), gateway: new Tally() }
  #startedAt: Instant
  #drawnLines = 0
  #gatewayNextTry: NextTry | undefined

  constructor(options: RehearsalOptions) {
    this.#options = options
    this.#startedAt = options.clock.now()
  }

  async run(): Promise<number> {
    const { plan, clock, provider, texts, signal, write } = this.#options
    write(`${texts.intro(plan.sessionsPerSide, plan.length)}\n\n`)
    await provider.play(plan.scenario)
    this.#startedAt = clock.now()
    const over = new AbortController()
    const both = AbortSignal.any([signal, over.signal])
    const showing = this.#show(both)
    const sessions = Promise.all(SIDES.flatMap((side) => this.#sessions(side, both)))
    try {
      const end = later(this.#startedAt, ms(plan.length + plan.grace))
      await Promise.race([sessions, sleep(clock, between(clock.now(), end), both)])
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      over.abort(new Error('the drill is over'))
      await Promise.all([sessions, showing])
    }
    if (!signal.aborted) return this.#conclude()
    write(`${texts.interrupted}\n`)
    return INTERRUPTED
  }

  #sessions(side: Side, signal: AbortSignal): readonly Promise<void>[] {
    const { plan, clock, provider, gateway } = this.#options
    const baseUrl = side === 'direct' ? provider.url : gateway.url
    return Array.from({ length: plan.sessionsPerSide }, async (_, index) => {
      const name = `${side}-${index + 1}`
      const roll = seededRandom(index + 1)
      try {
        // Not all at once: real people are not in step.
        await sleep(clock, ms(plan.pause.finished * roll()), signal)
        await simulateSession(
          {
            baseUrl,
            name,
            clock,
            roll,
            prompt: (turn) => `[[text:160]] [[gap:40ms]] ${name}, turn ${turn}`,
            another: () => between(this.#startedAt, clock.now()) < plan.length,
            pause: plan.pause,
            timeScale: plan.timeScale,
            observe: (event, at) => this.#tallies[side].observe(name, event, at),
          },
          signal,
        )
      } catch (error) {
        if (!signal.aborted) throw error
      }
    })
  }

  async #show(signal: AbortSignal): Promise<void> {
    const { clock, isTty, gateway } = this.#options
    try {
      for (;;) {
        if (isTty) this.#gatewayNextTry = nextTryIn(await gateway.state().catch(() => undefined))
        this.#draw()
        await sleep(clock, isTty ? REDRAW : PLAIN_LINE_EVERY, signal)
      }
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  #draw(): void {
    const { isTty, texts, width, write } = this.#options
    if (!isTty) {
      write(`${plainLine(this.#view(), texts)}\n`)
      return
    }
    const lines = liveTable(this.#view(), { texts, width })
    // Up to where it began last time, and clear from there.
    const back = this.#drawnLines === 0 ? '' : `\u001B[${this.#drawnLines}A\u001B[J`
    write(`${back}${lines.join('\n')}\n`)
    this.#drawnLines = lines.length
  }

  #conclude(): number {
    const { texts, width, write, isTty } = this.#options
    for (const side of SIDES) this.#tallies[side].close()
    const view = this.#view()
    const { direct, gateway } = view.sides
    const verdict =
      gateway.lost > 0 ? texts.gatewayLost(gateway.lost) : direct.lost > 0 ? texts.kept(direct.lost) : texts.bothKept
    const back = isTty && this.#drawnLines > 0 ? `\u001B[${this.#drawnLines}A\u001B[J` : '\n'
    write(`${back}${resultTable(view, { texts, width }).join('\n')}\n\n${verdict}\n`)
    return gateway.lost > 0 ? 1 : 0
  }

  #view(): DrillView {
    const { plan, clock } = this.#options
    const now = clock.now()
    const elapsed = between(this.#startedAt, now)
    const gateway = this.#tallies.gateway.view(now)
    const current = plan.scenario.faults.find((timed) => timed.from <= elapsed && elapsed < endOf(timed))
    return {
      elapsed: ms(Math.min(elapsed, plan.length)),
      length: plan.length,
      fault: current === undefined ? undefined : { label: labelOf(current.fault), left: ms(endOf(current) - elapsed) },
      sides: {
        direct: { ...this.#tallies.direct.view(now), requests: this.#requestsOf('direct') },
        // Its clients do not know when it tries again; it does.
        gateway: { ...gateway, nextTry: gateway.nextTry ?? this.#gatewayNextTry, requests: this.#requestsOf('gateway') },
      },
      recoveries: plan.scenario.faults.filter((timed) => timed.to !== undefined).map((timed) => this.#recovery(timed, now)),
    }
  }

  #recovery(timed: TimedFault, now: Instant): Recovery {
    const end = later(this.#startedAt, ms(endOf(timed)))
    const { plan } = this.#options
    const over = between(this.#startedAt, now) >= plan.length
    return {
      fault: labelOf(timed.fault),
      state: now < end ? 'ahead' : over ? 'over' : 'under-way',
      back: { direct: this.#tallies.direct.backAfter(end), gateway: this.#tallies.gateway.backAfter(end) },
    }
  }

  /** As the stand-in counted them. Those of no session are the gateway's own soundings. */
  #requestsOf(side: Side): number {
    const log = this.#options.provider.log()
    const direct = log.filter((seen) => seen.session?.startsWith('direct-') === true).length
    return side === 'direct' ? direct : log.length - direct
  }
}

const endOf = (timed: TimedFault): number => timed.to ?? Number.POSITIVE_INFINITY
