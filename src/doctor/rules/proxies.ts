import type { Evidence } from '../../core/evidence.ts'
import type { ProxyFacts } from '../../probes/facts.ts'
import type { Observations } from '../../probes/observations.ts'
import { diagnosisEntry, type DiagnosisCode } from '../../core/diagnosis-code.ts'
import { finding, type Found, type Rule } from '../diagnosis.ts'
import { codeIn, factsOf, failed, isReset, isTimeout, proxyReached, targetAnswered, worked } from '../seen.ts'
import { proxyShown } from '../shown.ts'

/** Requests go through a proxy, and nothing came back. */
function brokenProxy(observations: Observations): ProxyFacts | undefined {
  const proxy = factsOf(observations, 'proxy')
  return proxy?.route === 'proxy' && !targetAnswered(observations) ? proxy : undefined
}

type Broken = Omit<Found, 'evidence'> & { readonly evidence: readonly Evidence[] }

/** Where the way past the proxy works, it need not be there at all. */
function proxyFinding(code: DiagnosisCode, observations: Observations, found: Broken): ReturnType<Rule> {
  const other = factsOf(observations, 'proxy')?.otherWay
  const past = other?.what === 'direct' && worked(other.tried)
  return finding(code, {
    owner: diagnosisEntry(code).owner,
    wouldChange: ['works-without-proxy'],
    ...found,
    evidence: [
      ...found.evidence,
      ...proxyShown(observations),
      ...(past ? [{ saw: 'other-way', what: 'direct', shown: undefined } as const] : []),
    ],
    fixes: [...(found.fixes ?? []), ...(past ? (['unset-proxy'] as const) : [])],
  })
}

const proxyName: Rule = (observations) => {
  const { resolves } = brokenProxy(observations) ?? {}
  if (!failed(resolves)) return undefined
  return proxyFinding('PROXY_DNS', observations, {
    confidence: resolves.code === 'ENOTFOUND' ? 'certain' : 'likely',
    evidence: [{ saw: 'proxy-failed', at: 'name', code: resolves.code, millis: resolves.millis }],
    fixes: ['correct-proxy', 'reconnect-vpn'],
  })
}

/** Somebody answers for names, and knows others: it is this one that there is not. */
const unknownName: Rule = (observations) => {
  const others = factsOf(observations, 'dns')?.systemControl
  return codeIn(brokenProxy(observations)?.resolves) === 'ENOTFOUND' && worked(others) ? proxyName(observations) : undefined
}

const proxyDown: Rule = (observations) => {
  const { connects } = brokenProxy(observations) ?? {}
  if (!failed(connects)) return undefined
  return proxyFinding('PROXY_DOWN', observations, {
    confidence: connects.code === 'ECONNREFUSED' ? 'certain' : 'likely',
    evidence: [{ saw: 'proxy-failed', at: 'connect', code: connects.code, millis: connects.millis }],
    fixes: ['correct-proxy', 'ask-proxy-admin', 'reconnect-vpn'],
  })
}

const NOT_HTTP = /^(?:HPE_|PROXY_NOT_HTTP|EPROTO|NOT_HTTP)/

const proxyNotHttp: Rule = (observations) => {
  const tunnel = brokenProxy(observations)?.tunnel
  const banner = worked(tunnel) ? tunnel.saw.banner : undefined
  const code = codeIn(tunnel)
  if (banner === undefined && !(code !== undefined && NOT_HTTP.test(code))) return undefined
  return proxyFinding('PROXY_NOT_HTTP', observations, {
    confidence: 'certain',
    evidence: [
      banner === undefined
        ? { saw: 'proxy-failed', at: 'tunnel', code: code ?? '', millis: tunnel?.millis ?? 0 }
        : { saw: 'proxy-banner', banner: banner.slice(0, 60) },
    ],
    fixes: ['correct-proxy'],
  })
}

const proxyHangs: Rule = (observations) => {
  const { tunnel, tunnelToControl } = brokenProxy(observations) ?? {}
  if (!failed(tunnel) || !(isTimeout(tunnel.code) || isReset(tunnel.code))) return undefined
  // a control that gets through speaks against the proxy as a whole: what lies behind it may be silent
  const others = worked(tunnelToControl) && tunnelToControl.saw.status < 300
  return proxyFinding(others ? 'PROXY_UPSTREAM' : 'PROXY_HANGS', observations, {
    confidence: others ? 'possible' : failed(tunnelToControl) ? 'certain' : 'likely',
    ...(others && { owner: 'unknown' }),
    evidence: [{ saw: 'proxy-failed', at: 'tunnel', code: tunnel.code, millis: tunnel.millis }, ...tunnelsShown(observations)],
    fixes: ['ask-proxy-admin', 'wait'],
  })
}

function tunnelsShown(observations: Observations): readonly Evidence[] {
  const proxy = factsOf(observations, 'proxy')
  const shown = (to: 'target' | 'control', tried: ProxyFacts['tunnel']): readonly Evidence[] =>
    worked(tried) ? [{ saw: 'proxy-answer', to, status: tried.saw.status }] : []
  return [...shown('target', proxy?.tunnel), ...shown('control', proxy?.tunnelToControl)]
}

/** The proxy said no, and said why. */
const proxyRefuses: Rule = (observations) => {
  const { tunnel, tunnelToControl } = brokenProxy(observations) ?? {}
  if (!worked(tunnel) || tunnel.saw.status < 300) return undefined
  const { status } = tunnel.saw
  const evidence = tunnelsShown(observations)
  if (status === 407) return proxyFinding('PROXY_AUTH', observations, { confidence: 'certain', evidence, fixes: ['proxy-login'] })
  if (status < 500)
    return proxyFinding('PROXY_DENIES', observations, {
      confidence: 'certain',
      evidence,
      fixes: ['ask-proxy-admin', 'other-network'],
    })
  const others = worked(tunnelToControl) && tunnelToControl.saw.status < 300
  return proxyFinding('PROXY_UPSTREAM', observations, {
    // it reaches others: then the target may be what is down
    confidence: others ? 'possible' : 'likely',
    ...(others && { owner: 'unknown' }),
    evidence,
    wouldChange: ['works-without-proxy', 'status-page-names-incident'],
    fixes: ['ask-proxy-admin', 'wait'],
  })
}

const noProxyWrong: Rule = (observations) => {
  const proxy = factsOf(observations, 'proxy')
  if (
    proxy?.exempted !== true ||
    proxy.otherWay?.what !== 'proxy' ||
    !worked(proxy.otherWay.tried) ||
    targetAnswered(observations)
  )
    return undefined
  if (!directFails(observations)) return undefined
  const value = factsOf(observations, 'settings')?.variables['NO_PROXY']
  return finding('NO_PROXY_WRONG', {
    confidence: 'certain',
    evidence: [
      ...(value === undefined ? [] : [{ saw: 'setting', name: 'NO_PROXY', ...value } as const]),
      { saw: 'other-way', what: 'proxy', shown: proxy.otherWay.shown },
    ],
    fixes: ['correct-no-proxy'],
    against: ['tcp', 'http'],
  })
}

const proxyNotSet: Rule = (observations) => {
  const proxy = factsOf(observations, 'proxy')
  const other = proxy?.otherWay
  if (proxy?.route !== 'direct' || other?.what !== 'system-proxy' || !worked(other.tried) || !directFails(observations))
    return undefined
  return finding('PROXY_NOT_SET', {
    confidence: 'certain',
    evidence: [{ saw: 'other-way', what: 'system-proxy', shown: other.shown }],
    fixes: ['set-proxy'],
    against: ['tcp', 'http'],
  })
}

function directFails(observations: Observations): boolean {
  const tcp = factsOf(observations, 'tcp')
  const http = factsOf(observations, 'http')
  const dns = factsOf(observations, 'dns')
  if (targetAnswered(observations) || tcp?.addresses.some(({ tried }) => worked(tried)) === true) return false
  return [tcp?.asPrograms, ...(tcp?.addresses ?? []).map(({ tried }) => tried), http?.front, dns?.system].some(failed)
}

const ifReached =
  (rule: Rule): Rule =>
  (observations) =>
    proxyReached(observations) ? rule(observations) : undefined

/** Before "no internet": behind a firewall the proxy is the only way out, and what goes wrong from there on is its own. */
export const REACHED_PROXY_RULES: readonly Rule[] = [
  unknownName,
  ...[proxyDown, proxyNotHttp, proxyRefuses, proxyHangs].map(ifReached),
]
/** Before what fails on the wrong way: a way that works explains it all. */
export const OTHER_WAY_RULES: readonly Rule[] = [noProxyWrong, proxyNotSet]
export const PROXY_RULES: readonly Rule[] = [proxyName, proxyDown, proxyNotHttp, proxyRefuses, proxyHangs]
