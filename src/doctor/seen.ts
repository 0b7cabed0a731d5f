import type { Evidence } from '../core/evidence.ts'
import type { AllFacts, HttpAnswer, ProbeId, Tried } from '../probes/facts.ts'
import type { Observations, Outcome } from '../probes/observations.ts'

// Questions to observations that several rules ask. Undefined always means: nobody knows.

/** What a probe saw; nothing of one that timed out, crashed or was not asked. */
export function factsOf<Id extends ProbeId>(observations: Observations, id: Id): AllFacts[Id] | undefined {
  const outcome: Outcome<AllFacts[Id]> | undefined = observations.probes[id]
  return outcome?.is === 'seen' ? outcome.facts : undefined
}

type Failure = Extract<Tried, { ok: false }>
type Success<Seen> = Extract<Tried<Seen>, { ok: true }>

/** It was tried, and did not work. What never ran, or was broken off from outside, is no failure. */
export const failed = (tried: Tried | undefined): tried is Failure =>
  tried !== undefined && !tried.ok && tried.millis > 0 && tried.code !== 'ABORTED'

export const worked = <Seen>(tried: Tried<Seen> | undefined): tried is Success<Seen> => tried?.ok === true

export const codeIn = (tried: Tried | undefined): string | undefined => (failed(tried) ? tried.code : undefined)

/** Our own timer, or the system's. */
export const isTimeout = (code: string | undefined): boolean =>
  code !== undefined && /^(?:TIMEOUT|ETIMEDOUT|ETIMEOUT|UND_ERR_\w*TIMEOUT|ERR_TLS_HANDSHAKE_TIMEOUT)$/.test(code)

/** Somebody on the way, or this machine, knows no way there. */
export const isUnreachable = (code: string | undefined): boolean =>
  code !== undefined && /^(?:ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|ENONET)$/.test(code)

export const isReset = (code: string | undefined): boolean =>
  code !== undefined && /^(?:ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|ERR_STREAM_PREMATURE_CLOSE)$/.test(code)

const isLiteral = (host: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.includes(':')

/** 127/8, ::1, 0.0.0.0 and ::, by which a look-up says: nowhere. */
export const isNowhere = (address: string): boolean => /^(?:127\.|0\.0\.0\.0$|::1?$|::ffff:127\.)/.test(address)

const isHere = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || isNowhere(host.replace(/^\[|\]$/g, ''))

export const isOnThisComputer = ({ target }: Observations): boolean => isHere(target.host)

/** A name is asked for, not an address, and nobody else looks it up for us. */
export const needsLookUp = (observations: Observations): boolean =>
  !isLiteral(observations.target.host) && !isOnThisComputer(observations) && wayOf(observations) !== 'proxy'

export const wayOf = (observations: Observations): 'direct' | 'proxy' | 'unusable' =>
  factsOf(observations, 'proxy')?.route ?? 'direct'

/**
 * The proxy that requests go through is there, or its place says no. One on this computer goes out as everybody here does: only its own
 * no counts.
 */
export function proxyReached(observations: Observations): boolean {
  const proxy = factsOf(observations, 'proxy')
  if (proxy?.route !== 'proxy') return false
  if (codeIn(proxy.connects) === 'ECONNREFUSED') return true
  if (worked(proxy.tunnel) && (proxy.tunnel.saw.banner !== undefined || proxy.tunnel.saw.status < 500)) return true
  return worked(proxy.connects) && !isHere(hostOf(proxy.shown ?? ''))
}

const hostOf = (url: string): string => URL.parse(url.includes('://') ? url : `http://${url}`)?.hostname ?? ''

type Asked = 'front' | 'messages' | 'deep'
const ASKED: readonly Asked[] = ['deep', 'messages', 'front']

/** Every answer of the target over HTTP, the one that went farthest first. */
export function answersOf(observations: Observations): readonly (HttpAnswer & { readonly to: Asked; readonly millis: number })[] {
  const http = factsOf(observations, 'http')
  return ASKED.flatMap((to) => {
    const tried = http?.[to]
    return worked(tried) ? [{ ...tried.saw, to, millis: tried.millis }] : []
  })
}

/** An answer in the form of the API, whatever it says: name, route, TLS, edge and front door work. */
export const isFromApi = (answer: HttpAnswer): boolean =>
  answer.code === undefined ? answer.status < 300 : /^(?:api|other)\./.test(answer.code)

/** The API itself answered, and without trouble of its own. */
export const frontDoorOpen = (observations: Observations): boolean => {
  const answers = answersOf(observations)
  return answers.length > 0 && answers.every((answer) => isFromApi(answer) && answer.status < 500 && answer.status !== 403)
}

/** Anybody answered for the target over HTTP. */
export const targetAnswered = (observations: Observations): boolean => answersOf(observations).length > 0

/** Everything that proves that something beyond this network can be reached. */
const proofsOfInternet = (observations: Observations): readonly (Tried | undefined)[] => [
  ...(factsOf(observations, 'egress')?.tries ?? []).map(({ tried }) => tried),
  ...(isOnThisComputer(observations) ? [] : targetTries(observations)),
  ...controlTries(observations),
  ...proxyTries(observations),
  factsOf(observations, 'status')?.page,
]

/** Other sites, the one that goes through most first. */
const controlTries = (observations: Observations): readonly (Tried | undefined)[] => [
  factsOf(observations, 'http')?.control,
  factsOf(observations, 'tls')?.control,
  factsOf(observations, 'tcp')?.control,
]

function proxyTries(observations: Observations): readonly (Tried | undefined)[] {
  const proxy = factsOf(observations, 'proxy')
  return proxy === undefined ? [] : [okTunnel(proxy.tunnel), okTunnel(proxy.tunnelToControl), proxy.otherWay?.tried]
}

const okTunnel = (tried: Tried<{ readonly status: number }> | undefined): Tried | undefined =>
  worked(tried) && tried.saw.status >= 200 && tried.saw.status < 300 ? tried : undefined

function targetTries(observations: Observations): readonly (Tried | undefined)[] {
  const tcp = factsOf(observations, 'tcp')
  const addresses = (tcp?.addresses ?? []).filter(({ address }) => !isNowhere(address))
  // what programs reach may be the computer itself, if that is what the name was led to
  const programs = addresses.length > 0 ? [tcp?.asPrograms] : []
  return [...addresses.map(({ tried }) => tried), ...programs, factsOf(observations, 'http')?.front]
}

/** `gone` only where well-known addresses were asked and none answered, and nothing else got through either. */
export function internet(observations: Observations): 'there' | 'gone' | 'unknown' {
  if (proofsOfInternet(observations).some((tried) => worked(tried))) return 'there'
  const asked = (factsOf(observations, 'egress')?.tries ?? [])
    .map(({ tried }) => tried)
    .filter((tried) => worked(tried) || failed(tried))
  return asked.length > 0 ? 'gone' : 'unknown'
}

/** Other sites, over everything that the target needs too. */
export function controls(observations: Observations): 'answer' | 'fail' | 'unknown' {
  const asked = controlTries(observations)
  const decided = asked.find((tried) => worked(tried) || failed(tried))
  if (asked.some((tried) => worked(tried))) return 'answer'
  return decided === undefined ? 'unknown' : 'fail'
}

/** How a check of the certificate ended: `trusted`, what was wrong with it, or nobody knows. */
export function certificateOf(observations: Observations): string | undefined {
  const handshake = factsOf(observations, 'tls')?.target
  if (worked(handshake)) return handshake.saw.trusted ? 'trusted' : (handshake.saw.problem ?? 'UNTRUSTED')
  const code = codeIn(handshake) ?? codeIn(factsOf(observations, 'http')?.front)
  return code !== undefined && /CERT|SIGNATURE|ALTNAME|ISSUER/.test(code) ? code : undefined
}

/** Milliseconds by which this computer's clock is fast; undefined where nobody was asked or the answers do not agree. */
export function clockOffset(observations: Observations): { readonly offset: number; readonly hosts: number } | undefined {
  const offsets = (factsOf(observations, 'clock')?.offsets ?? [])
    .map(({ millis }) => millis)
    .toSorted((one, other) => one - other)
  const middle = offsets[Math.floor(offsets.length / 2)]
  if (middle === undefined) return undefined
  const agreeing = offsets.filter((offset) => Math.abs(offset - middle) < CLOCKS_DIFFER)
  return agreeing.length * 2 > offsets.length ? { offset: middle, hosts: agreeing.length } : undefined
}

/** Date headers count in seconds, and answers lie in caches for a while. */
const CLOCKS_DIFFER = 120_000

/** How long before the observations, never below nought: clocks of other machines differ. */
export const ago = (observations: Observations, at: number): number => Math.max(0, observations.at - at)

/** What was said by the client, as evidence beside what was measured. */
export const told = (observations: Observations, matches: (code: string) => boolean): readonly Evidence[] =>
  (observations.told?.codes ?? []).filter(matches).map((code) => ({ saw: 'told', code }))

/** Text of strangers, fit to be shown: one line without control characters. */
export const shortly = (text: string): string =>
  text
    // oxlint-disable-next-line no-control-regex -- they must not reach a terminal
    .replace(/<[^>]*>|[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80)
