import { join } from 'node:path'
import { isAlive, listRuntimes, type RuntimeInfo } from '../config/runtime-file.ts'
import { asObject, asText, parseJson, type JsonObject } from '../core/recognise/look.ts'
import { seconds, type Millis, type UnixMillis } from '../core/time.ts'
import { askGateway, meetAt } from '../world/gateway-door.ts'
import type { GatewayFacts } from './gateway-facts.ts'
import { lookUpsIn } from './gateway-look-ups.ts'
import type { Probe, Target } from './probe.ts'
import { recentTraffic } from './recent-traffic.ts'

/** On loopback an answer takes milliseconds. */
const ANSWER_WITHIN: Millis = seconds(1)

/** The gateway of this computer, if there is one, and what its traffic has met: history beats a single look. */
export const gatewayProbe: Probe<'gateway'> = {
  id: 'gateway',
  within: seconds(3),
  measure: async ({ clock, dataDir, target }, signal) => {
    const files = (await listRuntimes(dataDir)).map(({ info }) => info).filter(isExpected)
    const info =
      files.find((one) => isAt(one, target)) ??
      files.find(({ pid }) => isAlive(pid)) ??
      files.find(({ mode }) => mode === 'installed')
    const recent = recentTraffic(join(dataDir, 'journal.sqlite'), clock.wall())
    if (info === undefined) return { ...NONE, recent } satisfies GatewayFacts
    const { wokeAt, ...running } = await lookAt(info, clock.wall(), signal)
    return { ...running, recent: { ...recent, wokeAt } } satisfies GatewayFacts
  },
}

type Running = Omit<GatewayFacts, 'recent'>

const NONE: Running = { running: 'none', url: undefined, version: undefined, upstream: undefined, lanes: [], held: 0 }

/** One that somebody has stopped is missed only where clients are still sent to it. */
const isExpected = ({ status, mode }: RuntimeInfo): boolean => status === 'running' || mode === 'installed'

const isAt = ({ url }: RuntimeInfo, target: Target): boolean => URL.parse(url)?.origin === URL.parse(target.url)?.origin

type Looked = Running & { readonly wokeAt?: number | undefined }

async function lookAt(info: RuntimeInfo, now: UnixMillis, signal: AbortSignal): Promise<Looked> {
  const installed = info.mode === 'installed' ? ({ installed: 'yes' } as const) : {}
  const known = { ...NONE, ...installed, url: info.url, version: info.version, upstream: URL.parse(info.upstream)?.host }
  const met = await meetAt(info, ANSWER_WITHIN, signal)
  if (met.is !== 'gateway') return { ...known, running: met.is }
  const text = await askGateway(info, { method: 'GET', path: '/_holdfast/state' }, ANSWER_WITHIN, signal)
  const state = parseJson(text ?? '') ?? {}
  const lookUps = lookUpsIn(asObject(state['names']) ?? {})
  return {
    ...known,
    running: 'answers',
    version: met.proof.version,
    lanes: objectsIn(state['lanes']).map((lane) => laneIn(lane, now)),
    wokeAt: typeof state['wokeAt'] === 'number' ? state['wokeAt'] : undefined,
    held: objectsIn(state['exchanges']).filter(({ step }) => step === 'holding').length,
    ...namesIn(asObject(state['names']) ?? {}),
    ...(lookUps === undefined ? {} : { lookUps }),
  }
}

/** What is said of names only where name servers fail and something else stands in for them. */
function namesIn({ system, failing, names }: JsonObject): Pick<Running, 'names'> {
  const { since, code } = asObject(failing) ?? {}
  const instead = objectsIn(names).filter(({ from, is }) => from !== 'system' && is !== 'failed')
  if (system !== 'fails' || typeof since !== 'number' || instead.length === 0) return {}
  return { names: { since, code: asText(code), stale: instead.filter(({ is }) => is === 'stale').length } }
}

/** It has proved to be ours, but an older version may speak otherwise. */
function laneIn(lane: JsonObject, now: UnixMillis): Running['lanes'][number] {
  const { forMillis } = lane
  return {
    scope: asText(lane['scope']),
    // behind the model's name stands by what the credentials of lanes are told apart
    name: asText(lane['name']).split(' ', 1)[0] ?? '',
    health: asText(lane['health']),
    code: asText(lane['code']) || undefined,
    since: typeof forMillis === 'number' ? Math.round(now - forMillis) : undefined,
  }
}

const objectsIn = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.map(asObject).filter((one) => one !== undefined) : []
