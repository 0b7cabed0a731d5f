import type { Evidence } from '../../core/evidence.ts'
import type { TcpFacts } from '../../probes/facts.ts'
import type { GatewayFacts } from '../../probes/gateway-facts.ts'
import type { Observations } from '../../probes/observations.ts'
import { finding, type Rule } from '../diagnosis.ts'
import {
  codeIn,
  controls,
  factsOf,
  failed,
  internet,
  isNowhere,
  isOnThisComputer,
  isTimeout,
  isUnreachable,
  targetAnswered,
  wayOf,
  worked,
} from '../seen.ts'
import { controlShown, internetShown } from '../shown.ts'
import { bulkRate } from './quality.ts'
import { statusWord, statusShown } from './status.ts'

/** Directly, by addresses that were really found; nothing answered, not even once. */
function unreached(observations: Observations): TcpFacts | undefined {
  const tcp = factsOf(observations, 'tcp')
  if (tcp === undefined || wayOf(observations) !== 'direct' || targetAnswered(observations)) return undefined
  const tries = tcp.addresses.filter(({ tried }) => worked(tried) || failed(tried))
  return tries.length > 0 && tries.every(({ tried }) => failed(tried)) && !worked(tcp.asPrograms) ? tcp : undefined
}

/** The code that says most: an address of a family without a route says nothing. */
function codesOf(tcp: TcpFacts): readonly string[] {
  const tries = tcp.addresses.filter(({ tried }) => failed(tried))
  const v4 = tries.filter(({ family }) => family === 4)
  return (v4.length > 0 ? v4 : tries).map(({ tried }) => codeIn(tried)).filter((code) => code !== undefined)
}

function unreachedShown(observations: Observations, tcp: TcpFacts): readonly Evidence[] {
  const tries = tcp.addresses.filter(({ tried }) => failed(tried))
  return [
    {
      saw: 'target-unreached',
      host: observations.target.host,
      failed: tries.length,
      asked: tries.length,
      code: codesOf(tcp)[0] ?? '',
    },
  ]
}

/** A program of one's own, on this computer or in its network, that is not there. */
const gatewayDown: Rule = (observations) => {
  const tcp = unreached(observations)
  if (tcp === undefined || observations.target.official) return undefined
  if (!codesOf(tcp).every((code) => code === 'ECONNREFUSED') || codesOf(tcp).length === 0) return undefined
  return finding('GATEWAY_DOWN', {
    confidence: isOnThisComputer(observations) ? 'certain' : 'likely',
    evidence: unreachedShown(observations, tcp),
    fixes: [isOnThisComputer(observations) ? 'start-gateway' : 'ask-gateway-admin', 'correct-base-url'],
  })
}

/** The client points at our own gateway, and that is not what answers. */
const ownGateway: Rule = (observations) => {
  const gateway = factsOf(observations, 'gateway')
  const baseUrl = factsOf(observations, 'settings')?.baseUrl[0]?.value
  if (gateway?.url === undefined || baseUrl === undefined) return undefined
  return originOf(gateway.url) === originOf(baseUrl) ? missingGateway({ ...gateway, url: gateway.url }) : undefined
}

function missingGateway(gateway: GatewayFacts & { readonly url: string }): ReturnType<Rule> {
  const evidence = [{ saw: 'gateway', url: gateway.url, state: gateway.running }] as const
  if (gateway.installed === 'yes' && gateway.running !== 'somebody-else' && gateway.running !== 'answers')
    return finding('GATEWAY_DOWN', { confidence: 'certain', evidence, fixes: ['start-installed', 'bypass-gateway'] })
  switch (gateway.running) {
    case 'answers':
      return undefined
    case 'none':
      return finding('GATEWAY_DOWN', { confidence: 'certain', evidence, fixes: ['start-gateway', 'correct-base-url'] })
    case 'silent':
      return finding('GATEWAY_SILENT', { confidence: 'likely', evidence, fixes: ['restart-gateway'] })
    case 'somebody-else':
      return finding('GATEWAY_TAKEN', { confidence: 'certain', evidence, fixes: ['restart-gateway', 'correct-base-url'] })
  }
}

const originOf = (url: string): string | undefined => URL.parse(url)?.origin

/** Somebody on the way says no, and only to this target. */
const blocked: Rule = (observations) => {
  const tcp = unreached(observations)
  if (tcp === undefined || internet(observations) !== 'there' || isOnThisComputer(observations)) return undefined
  const codes = codesOf(tcp)
  if (codes.length === 0 || !codes.every(isNo)) return undefined
  // with IPv6 alone, or none of it, that is what a missing family looks like
  if (tcp.addresses.every(({ family }) => family === 6)) return undefined
  return finding('BLOCKED_TARGET', {
    confidence: controls(observations) === 'answer' ? 'certain' : 'likely',
    evidence: [...unreachedShown(observations, tcp), ...controlShown(observations), ...internetShown(observations)],
    wouldChange: ['works-without-vpn', 'other-network-fails-too'],
    fixes: ['reconnect-vpn', 'allow-in-firewall', 'ask-proxy-admin', 'other-network'],
    against: ['egress', 'http'],
  })
}

const isNo = (code: string): boolean => code === 'EACCES' || code === 'EPERM' || isUnreachable(code)

/** Silence, or a refusal that anybody could have sent: the way or the provider. Only more than one way can tell. */
const unreachable: Rule = (observations) => {
  const tcp = unreached(observations)
  if (tcp === undefined || isOnThisComputer(observations) || internet(observations) !== 'there') return undefined
  if (tcp.addresses.every(({ address }) => isNowhere(address))) return undefined
  const evidence = [
    ...unreachedShown(observations, tcp),
    ...internetShown(observations),
    ...controlShown(observations),
    ...statusShown(observations),
  ]
  return providerUnreachable(observations, evidence) ?? eitherEnd(observations, evidence)
}

/** Its own status page, or two ways to it that both failed, and everybody else can be reached. */
function providerUnreachable(observations: Observations, evidence: readonly Evidence[]): ReturnType<Rule> {
  const reported = statusWord(observations) === 'incident'
  const others = controls(observations) === 'answer'
  const twoWays = failed(factsOf(observations, 'proxy')?.otherWay?.tried) && others
  if (!observations.target.official || !(reported || twoWays)) return undefined
  return finding('PROVIDER_UNREACHABLE', {
    confidence: reported && others ? 'likely' : 'possible',
    evidence,
    wouldChange: ['other-network-works'],
    fixes: ['hold-with-gateway', 'wait', 'other-network'],
    against: ['egress'],
  })
}

const eitherEnd = (observations: Observations, evidence: readonly Evidence[]): ReturnType<Rule> =>
  finding('TARGET_UNREACHABLE', {
    // the page lags, and a filter that drops looks the same from here
    owner: statusWord(observations) === 'quiet' && observations.target.official ? 'network' : 'unknown',
    confidence: 'possible',
    evidence,
    wouldChange: ['other-network-works', 'status-page-names-incident'],
    fixes: ['other-network', 'reconnect-vpn', 'hold-with-gateway'],
  })

/** Each address answers when it is given time, and programs that give each 250 ms never wait for it. */
const attemptLimit: Rule = (observations) => {
  const tcp = factsOf(observations, 'tcp')
  const reached = tcp?.addresses.filter(({ tried }) => worked(tried)) ?? []
  const quickest = Math.min(...reached.map(({ tried }) => tried.millis))
  if (tcp === undefined || !failed(tcp.asPrograms) || reached.length === 0 || wayOf(observations) !== 'direct') return undefined
  if (!isTimeout(tcp.asPrograms.code) || quickest < NODE_ATTEMPT_LIMIT || tcp.addresses.length < 2) return undefined
  return finding('NODE_HE_CAP', {
    confidence: 'certain',
    evidence: [{ saw: 'programs-give-up', millis: tcp.asPrograms.millis, needed: quickest }],
    fixes: ['raise-attempt-limit', 'hold-with-gateway'],
  })
}

/** Milliseconds that Node gives one address before it tries the next (autoSelectFamilyAttemptTimeout). */
const NODE_ATTEMPT_LIMIT = 250

export const TCP_RULES: readonly Rule[] = [ownGateway, gatewayDown, blocked, unreachable, attemptLimit]

/** Small packets pass and large ones vanish: the handshake stalls, and so does anything else that is large. */
const pathMtu: Rule = (observations) => {
  const bulk = factsOf(observations, 'mtu')?.bulk
  const http = factsOf(observations, 'http')
  const stalls = [factsOf(observations, 'tls')?.target, http?.front, http?.messages].filter((tried) => isTimeout(codeIn(tried)))
  const [stall] = stalls
  if (!worked(bulk) || bulk.saw.sent === 0 || bulkRate(observations) !== undefined) return undefined
  if (bulk.saw.unacknowledged * 2 < bulk.saw.sent || !failed(stall)) return undefined
  const reached = factsOf(observations, 'tcp')?.addresses.some(({ tried }) => worked(tried)) === true
  return finding('PMTU_BLACKHOLE', {
    confidence: reached ? 'certain' : 'likely',
    evidence: [
      { saw: 'bulk', ...bulk.saw, millis: bulk.millis },
      { saw: 'handshake', host: observations.target.host, code: stall.code, millis: stall.millis },
    ],
    wouldChange: ['works-without-vpn', 'other-network-works'],
    fixes: ['reconnect-vpn', 'lower-mtu', 'other-network'],
    against: ['tcp'],
  })
}

export const MTU_RULES: readonly Rule[] = [pathMtu]
