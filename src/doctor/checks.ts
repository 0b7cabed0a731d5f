import { CHECK_NAMES, type CheckGap, type CheckName, type CheckState } from '../core/evidence.ts'
import type { DiagnosisCode } from '../core/diagnosis-code.ts'
import type { AllFacts, Tried } from '../probes/facts.ts'
import type { Observations, Outcome } from '../probes/observations.ts'
import {
  certificateOf,
  clockOffset,
  codeIn,
  factsOf,
  failed,
  frontDoorOpen,
  internet,
  needsLookUp,
  wayOf,
  worked,
} from './seen.ts'
import { answersOf, isFromApi } from './seen.ts'
import { statusIsOld, statusWord } from './rules/status.ts'
import { diagnose } from './diagnose.ts'
import { diagnosisEntry, type Rung } from '../core/diagnosis-code.ts'

/** One row of the table of checks. */
export type Check = {
  readonly id: CheckName
  readonly state: CheckState
  /** Why there is no result. */
  readonly gap: CheckGap | undefined
  /** The system's or the server's own word for what went wrong: `ENOTFOUND`, `503`, a crash's message. */
  readonly cause: string | undefined
  /** At least 1 where it ran; 0: it never did. */
  readonly millis: number
  /** It failed because of the fault that was found, and not for itself: to be dimmed. */
  readonly collateral: boolean
}

/** How each check went, in the order of the way from the machine outwards. */
export function checksOf(observations: Observations): readonly Check[] {
  const { code } = diagnose(observations)
  return CHECK_NAMES.map((id) => row(id, observations, code))
}

type Judged = { readonly state: CheckState; readonly cause: string | undefined }

function row(id: CheckName, observations: Observations, code: DiagnosisCode): Check {
  const outcome: Outcome<unknown> | undefined = observations.probes[id]
  if (outcome === undefined || outcome.is === 'skipped')
    return { id, state: 'skip', gap: outcome?.why ?? 'not-here', cause: undefined, millis: 0, collateral: false }
  const millis = Math.max(1, Math.round(outcome.millis))
  if (outcome.is !== 'seen')
    return {
      id,
      state: 'unknown',
      gap: outcome.is,
      cause: outcome.is === 'crashed' ? outcome.error : undefined,
      millis,
      collateral: false,
    }
  const judged = JUDGES[id](observations)
  const collateral = (judged.state === 'fail' || judged.state === 'warn') && isCollateral(id, code)
  return { id, ...judged, gap: undefined, millis, collateral }
}

const pass: Judged = { state: 'pass', cause: undefined }
const nothing: Judged = { state: 'skip', cause: undefined }
/** There was nothing to be asked: why, in a word of our own. */
const needless = (cause: 'none-set' | 'not-running' | 'plain-http' | 'by-proxy' | 'no-name'): Judged => ({ state: 'skip', cause })
const warn = (cause: string | undefined): Judged => ({ state: 'warn', cause })
const fail = (cause: string | undefined): Judged => ({ state: 'fail', cause })

/** Fails by itself, unless the way is known to work all the same. */
const bad = (cause: string | undefined, observations: Observations): Judged =>
  frontDoorOpen(observations) ? warn(cause) : fail(cause)

const tryOf = (tried: Tried | undefined, observations: Observations): Judged =>
  worked(tried) ? pass : failed(tried) ? bad(tried.code, observations) : nothing

const JUDGES: Readonly<Record<CheckName, (observations: Observations) => Judged>> = {
  link: (observations) => {
    const link = factsOf(observations, 'link')
    const up =
      link?.interfaces.some(({ kind, up: isUp, addresses }) => kind !== 'loopback' && isUp && addresses.length > 0) === true
    return up && (link?.routes.length ?? 0) > 0 ? pass : bad(up ? 'ENETUNREACH' : 'ENETDOWN', observations)
  },
  egress: (observations) => {
    const tries = factsOf(observations, 'egress')?.tries.map(({ tried }) => tried) ?? []
    if (tries.some((tried) => worked(tried))) return pass
    const code = tries.map(codeIn).find((one) => one !== undefined)
    if (code === undefined) return nothing
    return internet(observations) === 'there' ? warn(code) : bad(code, observations)
  },
  dns: (observations) => {
    const system = factsOf(observations, 'dns')?.system
    if (!needsLookUp(observations) && failed(system)) return needless(wayOf(observations) === 'proxy' ? 'by-proxy' : 'no-name')
    return worked(system) && system.millis >= 1000 ? warn(undefined) : tryOf(system, observations)
  },
  portal: (observations) => {
    const changed = factsOf(observations, 'portal')?.tries.filter(({ tried }) => worked(tried) && !tried.saw.asExpected) ?? []
    const [first] = changed
    if (first !== undefined && worked(first.tried))
      return bad(first.tried.saw.location ?? String(first.tried.saw.status), observations)
    return factsOf(observations, 'portal')?.tries.some(({ tried }) => worked(tried)) === true ? pass : nothing
  },
  proxy: (observations) => judgeProxy(factsOf(observations, 'proxy'), observations),
  tcp: (observations) => {
    const tcp = factsOf(observations, 'tcp')
    if (wayOf(observations) === 'proxy') return needless('by-proxy')
    const broken = tcp?.addresses.find(({ tried }) => failed(tried))?.tried
    if (tcp?.addresses.some(({ tried }) => worked(tried)) !== true) return tryOf(broken ?? tcp?.asPrograms, observations)
    return failed(tcp.asPrograms) || broken !== undefined ? warn(codeIn(tcp.asPrograms) ?? codeIn(broken)) : pass
  },
  mtu: (observations) => {
    const bulk = factsOf(observations, 'mtu')?.bulk
    if (!worked(bulk)) return bulk === undefined && !observations.target.secure ? needless('plain-http') : nothing
    return bulk.saw.unacknowledged * 2 > bulk.saw.sent ? bad(`${bulk.saw.unacknowledged}/${bulk.saw.sent}`, observations) : pass
  },
  tls: (observations) => {
    const tls = factsOf(observations, 'tls')
    const word = certificateOf(observations)
    if (failed(tls?.target)) return bad(tls.target.code, observations)
    if (word !== undefined && word !== 'trusted') return bad(word, observations)
    if (word === undefined && !observations.target.secure) return needless('plain-http')
    return word === undefined ? nothing : tls?.checksOff === true ? warn('NODE_TLS_REJECT_UNAUTHORIZED=0') : pass
  },
  clock: (observations) => {
    const clock = clockOffset(observations)
    if (clock === undefined) return nothing
    return Math.abs(clock.offset) < 300_000
      ? pass
      : warn(`${clock.offset > 0 ? '+' : '-'}${Math.round(Math.abs(clock.offset) / 1000)} s`)
  },
  http: (observations) => {
    const [worst] = answersOf(observations).filter(
      (answer) => !isFromApi(answer) || answer.status >= 500 || answer.status === 403,
    )
    if (worst !== undefined) return fail(String(worst.status))
    return frontDoorOpen(observations) ? pass : tryOf(factsOf(observations, 'http')?.front, observations)
  },
  gateway: (observations) => {
    const gateway = factsOf(observations, 'gateway')
    if (gateway === undefined) return nothing
    if (gateway.running === 'none') return needless('not-running')
    if (gateway.running !== 'answers') return fail(gateway.running)
    const unfit = gateway.lanes.find(({ health }) => health !== 'fit')
    if (unfit !== undefined) return warn(unfit.code ?? unfit.health)
    return gateway.names === undefined ? pass : warn('known-addresses')
  },
  status: (observations) => {
    const word = statusWord(observations)
    return word === 'quiet'
      ? pass
      : word === 'unknown'
        ? { state: 'unknown', cause: statusIsOld(observations) ? 'STATUS_OLD' : codeIn(factsOf(observations, 'status')?.page) }
        : warn(word)
  },
  settings: (observations) => {
    const settings = factsOf(observations, 'settings')
    const isFaulty = (settings?.client.knownBad.length ?? 0) > 0
    return isFaulty ? warn(settings?.client.version) : settings?.node.endOfLife === true ? warn(settings.node.version) : pass
  },
  credential: (observations) => {
    const used = factsOf(observations, 'credential')?.sources[0]
    if (used === undefined) return observations.target.official ? fail(undefined) : nothing
    if (used.state === 'usable') return pass
    return used.state === 'expired' && used.refreshable ? warn(used.state) : fail(used.state)
  },
}

function judgeProxy(proxy: AllFacts['proxy'] | undefined, observations: Observations): Judged {
  if (proxy === undefined) return nothing
  if (proxy.route === 'unusable' || proxy.fault !== undefined) return proxy.exempted ? warn(proxy.fault) : fail(proxy.fault)
  if (proxy.route === 'direct') return proxy.conflicting.length > 0 ? warn(proxy.conflicting[0]?.variable) : needless('none-set')
  const broken = brokenAt(proxy)
  if (broken !== undefined) return bad(broken, observations)
  return proxy.conflicting.length > 0 ? warn(proxy.conflicting[0]?.variable) : pass
}

function brokenAt({ resolves, connects, tunnel }: AllFacts['proxy']): string | undefined {
  const refused = worked(tunnel) && tunnel.saw.status >= 300 ? String(tunnel.saw.status) : undefined
  return codeIn(resolves) ?? codeIn(connects) ?? codeIn(tunnel) ?? refused
}

/** Where each check stands on the way. Those that stand nowhere fail for themselves alone. */
const RUNG_OF: Readonly<Partial<Record<CheckName, number>>> = {
  link: 0,
  egress: 1.5,
  dns: 2,
  portal: 1,
  proxy: 3,
  tcp: 4,
  mtu: 5,
  tls: 6,
  http: 7,
  status: 7,
}
const RUNG_OF_FAULT: Readonly<Partial<Record<Rung, number>>> = {
  link: 0,
  portal: 1,
  internet: 1.5,
  dns: 2,
  proxy: 3,
  tcp: 4,
  mtu: 5,
  tls: 6,
}

function isCollateral(id: CheckName, code: DiagnosisCode): boolean {
  const here = RUNG_OF[id]
  const fault = RUNG_OF_FAULT[diagnosisEntry(code).rung]
  return here !== undefined && fault !== undefined && here > fault
}
