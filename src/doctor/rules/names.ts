import type { Evidence } from '../../core/evidence.ts'
import type { DnsFacts, Names, Tried } from '../../probes/facts.ts'
import type { Observations } from '../../probes/observations.ts'
import { nearest } from '../../core/nearest.ts'
import { finding, type Finding, type Rule } from '../diagnosis.ts'
import { codeIn, factsOf, failed, internet, isNowhere, isReset, isTimeout, isUnreachable, needsLookUp, worked } from '../seen.ts'
import { internetShown, lookUpShown } from '../shown.ts'
import { harmfulWildcard } from './quality.ts'
import { answeredAddresses, publicWord, serverCodes, serversShown } from './resolvers.ts'

/** The look-up that every program makes has failed, and not because there is no network at all. */
function failedLookUp(observations: Observations): DnsFacts | undefined {
  const dns = factsOf(observations, 'dns')
  if (dns === undefined || internet(observations) === 'gone') return undefined
  if (!needsLookUp(observations) && !isProxyUnresolved(observations)) return undefined
  return failed(dns.system) || (worked(dns.system) && dns.system.saw.addresses.length === 0) ? dns : undefined
}

/** The way begins with the proxy's name, and nobody could say where that is. */
function isProxyUnresolved(observations: Observations): boolean {
  const proxy = factsOf(observations, 'proxy')
  return proxy?.route === 'proxy' && failed(proxy.resolves) && proxy.resolves.code !== 'ENOTFOUND'
}

const sureOfInternet = (observations: Observations): 'certain' | 'likely' =>
  internet(observations) === 'there' ? 'certain' : 'likely'

const noServer: Rule = (observations) => {
  const dns = failedLookUp(observations)
  if (dns === undefined || dns.configured.state === 'present') return undefined
  return finding('DNS_NO_SERVER', {
    confidence: 'certain',
    evidence: [{ saw: 'no-dns-server', file: dns.configured.state }, ...lookUpShown('system', dns.system)],
    fixes: ['choose-dns', 'renew-address'],
  })
}

/** Every server was asked for itself, and none gave anything. */
const serverDead: Rule = (observations) => {
  const dns = failedLookUp(observations)
  if (dns === undefined || worked(dns.systemControl)) return undefined
  const codes = serverCodes(dns)
  if (codes.length === 0 || !codes.every((code) => isTimeout(code) || isDeaf(code))) return undefined
  const { wsl } = dns.configured
  return finding('DNS_SERVER_DEAD', {
    owner: wsl ? 'computer' : 'network',
    confidence: publicWord(dns) === 'has' ? 'certain' : sureOfInternet(observations) === 'certain' ? 'likely' : 'possible',
    evidence: [...serversShown(dns), ...publicShown(dns), ...internetShown(observations)],
    wouldChange: ['other-network-works'],
    fixes: wsl ? ['restart-wsl', 'choose-dns'] : ['choose-dns', 'restart-router', 'reconnect-vpn'],
    against: ['egress'],
  })
}

const isDeaf = (code: string): boolean => code === 'ECONNREFUSED' || isUnreachable(code) || isReset(code) || code === 'EAI_AGAIN'

/** A server that answers, but only with a no. */
function refusing(observations: Observations): readonly [DnsFacts, string] | undefined {
  const dns = failedLookUp(observations)
  const code =
    dns === undefined ? undefined : serverCodes(dns).find((one) => /^(?:EREFUSED|ESERVFAIL|ENOTFOUND|ENODATA)$/.test(one))
  return dns === undefined || code === undefined ? undefined : [dns, code]
}

const refused: Rule = (observations) => {
  const [dns, code] = refusing(observations) ?? []
  if (dns === undefined || code !== 'EREFUSED') return undefined
  return finding('DNS_REFUSED', {
    confidence: sureOfInternet(observations),
    evidence: [...serversShown(dns), ...publicShown(dns)],
    fixes: ['choose-dns', 'reconnect-vpn'],
  })
}

const serverFails: Rule = (observations) => {
  const [dns, code] = refusing(observations) ?? []
  if (dns === undefined || code !== 'ESERVFAIL') return undefined
  const bogus = worked(dns.unvalidated) && dns.unvalidated.saw.addresses.length > 0
  const evidence = [...serversShown(dns), ...lookUpShown('unvalidated', dns.unvalidated)]
  if (bogus) return bogusZone(observations, dns, evidence)
  return finding('DNS_SERVER_FAILS', {
    confidence: publicWord(dns) === 'has' ? 'certain' : 'possible',
    evidence: [...evidence, ...publicShown(dns)],
    fixes: ['choose-dns', 'restart-router', 'wait'],
  })
}

/** One resolver may be wrong about a signature. Where public ones say so too, it is the zone, and so whoever runs it. */
function bogusZone(observations: Observations, dns: DnsFacts, evidence: readonly Evidence[]): Finding {
  const other = rejectedElsewhere(dns)
  if (other === undefined || internet(observations) !== 'there')
    return finding('DNSSEC_BOGUS', {
      confidence: 'likely',
      evidence: [...evidence, ...publicShown(dns)],
      fixes: ['choose-dns', 'set-clock', 'wait'],
    })
  const { official } = observations.target
  return finding('DNSSEC_BOGUS', {
    owner: official ? 'provider' : 'gateway',
    confidence: 'likely',
    evidence: [...evidence, ...lookUpShown('public', other.a, other.server)],
    fixes: official ? ['wait', 'hold-with-gateway'] : ['ask-gateway-admin', 'wait'],
  })
}

/** A public resolver that rejects the name too, where none gives it. By HTTPS: questions by UDP can be led to the network's own resolver. */
function rejectedElsewhere(dns: DnsFacts): DnsFacts['public'][number] | undefined {
  if (publicWord(dns) !== 'silent') return undefined
  return dns.public.find(({ by, a }) => by === 'https' && codeIn(a) === 'ESERVFAIL')
}

/** "There is no such name": said only here, or everywhere. */
const noSuchName: Rule = (observations) => {
  const dns = failedLookUp(observations)
  if (dns === undefined || !saysNoSuchName(dns)) return undefined
  const word = publicWord(dns)
  const evidence = [...lookUpShown('system', dns.system), ...serversShown(dns), ...publicShown(dns)]
  if (word === 'has')
    return finding('DNS_FILTERED', {
      confidence: 'certain',
      evidence,
      wouldChange: ['other-network-fails-too'],
      fixes: ['ask-proxy-admin', 'choose-dns', 'other-network', 'reconnect-vpn'],
    })
  return observations.target.official ? undefined : misspelt(observations, evidence, word)
}

const saysNoSuchName = (dns: DnsFacts): boolean =>
  serverCodes(dns).some((code) => code === 'ENOTFOUND') ||
  codeIn(dns.system) === 'ENOTFOUND' ||
  (worked(dns.system) && dns.system.saw.addresses.length === 0)

function misspelt(observations: Observations, evidence: readonly Evidence[], word: ReturnType<typeof publicWord>): Finding {
  const { host } = observations.target
  const meant = nearest(host, KNOWN_HOSTS)
  return finding('BASE_URL_TYPO', {
    // a name of a company is known only inside it, perhaps behind a VPN
    confidence: word === 'none' ? (meant === '' ? 'likely' : 'certain') : 'possible',
    evidence: [...(meant === '' || meant === host ? [] : [{ saw: 'near-name', host: meant } as const]), ...evidence],
    wouldChange: ['works-without-vpn'],
    fixes: ['correct-base-url', 'reconnect-vpn'],
  })
}

const KNOWN_HOSTS = ['api.anthropic.com', 'bedrock-mantle.us-east-1.api.aws', 'openrouter.ai', 'localhost']

/** The name has only addresses of a family that does not work here. */
const v6Only: Rule = (observations) => {
  const dns = factsOf(observations, 'dns')
  const server = dns?.servers.find(({ a, aaaa }) => isNoData(a) && worked(aaaa) && aaaa.saw.addresses.length > 0)
  const tries = factsOf(observations, 'tcp')?.addresses ?? []
  if (server === undefined || !needsLookUp(observations) || tries.some(({ family, tried }) => family === 4 || worked(tried)))
    return undefined
  const broken = tries.find(({ tried }) => failed(tried))
  if (broken === undefined || internet(observations) !== 'there') return undefined
  return finding('V6_ONLY_NAME', {
    confidence: 'likely',
    evidence: [
      ...lookUpShown('server', server.aaaa, server.server),
      { saw: 'family-unreached', family: 6, code: codeIn(broken.tried) ?? '' },
    ],
    fixes: ['choose-dns', 'other-network'],
  })
}

const isNoData = (tried: Tried<Names>): boolean =>
  codeIn(tried) === 'ENODATA' || (worked(tried) && tried.saw.addresses.length === 0)

/** The servers know the name, and the system does not find it. */
const systemFails: Rule = (observations) => {
  const dns = failedLookUp(observations)
  const server = dns?.servers.find(({ a, aaaa }) => [a, aaaa].some((tried) => answeredAddresses(tried).length > 0))
  if (dns === undefined || server === undefined) return undefined
  const [first] = dns.servers
  if (first !== server && first !== undefined && [first.a, first.aaaa].some(failed))
    return finding('DNS_FIRST_DEAD', {
      gravity: 'stops',
      confidence: 'likely',
      evidence: [...lookUpShown('system', dns.system), ...serversShown(dns)],
      fixes: ['choose-dns', 'restart-router'],
    })
  return finding('DNS_SYSTEM_FAILS', {
    confidence: isTimeout(codeIn(dns.system)) ? 'possible' : 'likely',
    evidence: [...lookUpShown('system', dns.system), ...serversShown(dns)],
    fixes: ['flush-dns', 'reconnect-vpn'],
  })
}

const publicShown = (dns: DnsFacts): readonly Evidence[] => {
  const told = dns.public.find(({ a }) => answeredAddresses(a).length > 0) ?? dns.public.find(({ a }) => failed(a))
  return told === undefined ? [] : lookUpShown('public', told.a, told.server)
}

/** The system found addresses, and they lead nowhere or to somebody else. */
function foundAddresses(observations: Observations): { readonly dns: DnsFacts; readonly found: readonly string[] } | undefined {
  const dns = factsOf(observations, 'dns')
  if (dns === undefined || !needsLookUp(observations) || !worked(dns.system)) return undefined
  return { dns, found: dns.system.saw.addresses }
}

const sinkhole: Rule = (observations) => {
  const { dns, found } = foundAddresses(observations) ?? {}
  if (dns === undefined || found === undefined || found.length === 0 || !found.every(isNowhere) || dns.hostsFile.length > 0)
    return undefined
  const known = dns.public.flatMap(({ a, aaaa }) => [...answeredAddresses(a), ...answeredAddresses(aaaa)])
  if (known.length > 0 && known.every(isNowhere)) return undefined
  return finding('DNS_SINKHOLE', {
    confidence: known.length > 0 ? 'certain' : 'likely',
    evidence: [...lookUpShown('system', dns.system), ...publicShown(dns)],
    fixes: ['ask-proxy-admin', 'choose-dns', 'other-network'],
  })
}

const hostsOverride: Rule = (observations) => {
  const { dns } = foundAddresses(observations) ?? {}
  const [line] = dns?.hostsFile ?? []
  if (dns === undefined || line === undefined || works(observations)) return undefined
  const elsewhere = [...dns.servers, ...dns.public].flatMap(({ a, aaaa }) => [
    ...answeredAddresses(a),
    ...answeredAddresses(aaaa),
  ])
  const found = worked(dns.system) ? dns.system.saw.addresses : []
  if (elsewhere.length > 0 && found.some((address) => elsewhere.includes(address))) return undefined
  return finding('HOSTS_OVERRIDE', {
    confidence: elsewhere.length > 0 ? 'certain' : 'likely',
    evidence: [{ saw: 'hosts-line', line }, ...lookUpShown('system', dns.system), ...publicShown(dns)],
    fixes: ['edit-hosts'],
    against: ['tcp', 'http'],
  })
}

const works = (observations: Observations): boolean => {
  const http = factsOf(observations, 'http')
  return worked(http?.front) || worked(http?.messages)
}

/** Other addresses alone are ordinary: large services have many. Whoever answers there must also be somebody else. */
const hijack: Rule = (observations) => {
  const { dns, found } = foundAddresses(observations) ?? {}
  const handshake = strangersHandshake(observations)
  if (dns === undefined || found === undefined || handshake === undefined || dns.hostsFile.length > 0) return undefined
  const known = dns.public.flatMap(({ a, aaaa }) => [...answeredAddresses(a), ...answeredAddresses(aaaa)])
  if (known.length === 0 || found.some((address) => known.includes(address))) return undefined
  return finding('DNS_HIJACK', {
    confidence: worked(factsOf(observations, 'tls')?.control) ? 'certain' : 'likely',
    evidence: [
      ...lookUpShown('system', dns.system),
      ...publicShown(dns),
      { saw: 'handshake', host: observations.target.host, code: handshake.code, millis: handshake.millis },
    ],
    fixes: ['choose-dns', 'flush-dns', 'other-network'],
  })
}

/** A certificate that is somebody else's, at the target alone: where all sites show one, it is interception. */
function strangersHandshake(observations: Observations): { readonly code: string; readonly millis: number } | undefined {
  const { target, control } = factsOf(observations, 'tls') ?? {}
  if (!worked(target) || target.saw.trusted || !isOfAnother(target.saw.problem)) return undefined
  if (worked(control) && !control.saw.trusted) return undefined
  return { code: target.saw.problem ?? '', millis: target.millis }
}

const isOfAnother = (problem: string | undefined): boolean => !/^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/.test(problem ?? '')

export const DNS_RULES: readonly Rule[] = [
  noServer,
  serverDead,
  refused,
  serverFails,
  noSuchName,
  systemFails,
  sinkhole,
  hostsOverride,
  hijack,
  v6Only,
  harmfulWildcard,
]
