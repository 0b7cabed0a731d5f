import { ms, seconds, type Millis } from '../core/time.ts'
import type { DrillText } from '../i18n/drill-text.ts'
import { realClock, type Clock } from '../world/clock.ts'
import { DrillScreen } from './drill-screen.ts'
import { resultTable, type DrillView } from './drill-table.ts'
import { fastClock } from './fast-clock.ts'
import { nextTryIn } from './held-in-gateway.ts'
import { drillScenario } from './named-scenarios.ts'
import { startProvider, type Provider } from './provider.ts'
import { Rehearsal } from './rehearsal.ts'
import type { Rehearsed } from './rehearsed.ts'
import type { Scenario } from './scenario.ts'
import { seededRandom, type Roll } from './seeded-random.ts'
import type { Side } from './tally.ts'

export type DrilledGateway = {
  readonly url: string
  readonly state: () => Promise<unknown>
  readonly close: () => Promise<void>
}

/** Time and chance as they are in the rehearsal: the gateway has to live by them too. */
export type DrillTime = { readonly clock: Clock; readonly random: Roll }

export type DrillOptions = {
  readonly write: (text: string) => void
  /** Columns of the terminal. */
  readonly width: number
  readonly isTty: boolean
  readonly texts: DrillText
  readonly startGateway: (upstream: string, time: DrillTime) => Promise<DrilledGateway>
  readonly signal: AbortSignal
  /** Keep gateway and stand-in up until the signal aborts. */
  readonly stay?: boolean
  /** What `holdfast drill` rehearses unless given. */
  readonly scenario?: Scenario
  /** Real time for turns that are still open at the end; then they are lost. */
  readonly grace?: Millis
  readonly clock?: Clock
}

/** What a shell gives to whoever was ended by Ctrl-C. */
export const INTERRUPTED = 130
const GRACE = seconds(15)

/**
 * Rehearses: sessions straight at a stand-in and through a gateway, while it fails by timetable.
 * @returns the exit code: 0, 1 when the gateway lost a turn, 130 when it was ended before the result
 */
export async function runDrill(options: DrillOptions): Promise<number> {
  const { texts, signal, write } = options
  const scenario = options.scenario ?? drillScenario()
  write(
    `${texts.intro(
      scenario.load.reduce((total, { sessions }) => total + sessions, 0),
      scenario.length,
    )}\n\n`,
  )
  return await onStage({ ...options, scenario }, async (stage) => {
    const { screen, view, rehearsed } = await rehearse(stage, signal)
    const { direct, gateway } = rehearsed.sides
    screen.conclude([...resultTable(view, options), '', verdictOf(rehearsed, texts)])
    if (rehearsed.ended === 'early') return INTERRUPTED
    if (options.stay === true) await stayUp(options, stage)
    return direct !== undefined && gateway?.lost === 0 ? 0 : 1
  })
}

function verdictOf({ sides, ended }: Rehearsed, texts: DrillText): string {
  const lost = { direct: sides.direct?.lost ?? 0, gateway: sides.gateway?.lost ?? 0 }
  if (ended === 'early') return texts.interrupted
  if (lost.gateway > 0) return texts.gatewayLost(lost.gateway)
  return lost.direct > 0 ? texts.kept(lost.direct) : texts.bothKept
}

async function stayUp({ texts, signal, write }: DrillOptions, { gateway, providers }: Stage): Promise<void> {
  const urls = { gateway: gateway.url, provider: providers.gateway.url, control: providers.gateway.controlUrl }
  write(`\n${texts.stay(urls).join('\n')}\n`)
  if (signal.aborted) return
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

export type StageOptions = DrillOptions & {
  readonly scenario: Scenario
  /** In place of the scenario's own. */
  readonly seed?: number
  readonly speed?: number
}

/** Everything that a rehearsal needs, running. */
export type Stage = {
  readonly options: StageOptions
  readonly seed: number
  readonly speed: number
  readonly clock: Clock
  readonly providers: Readonly<Record<Side, Provider>>
  readonly gateway: DrilledGateway
}

/** Starts two stand-ins and a gateway in front of one of them, and ends them again, whatever `play` comes to. */
export async function onStage<Result>(options: StageOptions, play: (stage: Stage) => Promise<Result>): Promise<Result> {
  const seed = options.seed ?? options.scenario.seed
  const speed = options.speed ?? options.scenario.speed
  const clock = fastClock(options.clock ?? realClock, speed)
  const started: { close: () => Promise<void> }[] = []
  const kept = <Thing extends { close: () => Promise<void> }>(thing: Thing): Thing => {
    started.unshift(thing)
    return thing
  }
  try {
    const direct = kept(await startProvider({ port: 0, clock, seed }))
    const behind = kept(await startProvider({ port: 0, clock, seed }))
    const gateway = kept(await options.startGateway(behind.url, { clock, random: seededRandom(seed) }))
    return await play({ options, seed, speed, clock, gateway, providers: { direct, gateway: behind } })
  } finally {
    // the gateway first: it would take the end of its upstream for an outage
    for (const thing of started) await thing.close()
  }
}

export type Shown = { readonly screen: DrillScreen; readonly view: DrillView; readonly rehearsed: Rehearsed }

/** Plays the scenario, shown on a screen; what is said at the end is the caller's. */
export async function rehearse(stage: Stage, signal: AbortSignal): Promise<Shown> {
  const { options, seed, speed, clock, providers, gateway } = stage
  const grace = ms((options.grace ?? GRACE) * speed)
  const rehearsal = new Rehearsal({ scenario: options.scenario, seed, speed, clock, grace, providers, gatewayUrl: gateway.url })
  const screen = new DrillScreen({ ...options, clock: options.clock ?? realClock })
  const over = new AbortController()
  const look = async (): Promise<DrillView> =>
    rehearsal.view(options.isTty ? nextTryIn(await gateway.state().catch(() => undefined)) : undefined)
  const running = rehearsal.run(signal)
  const showing = screen.show(look, AbortSignal.any([signal, over.signal]))
  try {
    await running
  } finally {
    over.abort(new Error('the drill is over'))
    await showing
  }
  return { screen, view: rehearsal.view(undefined), rehearsed: rehearsal.facts() }
}
