import type { Observations } from '../../probes/observations.ts'
import { finding, type Rule } from '../diagnosis.ts'
import { certificateOf, clockOffset, factsOf, frontDoorOpen, shortly, worked } from '../seen.ts'
import { certificateShown, internetShown, lookUpShown, makerIn, proxyShown, settingShown } from '../shown.ts'
import { allProxy, noProxyGap } from './client-proxy.ts'
import { publicWord } from './resolvers.ts'

// Settings that let requests through, and will bite one day; and what is only worth knowing.

const conflict: Rule = (observations) => {
  const proxy = factsOf(observations, 'proxy')
  const [other] = proxy?.conflicting ?? []
  if (proxy === undefined || other === undefined) return undefined
  return finding('PROXY_CONFLICT', {
    confidence: 'certain',
    evidence: [...proxyShown(observations), { saw: 'conflicting', variable: other.variable, shown: other.shown }],
    fixes: ['correct-proxy'],
  })
}

const noScheme: Rule = (observations) => {
  const proxy = factsOf(observations, 'proxy')
  if (proxy?.route !== 'proxy' || proxy.written !== 'without-scheme') return undefined
  return finding('PROXY_NO_SCHEME', { confidence: 'certain', evidence: proxyShown(observations), fixes: ['correct-proxy'] })
}

const checksOff: Rule = (observations) => {
  if (factsOf(observations, 'tls')?.checksOff !== true) return undefined
  const stated = factsOf(observations, 'settings')?.variables['NODE_TLS_REJECT_UNAUTHORIZED']
  return finding('TLS_CHECK_OFF', {
    confidence: 'certain',
    evidence: [
      { saw: 'checks-off' },
      ...(stated === undefined ? [] : [{ saw: 'setting', name: 'NODE_TLS_REJECT_UNAUTHORIZED', ...stated } as const]),
    ],
    fixes: ['check-tls-again'],
  })
}

/** Logins count as expired five minutes early. */
export const DRIFT: number = 5 * 60_000

const drift: Rule = (observations) => {
  const clock = clockOffset(observations)
  const word = certificateOf(observations)
  if (clock === undefined || Math.abs(clock.offset) < DRIFT || (word !== undefined && word !== 'trusted')) return undefined
  return finding('CLOCK_DRIFT', {
    confidence: clock.hosts > 1 ? 'certain' : 'likely',
    evidence: [{ saw: 'clock', ...clock }],
    fixes: ['set-clock'],
  })
}

const knownBad: Rule = (observations) => {
  const client = factsOf(observations, 'settings')?.client
  if (client?.version === undefined || client.knownBad.length === 0) return undefined
  const { version } = client
  return finding('CLIENT_KNOWN_BAD', {
    confidence: 'certain',
    evidence: client.knownBad.slice(0, 3).map((what) => ({ saw: 'known-bad', version, what })),
    fixes: ['update-client'],
  })
}

export const SETTING_RULES: readonly Rule[] = [checksOff, drift, conflict, noScheme, noProxyGap, knownBad]

const publicBlocked: Rule = (observations) => {
  const dns = factsOf(observations, 'dns')
  if (dns === undefined || dns.public.length === 0 || !worked(dns.system) || !frontDoorOpen(observations)) return undefined
  const shown = dns.public.flatMap(({ server, a }) => (worked(a) ? [] : lookUpShown('public', a, server)))
  if (publicWord(dns) !== 'silent' || shown.length === 0) return undefined
  return finding('DNS_PUBLIC_BLOCKED', { confidence: 'likely', evidence: shown.slice(0, 2) })
}

const proxyOnly: Rule = (observations) => {
  const tries = factsOf(observations, 'egress')?.tries ?? []
  const shut = tries.length > 0 && !tries.some(({ tried }) => worked(tried))
  if (factsOf(observations, 'proxy')?.route !== 'proxy' || !shut || !frontDoorOpen(observations)) return undefined
  return finding('PROXY_ONLY', { confidence: 'certain', evidence: [...proxyShown(observations), ...internetShown(observations)] })
}

/** Opened on the way by somebody whom this computer has been told to believe. */
const trustedInterception: Rule = (observations) => {
  const target = factsOf(observations, 'tls')?.target
  if (!worked(target) || !target.saw.trusted) return undefined
  const { chain } = target.saw
  const control = factsOf(observations, 'tls')?.control
  const everywhere = worked(control) && control.saw.chain.some(({ issuer }) => chain.some((one) => one.issuer === issuer))
  const ownRoot = chain.some(({ root }) => root === 'extra' || root === 'system')
  if (makerIn(chain) === undefined && !(ownRoot && everywhere)) return undefined
  return finding('TLS_INTERCEPT_TRUSTED', { confidence: 'likely', evidence: certificateShown('target', target) })
}

/** The client's settings files beat the shell, which surprises whoever has just typed an export. */
const baseUrlTwice: Rule = (observations) => {
  const [used, ...others] = factsOf(observations, 'settings')?.baseUrl ?? []
  const other = others.find(({ value }) => used !== undefined && bareUrl(value) !== bareUrl(used.value))
  if (used === undefined || other === undefined) return undefined
  return finding('BASE_URL_TWICE', {
    confidence: 'certain',
    evidence: [
      ...settingShown('ANTHROPIC_BASE_URL', used),
      { saw: 'overridden', name: 'ANTHROPIC_BASE_URL', value: shortly(other.value), from: other.from },
    ],
    fixes: ['correct-base-url'],
  })
}

const bareUrl = (text: string): string => text.trim().replace(/\/+$/, '')

const oldNode: Rule = (observations: Observations) => {
  const node = factsOf(observations, 'settings')?.node
  if (node?.endOfLife !== true) return undefined
  return finding('NODE_END_OF_LIFE', {
    confidence: 'certain',
    evidence: [{ saw: 'node', version: node.version }],
    fixes: ['update-node'],
  })
}

/** One and the same has handed on the pages of several operators: it stands in this network. Their own caches differ. */
const webCache: Rule = (observations) => {
  const answered = (factsOf(observations, 'portal')?.tries ?? []).flatMap(({ tried }) => (worked(tried) ? [tried.saw] : []))
  const via = answered[0]?.via
  if (via === undefined || answered.length < 2 || !answered.every((one) => one.asExpected && one.via === via)) return undefined
  return finding('WEB_CACHE', { confidence: 'likely', evidence: [{ saw: 'via', via: shortly(via) }] })
}

export const NOTE_RULES: readonly Rule[] = [
  proxyOnly,
  allProxy,
  trustedInterception,
  webCache,
  publicBlocked,
  baseUrlTwice,
  oldNode,
]
