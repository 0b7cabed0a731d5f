import { join } from 'node:path'
import process from 'node:process'
import { seconds, type UnixMillis } from '../core/time.ts'
import type { ControlSettings } from '../doctor/controls.ts'
import { plan } from '../doctor/plan.ts'
import { clientEnv } from '../clients/client-voices.ts'
import { httpProbe } from '../probes/http.ts'
import type { Bench } from '../probes/probe.ts'
import { pageReader, type PageReader } from '../status-page/page-reader.ts'
import { edgeWordOf, type EdgeWord } from '../status/edge-word.ts'
import type { GatewaySeen } from '../status/gateway-word.ts'
import type { SeenIncident } from '../status/history.ts'
import type { Place } from '../status/statement.ts'
import type { Clock } from '../world/clock.ts'
import { undiciNetwork } from '../world/network.ts'
import type { Context } from './context.ts'
import { whereWeStand } from './doctor-ground.ts'
import { gatewayLook, incidentsSince, runningGateways } from './status-gateways.ts'
import { fitted } from './print/fitted.ts'

/** All that `status` asks. None of them rejects but with the reason of its signal. */
export type StatusSources = {
  readonly place: Place
  readonly page: PageReader
  readonly gateway: () => Promise<GatewaySeen>
  readonly edge: (signal: AbortSignal) => Promise<EdgeWord>
  readonly incidents: (since: UnixMillis) => readonly SeenIncident[] | undefined
  readonly close: () => Promise<void>
}

/** Of each part of a connection: the page has hosts to fall back on. */
const PART_WITHIN = seconds(4)

export async function statusSources(controls: ControlSettings, context: Context, clock: Clock): Promise<StatusSources> {
  const { env, home, cwd, platform } = context.surroundings
  const { ground, dataDir, notes } = await whereWeStand(context)
  for (const note of fitted(notes, process.stderr)) context.note(note)
  const [running] = await runningGateways(dataDir)
  // where no settings say otherwise, requests go where the gateway that runs sends them
  const target = ground.baseUrl === undefined ? running?.upstream : undefined
  const planned = plan({ target, offline: 'no', deep: 'no', check: [], skip: [], controls }, ground)
  const bench: Bench = { ...planned, clock, env, home, cwd, platform, dataDir, controlsAllowed: 'no' }
  const { host } = new URL(planned.target.url)
  const limits = { connectWithin: PART_WITHIN, tunnelWithin: PART_WITHIN, secureWithin: PART_WITHIN }
  const network = undiciNetwork({ env: clientEnv(bench), clock, ...limits })
  const journal = join(dataDir, 'journal.sqlite')
  return {
    place: { host, official: planned.target.official ? 'yes' : 'no' },
    page: pageReader({ network, clock, hosts: planned.controls.statusPages }),
    gateway: gatewayLook({ dataDir, journal, host, clock }),
    edge: async (signal) => edgeWordOf(await httpProbe.measure(bench, signal), clock.wall()),
    incidents: (since) => incidentsSince(journal, since),
    close: () => network.close(),
  }
}
