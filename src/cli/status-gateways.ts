import { isAlive, listRuntimes, type RuntimeInfo } from '../config/runtime-file.ts'
import { unixMillis, type UnixMillis } from '../core/time.ts'
import type { GatewayState, LaneState } from '../gateway/state.ts'
import { readJournal } from '../journal/read.ts'
import { recentTraffic } from '../probes/recent-traffic.ts'
import type { GatewaySeen, GatewayTrouble } from '../status/gateway-word.ts'
import type { SeenIncident } from '../status/history.ts'
import type { Clock } from '../world/clock.ts'
import { stateOf } from './ask-gateway.ts'

export async function runningGateways(dataDir: string): Promise<readonly RuntimeInfo[]> {
  const files = await listRuntimes(dataDir).catch(() => [])
  return files.map(({ info }) => info).filter(({ status, pid }) => status === 'running' && isAlive(pid))
}

/** `host`: of the upstream that is asked about. */
type Where = { readonly dataDir: string; readonly journal: string; readonly host: string; readonly clock: Clock }

/** Asks the gateways that go to `host`, again and again. */
export function gatewayLook({ dataDir, journal, host, clock }: Where): () => Promise<GatewaySeen> {
  /** By gateway: answers counted so far, and when that number last grew. */
  const counted = new Map<number, { readonly completed: number; readonly at: UnixMillis | undefined }>()
  const lastAnswerOf = ({ pid, totals: { completed } }: GatewayState): UnixMillis | undefined => {
    const before = counted.get(pid)
    const at = before === undefined ? lastInJournal(journal, clock) : before.completed < completed ? clock.wall() : before.at
    counted.set(pid, { completed, at })
    return at
  }
  return async () => {
    const theirs = (await runningGateways(dataDir)).filter(({ upstream }) => URL.parse(upstream)?.host === host)
    const states = await Promise.all(theirs.map(stateOf))
    const askedAt = clock.wall()
    const seen = states.map((state, index): GatewaySeen => {
      if (state === undefined) return { is: 'silent', askedAt, url: theirs[index]?.url ?? '' }
      return seenIn(state, { askedAt, lastAnswerAt: lastAnswerOf(state) })
    })
    return seen.toSorted((one, other) => weightOf(other) - weightOf(one))[0] ?? { is: 'none', askedAt }
  }
}

function lastInJournal(journal: string, clock: Clock): UnixMillis | undefined {
  const { lastCompletedAt } = recentTraffic(journal, clock.wall())
  return lastCompletedAt === undefined ? undefined : unixMillis(lastCompletedAt)
}

function weightOf(seen: GatewaySeen): number {
  if (seen.is !== 'answers') return seen.is === 'silent' ? 1 : 0
  return seen.held > 0 ? 4 : seen.trouble !== undefined ? 3 : 2
}

type Known = { readonly askedAt: UnixMillis; readonly lastAnswerAt: UnixMillis | undefined }

function seenIn({ url, lanes, exchanges }: GatewayState, { askedAt, lastAnswerAt }: Known): GatewaySeen {
  const troubled = lanes.filter(({ health }) => UNFIT.has(health)).toSorted((one, other) => rankOf(other) - rankOf(one))
  return {
    is: 'answers',
    askedAt,
    url,
    held: exchanges.filter(({ step }) => step === 'holding').length,
    trouble: troubled[0] === undefined ? undefined : troubleIn(troubled[0], askedAt),
    lastAnswerAt,
  }
}

const UNFIT: ReadonlySet<LaneState['health']> = new Set<LaneState['health']>(['unfit', 'trying', 'ramping', 'offline'])

const isAsking = ({ health, waiting }: LaneState): boolean => waiting > 0 || health === 'trying' || health === 'ramping'

/** One that is being asked, then one that concerns all models. */
const rankOf = (lane: LaneState): number => (isAsking(lane) ? 2 : 0) + (lane.scope === 'upstream' ? 1 : 0)

const troubleIn = (lane: LaneState, askedAt: UnixMillis): GatewayTrouble => ({
  scope: lane.scope,
  // behind the model's name stands by what the credentials of lanes are told apart
  family: lane.scope === 'upstream' ? '' : (lane.name.split(' ', 1)[0] ?? ''),
  code: lane.code ?? '',
  since: unixMillis(askedAt - (lane.forMillis ?? 0)),
  asking: isAsking(lane) ? 'yes' : 'no',
  nextTryIn: lane.nextTryInMillis,
})

/** Incidents as the gateways of this computer recorded them. @returns undefined where there is no journal that can be read */
export function incidentsSince(journal: string, since: UnixMillis): readonly SeenIncident[] | undefined {
  const read = readJournal(journal, (reader) => ({ incidents: reader.incidents(since), gateways: reader.gateways() }))
  if (!read.ok) return undefined
  const { incidents, gateways } = read.value
  const alive = new Set(gateways.filter(({ stoppedAt, pid }) => stoppedAt === undefined && isAlive(pid)).map(({ id }) => id))
  return (
    incidents
      // ends that nobody saw are kept for ever
      .filter(({ openedAt, closedAt, gateway }) => openedAt >= since || closedAt !== undefined || alive.has(gateway))
      .map(({ upstream, code, openedAt, closedAt, gateway, held }) => ({
        upstream,
        code,
        openedAt,
        closedAt,
        watched: alive.has(gateway) ? 'yes' : 'no',
        held: held ?? 0,
      }))
  )
}
