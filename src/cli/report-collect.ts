import { randomUUID } from 'node:crypto'
import { arch, release } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { clientEnv, clientSources, shownPath } from '../clients/client-voices.ts'
import { environmentIn } from '../clients/claude-settings.ts'
import { claudeVersion } from '../clients/claude-version.ts'
import { isAlive } from '../config/runtime-file.ts'
import { VERSION } from '../config/version.ts'
import { hours, seconds, unixMillis, type UnixMillis } from '../core/time.ts'
import { plan, type Asked, type Plan } from '../doctor/plan.ts'
import { examine } from '../doctor/run.ts'
import { toldBy } from '../doctor/told.ts'
import { readJournal, type JournalReader } from '../journal/read.ts'
import type { JournalPart, Machine, Period, Recordings, ReportFacts, SeenGateway, TroubledExchange } from '../report/facts.ts'
import { knownSecrets } from '../report/mask.ts'
import { settingsShown } from '../report/settings.ts'
import type { PagePart } from '../report/page.ts'
import { pageReader } from '../status-page/page-reader.ts'
import { historyOf } from '../status/history.ts'
import { pageWordOf } from '../status/page-word.ts'
import { realClock } from '../world/clock.ts'
import { undiciNetwork } from '../world/network.ts'
import type { Context } from './context.ts'
import { whereWeStand } from './doctor-ground.ts'
import { judged } from './doctor-judged.ts'
import { incidentsSince } from './status-gateways.ts'
import { fitted } from './print/fitted.ts'

export type Wanted = {
  readonly asked: Asked
  /** What the client printed. */
  readonly error: string | undefined
  readonly period: Period
}

export type Collected = {
  readonly facts: ReportFacts
  /** Secrets that are known to stand on this machine: none of them may be in any text. */
  readonly secrets: readonly string[]
}

/** More than these nobody reads; the newest are the ones that matter. */
const EXCHANGES_AT_MOST = 200
const STEPS_AT_EACH_END = 200
/** Of each part of a connection to the status page: it has hosts to fall back on. */
const PART_WITHIN = seconds(4)
/** What began earlier may have failed just now: holds and long answers last. */
const BEGUN_WITHIN = hours(12)

/** Everything that a report is made of. Reads, asks the network as `doctor` does, and changes nothing. */
export async function collect(wanted: Wanted, context: Context, signal: AbortSignal): Promise<Collected> {
  const { asked, error, period } = wanted
  const { surroundings } = context
  const { env, home, cwd, platform } = surroundings
  const standing = await whereWeStand(context)
  for (const note of fitted(standing.notes, process.stderr)) context.note(note)
  const planned = plan(asked, standing.ground)
  const { allProbes } = await import('../probes/all.ts')
  const bench = { ...planned, clock: realClock, env, home, cwd, platform, dataDir: standing.dataDir }
  const told = error === undefined ? undefined : toldBy(error, randomUUID())
  const journal = join(standing.dataDir, 'journal.sqlite')
  const [observations, page] = await Promise.all([
    examine({ plan: planned, bench, probes: allProbes, version: VERSION, told }, signal),
    pageOf({ plan: planned, env: clientEnv(bench), journal, period }, signal),
  ])
  const { diagnosis, checks, notTested } = judged(observations)
  const sources = clientSources(surroundings)
  return {
    facts: {
      at: realClock.wall(),
      period,
      journal: journalOf(journal, period),
      judgement: { observations, diagnosis, checks, notTested },
      page,
      machine: machineOf(context),
      ...settingsShown(sources, env, (path) => shownPath(path, home)),
    },
    secrets: knownSecrets([env, ...sources.map(({ settings }) => environmentIn(settings))]),
  }
}

type PageAsked = {
  readonly plan: Plan
  readonly env: NodeJS.ProcessEnv
  readonly journal: string
  readonly period: Period
}

/** The page's own reading and its memory, as `status` has them. */
async function pageOf({ plan: planned, env, journal, period }: PageAsked, signal: AbortSignal): Promise<PagePart> {
  const { target, controls, controlsAllowed } = planned
  const clock = realClock
  const network = undiciNetwork({ env, clock, connectWithin: PART_WITHIN, tunnelWithin: PART_WITHIN, secureWithin: PART_WITHIN })
  try {
    const page = pageReader({ network, clock, hosts: controlsAllowed === 'yes' ? controls.statusPages : [] })
    const [summary, past] = await Promise.all([page.summary(signal), page.past(signal)])
    const now = clock.wall()
    const { entries } = historyOf({
      seen: incidentsSince(journal, period.from),
      past: past.is === 'read' ? past.value : undefined,
      place: { host: new URL(target.url).host, official: target.official ? 'yes' : 'no' },
      since: period.from,
      now,
    })
    return { word: pageWordOf(summary, undefined, now), history: entries, memory: target.official ? past.is : 'not-theirs' }
  } finally {
    void network.close()
  }
}

function machineOf({ surroundings }: Context): Machine {
  return {
    platform: surroundings.platform,
    release: release(),
    arch: arch(),
    node: process.versions.node,
    holdfast: VERSION,
    client: claudeVersion(surroundings),
    utcOffset: -new Date(realClock.wall()).getTimezoneOffset(),
  }
}

function journalOf(file: string, period: Period): JournalPart {
  const read = readJournal(file, (reader) => recordingsIn(reader, period))
  return read.ok ? { is: 'read', ...read.value } : { is: 'unread', why: read.code }
}

function recordingsIn(reader: JournalReader, { from, until }: Period): Recordings {
  const since = unixMillis(Math.max(0, from - BEGUN_WITHIN))
  const found = reader.exchanges({ since, only: 'troubled' }, { order: 'newest-first', limit: EXCHANGES_AT_MOST })
  const exchanges = found
    .filter((one) => one.startedAt <= until && endOf(one) >= from)
    .map((one): TroubledExchange => ({ ...one, steps: trimmed(reader.steps(one)) }))
    .toReversed()
  const totals = reader.totals({ since: from })
  const begunWithin = exchanges.filter(({ startedAt }) => startedAt >= from).length
  return {
    gateways: reader
      .gateways()
      .map((gateway): SeenGateway => {
        const state = gateway.stoppedAt !== undefined ? 'stopped' : isAlive(gateway.pid) ? 'running' : 'gone'
        return { ...gateway, state }
      })
      .filter(
        ({ startedAt, stoppedAt, wroteAt, state }) =>
          startedAt <= until && (state === 'running' || (stoppedAt ?? wroteAt) >= from),
      ),
    incidents: reader.incidents(from).filter(({ openedAt }) => openedAt <= until),
    exchanges,
    leftOut: Math.max(0, totals.troubled - begunWithin),
    totals,
  }
}

/** One that has no end may still go on. */
const endOf = ({ startedAt, end }: Omit<TroubledExchange, 'steps'>): UnixMillis =>
  unixMillis(end === undefined ? Number.POSITIVE_INFINITY : startedAt + end.finishedAfter)

const trimmed = (steps: TroubledExchange['steps']): TroubledExchange['steps'] =>
  steps.length <= 2 * STEPS_AT_EACH_END ? steps : [...steps.slice(0, STEPS_AT_EACH_END), ...steps.slice(-STEPS_AT_EACH_END)]
