import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { readClaudeArguments } from '../clients/claude-arguments.ts'
import { environmentIn, findManagedSettings, managedDirs } from '../clients/claude-settings.ts'
import type { Env } from '../clients/client-environment.ts'
import { whichClient, type ClientKind } from '../clients/which-client.ts'
import { between, ms, type Instant, type Millis } from '../core/time.ts'
import { clientFacts } from '../drill/client-facts.ts'
import { fastClock } from '../drill/fast-clock.ts'
import { judgeAssertions } from '../drill/judge-assertions.ts'
import { startProvider, type Provider } from '../drill/provider.ts'
import type { Rehearsed } from '../drill/rehearsed.ts'
import { exitCodeOf } from '../drill/run-scenario.ts'
import { scenarioLines } from '../drill/scenario-result.ts'
import { timetableOf, withoutLeadIn, type Scenario } from '../drill/scenario.ts'
import { drillReportIn, drillTextsIn } from '../i18n/drill.ts'
import { activeAt, type Timetable } from '../drill/timetable.ts'
import { realClock, type Clock } from '../world/clock.ts'
import { Complaint, type Context } from './context.ts'
import type { Outcome, Rehearsing } from './drill-run.ts'
import { untilInterrupted } from './until-interrupted.ts'
import { stopGateways } from './lifecycle.ts'
import { clientRun, programOrComplaint, type ClientRun } from './run.ts'

export type OwnClient = Rehearsing & { readonly command: string; readonly args: readonly string[] }

/** Opens nothing and is good for nothing. */
const MADE_UP_KEY = 'sk-ant-made-up-for-a-drill-of-holdfast'
const LOOK_EVERY = ms(50)

/** Rehearses with a client of the person's, as `holdfast run` starts it, in a home of its own. */
export async function withClient(own: OwnClient, context: Context): Promise<Outcome> {
  const kind = whichClient(own.command, own.args)
  const program = programOrComplaint(own.command, kind, context)
  refuseManaged(kind, context)
  const print = kind === 'claude-code' && readClaudeArguments(own.args).mode === 'print'
  const scenario = print ? withoutLeadIn(own.scenario) : own.scenario
  const { letGo } = untilInterrupted()
  const home = await mkdtemp(join(tmpdir(), 'holdfast-drill-'))
  try {
    const guest = await settleIn(home, kind, context)
    const { clientIntro } = drillReportIn(context.language)
    const takes = ms(scenario.length / scenario.speed)
    for (const line of clientIntro({ command: own.command, takes, print })) context.note(`holdfast: ${line}`)
    const rehearsed = await rehearse({ ...own, scenario, program, dataDir: join(home, 'data') }, guest)
    return conclude(rehearsed, own, context)
  } finally {
    letGo()
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
}

/** An organisation's settings cannot be set aside: a client that obeys them would ask the real API. */
function refuseManaged(kind: ClientKind, { surroundings, language }: Context): void {
  if (kind !== 'claude-code') return
  const elsewhere = findManagedSettings(managedDirs(surroundings.platform)).find(
    ({ settings }) =>
      settings['apiKeyHelper'] !== undefined || Object.keys(environmentIn(settings)).some((name) => SPEAKS.test(name)),
  )
  if (elsewhere !== undefined) throw new Complaint(drillReportIn(language).managed(elsewhere.file ?? ''))
}

/** Variables by which a client finds the API, or proves who it is; and those of our own. */
const SPEAKS = /^(?:ANTHROPIC_|CLAUDE|AWS_|GOOGLE_|VERTEX_|HOLDFAST_)|_proxy$/i

/** The person's context, but for everything that speaks of their account, their settings and their gateways. */
async function settleIn(home: string, kind: ClientKind, context: Context): Promise<Context> {
  const { surroundings, language } = context
  const [config, work] = [join(home, 'client'), join(home, 'work')]
  for (const folder of [config, work]) await mkdir(folder)
  // first-run questions, answered: some of them want to reach the provider itself
  const settled = {
    hasCompletedOnboarding: true,
    theme: 'dark',
    customApiKeyResponses: { approved: [MADE_UP_KEY.slice(-20)], rejected: [] },
    projects: { [work]: { hasTrustDialogAccepted: true } },
  }
  await writeFile(join(config, '.claude.json'), JSON.stringify(settled), { mode: 0o600 })
  const env: Env = {
    ...Object.fromEntries(Object.entries(surroundings.env).filter(([name]) => !SPEAKS.test(name))),
    HOLDFAST_LANG: language,
    ANTHROPIC_API_KEY: MADE_UP_KEY,
    CLAUDE_CONFIG_DIR: config,
    // nothing but the API is asked for anything
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_AUTOUPDATER: '1',
  }
  // Claude Code would read the project that it stands in; any other client may need its own files
  const cwd = kind === 'claude-code' ? work : surroundings.cwd
  return { ...context, surroundings: { ...surroundings, env, home, cwd } }
}

type Rehearsal = OwnClient & { readonly program: string; readonly dataDir: string }

async function rehearse(rehearsal: Rehearsal, guest: Context): Promise<Rehearsed> {
  const { scenario, program, args, dataDir, command } = rehearsal
  const { seed, speed } = scenario
  const clock = fastClock(realClock, speed)
  const opened = clock.now()
  const provider = await startProvider({ port: 0, clock, seed })
  const timetable = new BegunTimetable(provider, scenario, clock)
  try {
    await timetable.beginWithFirstRequest()
    const run = await clientRun([program, ...args], { upstream: provider.url, dataDir }, guest)
    const elapsed = timetable.elapsed()
    const began = ms(between(opened, timetable.began ?? clock.now()))
    const facts = clientFacts({ ...seenBy(provider, run), scenario, speed, began, elapsed })
    const ended = timetable.began === undefined || run.totals.requests === 0 ? 'early' : 'whole'
    // without its arguments: a prompt has no place in a report
    const client = { command, exitCode: run.exitCode }
    return { scenario, seed, speed, elapsed, ended, client, sides: { gateway: facts } }
  } finally {
    timetable.leave()
    await stopGateways({ dataDir }, { ...guest, say: () => undefined })
    await provider.close()
  }
}

const seenBy = (
  provider: Provider,
  { totals }: ClientRun,
): Pick<Parameters<typeof clientFacts>[0], 'counts' | 'log' | 'lost'> => ({
  counts: provider.counts(),
  log: provider.log(),
  lost: totals.lost,
})

/** A timetable that waits for whoever it is meant for: a person may take a while to type. */
class BegunTimetable {
  readonly #provider: Provider
  readonly #scenario: Scenario
  readonly #clock: Clock
  #cancel: () => void = () => undefined
  began: Instant | undefined

  constructor(provider: Provider, scenario: Scenario, clock: Clock) {
    this.#provider = provider
    this.#scenario = scenario
    this.#clock = clock
  }

  /** Until then what it begins with holds: a single request must not come too late, nor find the provider well. */
  async beginWithFirstRequest(): Promise<void> {
    const timetable = timetableOf(this.#scenario)
    const faults = activeAt(timetable, ms(0)).map((fault) => ({ from: ms(0), fault }))
    // where nobody listens, no first request would ever be seen
    if (faults.some(({ fault }) => fault.kind === 'refused')) return await this.#begin(timetable)
    await this.#provider.play({ name: timetable.name, faults })
    this.#look(timetable)
  }

  #look(timetable: Timetable): void {
    this.#cancel = realClock.after(LOOK_EVERY, () => {
      if (this.#provider.counts().starts === 0) this.#look(timetable)
      else void this.#begin(timetable)
    })
  }

  async #begin(timetable: Timetable): Promise<void> {
    this.began = this.#clock.now()
    await this.#provider.play(timetable)
  }

  elapsed(): Millis {
    return this.began === undefined ? ms(0) : between(this.began, this.#clock.now())
  }

  leave(): void {
    this.#cancel()
  }
}

function conclude(rehearsed: Rehearsed, { quiet }: OwnClient, context: Context): Outcome {
  const report = drillReportIn(context.language)
  const judged = judgeAssertions(rehearsed)
  const remarks = remarksOn(rehearsed, context)
  const width = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY
  const precise = (length: number): string => drillTextsIn(context.language).precise(ms(length))
  const lines = [...scenarioLines(rehearsed, judged, { report, precise, width }), ...remarks]
  for (const line of quiet ? [] : ['', ...lines]) context.say(line)
  // nothing was shown, so nothing can have been kept
  const exitCode = rehearsed.ended === 'early' ? 1 : exitCodeOf(rehearsed, judged)
  return { rehearsed, judged, remarks, exitCode }
}

function remarksOn({ ended, elapsed, scenario }: Rehearsed, { language }: Context): readonly string[] {
  const { clientNeverAsked, clientGone } = drillReportIn(language)
  if (ended === 'early') return [clientNeverAsked]
  return elapsed < scenario.length ? [clientGone] : []
}
