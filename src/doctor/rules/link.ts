import type { Evidence } from '../../core/evidence.ts'
import type { LinkFacts, Tried } from '../../probes/facts.ts'
import type { Observations } from '../../probes/observations.ts'
import { finding, type Rule } from '../diagnosis.ts'
import {
  codeIn,
  factsOf,
  failed,
  internet,
  isOnThisComputer,
  isUnreachable,
  proxyReached,
  targetAnswered,
  worked,
} from '../seen.ts'
import { controlShown, internetShown } from '../shown.ts'

/** Cables, addresses and routes count only where nothing at all gets through. */
function deadLink(observations: Observations): LinkFacts | undefined {
  const silent = internet(observations) !== 'there' && !targetAnswered(observations) && !isOnThisComputer(observations)
  return silent && !proxyReached(observations) ? factsOf(observations, 'link') : undefined
}

const outward = (link: LinkFacts): LinkFacts['interfaces'] => link.interfaces.filter(({ kind, up }) => kind !== 'loopback' && up)

const hasAddress = ({ addresses }: LinkFacts['interfaces'][number]): boolean =>
  addresses.some(({ reach }) => reach === 'global' || reach === 'private')

const noLink: Rule = (observations) => {
  const link = deadLink(observations)
  if (link === undefined || outward(link).length > 0) return undefined
  return finding('NET_NO_LINK', {
    confidence: 'certain',
    evidence: [{ saw: 'no-interface' }, ...internetShown(observations)],
    fixes: ['connect-network'],
  })
}

const noAddress: Rule = (observations) => {
  const link = deadLink(observations)
  const [first] = link === undefined ? [] : outward(link)
  if (link === undefined || first === undefined || outward(link).some(hasAddress)) return undefined
  return finding('NET_NO_ADDRESS', {
    confidence: 'certain',
    evidence: [{ saw: 'no-address', device: first.name }, ...internetShown(observations)],
    fixes: ['renew-address', 'restart-router', 'other-network'],
  })
}

const noRoute: Rule = (observations) => {
  const link = deadLink(observations)
  if (link === undefined || !outward(link).some(hasAddress) || link.routes.length > 0) return undefined
  return finding('NET_NO_ROUTE', {
    // a proxy in the same network needs no route, and nobody may have asked it
    confidence: internet(observations) === 'gone' ? 'certain' : 'likely',
    evidence: [{ saw: 'no-route' }, ...internetShown(observations)],
    fixes: ['renew-address', 'reconnect-vpn'],
    against: ['egress'],
  })
}

export const LINK_RULES: readonly Rule[] = [noLink, noAddress, noRoute]

const gone = (observations: Observations): boolean =>
  internet(observations) === 'gone' && !targetAnswered(observations) && !isOnThisComputer(observations)

const wrongRoute: Rule = (observations) => {
  const ways = factsOf(observations, 'egress')?.otherWays.filter(({ tried }) => worked(tried)) ?? []
  const [way] = ways
  if (!gone(observations) || way === undefined) return undefined
  return finding('NET_WRONG_ROUTE', {
    confidence: 'certain',
    evidence: [...internetShown(observations), { saw: 'other-route', device: way.device, millis: way.tried.millis }],
    fixes: ['choose-connection', 'reconnect-vpn'],
    against: ['link'],
  })
}

/** What should go out goes into a tunnel, and nothing comes back. */
const staleVpn: Rule = (observations) => {
  const link = factsOf(observations, 'link')
  if (!gone(observations) || link === undefined) return undefined
  const tunnels = new Set(link.interfaces.filter(({ kind }) => kind === 'tunnel').map(({ name }) => name))
  const used = link.deviceToTarget ?? preferred(link)
  if (used === undefined || !tunnels.has(used)) return undefined
  return finding('VPN_STALE', {
    confidence: 'likely',
    evidence: [{ saw: 'tunnel', device: used }, ...internetShown(observations)],
    wouldChange: ['works-without-vpn'],
    fixes: ['reconnect-vpn'],
    against: ['egress'],
  })
}

const preferred = ({ routes }: LinkFacts): string | undefined =>
  routes.toSorted((one, other) => Number(one.to === 'default') - Number(other.to === 'default') || one.metric - other.metric)[0]
    ?.device

const localFirewall: Rule = (observations) => {
  const tries = (factsOf(observations, 'egress')?.tries ?? [])
    .map(({ tried }) => codeIn(tried))
    .filter((code) => code !== undefined)
  if (!gone(observations) || !tries.some((code) => code === 'EACCES' || code === 'EPERM')) return undefined
  if (!tries.every((code) => code === 'EACCES' || code === 'EPERM' || isUnreachable(code))) return undefined
  return finding('FIREWALL_BLOCKS', {
    confidence: 'likely',
    evidence: internetShown(observations),
    fixes: ['allow-in-firewall', 'reconnect-vpn'],
  })
}

const gatewaysOf = (observations: Observations): readonly Evidence[] =>
  (factsOf(observations, 'link')?.gateways ?? []).map(({ address, device, state }) => ({
    saw: 'first-hop',
    address,
    device,
    state,
  }))

const gatewayDead: Rule = (observations) => {
  const gateways = factsOf(observations, 'link')?.gateways ?? []
  if (!gone(observations) || gateways.length === 0 || gateways.some(({ state }) => state !== 'dead')) return undefined
  return finding('NET_GATEWAY_DEAD', {
    confidence: 'certain',
    evidence: [...gatewaysOf(observations), ...internetShown(observations)],
    fixes: ['restart-router', 'connect-network', 'other-network'],
    against: ['egress'],
  })
}

/** The last word on "no internet": nothing more exact was found. */
const upstreamDown: Rule = (observations) => {
  if (!gone(observations)) return undefined
  const answers = factsOf(observations, 'link')?.gateways.some(({ state }) => state === 'answers') === true
  const others = factsOf(observations, 'http')?.control
  // well-known addresses alone can be forbidden, and who uses a proxy may reach nobody without it
  const sites = failed(others) && factsOf(observations, 'proxy')?.route === 'direct'
  return finding('NET_UPSTREAM_DOWN', {
    confidence: answers && sites ? 'certain' : answers || failed(others) ? 'likely' : 'possible',
    evidence: [...internetShown(observations), ...gatewaysOf(observations), ...controlShown(observations)],
    wouldChange: ['other-network-fails-too', 'controls-answer'],
    fixes: ['restart-router', 'other-network', 'wait'],
    against: ['http', 'tcp', 'proxy'],
  })
}

/** One and the same thing was reached and not reached within one run. */
const flapping: Rule = (observations) => {
  // through a proxy the steps do not go the same way
  if (factsOf(observations, 'proxy')?.route !== 'direct') return undefined
  const chains = [targetSteps(observations), controlSteps(observations)]
  const mixed = chains.some(
    (steps) => steps.some((tried) => worked(tried)) && steps.some((tried) => isUnreachable(codeIn(tried))),
  )
  const tries = chains.flat()
  const code = tries.map(codeIn).find(isUnreachable)
  if (!mixed || code === undefined) return undefined
  const reached = tries.filter((tried) => worked(tried)).length
  return finding('NET_FLAPPING', {
    confidence: 'likely',
    evidence: [{ saw: 'mixed', reached, failed: tries.filter(failed).length, code }],
    wouldChange: ['more-was-measured'],
    fixes: ['watch', 'connect-network', 'hold-with-gateway'],
    against: ['tcp', 'tls', 'http'],
  })
}

type Steps = readonly (Tried | undefined)[]

/** IPv4 only: a family without a route fails like that on any healthy network. Of several addresses, the best. */
function targetSteps(observations: Observations): Steps {
  const http = factsOf(observations, 'http')
  const tries = (factsOf(observations, 'tcp')?.addresses ?? []).filter(({ family }) => family === 4).map(({ tried }) => tried)
  return [tries.find((tried) => worked(tried)) ?? tries[0], factsOf(observations, 'tls')?.target, http?.front, http?.messages]
}

const controlSteps = (observations: Observations): Steps => [
  factsOf(observations, 'tcp')?.control,
  factsOf(observations, 'tls')?.control,
  factsOf(observations, 'http')?.control,
]

export const INTERNET_RULES: readonly Rule[] = [flapping, wrongRoute, staleVpn, localFirewall, gatewayDead, upstreamDown]
