import type { Evidence } from '../../core/evidence.ts'
import type { TlsFacts } from '../../probes/facts.ts'
import type { Observations } from '../../probes/observations.ts'
import { finding, type Rule } from '../diagnosis.ts'
import { codeIn, factsOf, failed, isReset, isTimeout, targetAnswered, worked } from '../seen.ts'
import { answersShown, controlShown } from '../shown.ts'
import { connectsRepeat, isNarrow } from './quality.ts'

const CLIENT_CERT = /ALERT_(?:CERTIFICATE_|BAD_CERTIFICATE|UNKNOWN_CA|NO_CERTIFICATE|UNSUPPORTED_CERTIFICATE)/
const wanted = (observations: Observations): boolean => {
  const http = factsOf(observations, 'http')
  const codes = [factsOf(observations, 'tls')?.target, http?.front, http?.messages].map(codeIn)
  return codes.some((code) => code !== undefined && CLIENT_CERT.test(code)) || refusedForCertificate(observations)
}

const isUnusable = (state: TlsFacts['clientCertificate']): boolean => state === 'missing' || state === 'unusable'

const clientCertificate: Rule = (observations) => {
  const tls = factsOf(observations, 'tls')
  const refused = wanted(observations)
  if (tls === undefined || (targetAnswered(observations) && !refused)) return undefined
  const state = tls.clientCertificate
  const unusable = isUnusable(state)
  const lacking = tls.clientCertificateWanted && state === 'none' && failed(factsOf(observations, 'http')?.front)
  if (!unusable && !lacking && !refused) return undefined
  return finding('MTLS_BAD', {
    confidence: refused || unusable ? 'certain' : 'likely',
    evidence: [{ saw: 'client-certificate', state }, ...answersShown(observations).slice(0, 1)],
    fixes: ['correct-client-certificate', 'ask-gateway-admin'],
  })
}

/** After the handshake, in a page of their own: nginx and what is built on it (400, 495, 496), IIS (403.7), Apache, HAProxy and others (403). */
function refusedForCertificate(observations: Observations): boolean {
  const http = factsOf(observations, 'http')
  const pages = [http?.front, http?.messages].flatMap((tried) => (worked(tried) ? [tried.saw] : []))
  return pages.some(
    ({ status, body }) => (CERTIFICATE_STATUS.has(status) && WANTS_CERTIFICATE.test(body)) || status === 495 || status === 496,
  )
}

const CERTIFICATE_STATUS: ReadonlySet<number> = new Set([400, 401, 403])
const WANTS_CERTIFICATE =
  /no required ssl certificate was sent|the ssl certificate error|ssl certificate (?:error|required)|\bclient certificate\b|\b403\.7\b/i

const SPEAKS_NO_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|ERR_SSL_HTTP_REQUEST/

/** https where http is spoken, or the other way round. */
const scheme: Rule = (observations) => {
  const { secure, official, host } = observations.target
  if (!(secure ? speaksNoTls(observations) : speaksOnlyTls(observations))) return undefined
  const { code, millis } = schemeTold(observations)
  return finding('SCHEME_WRONG', {
    owner: official ? 'network' : 'settings',
    confidence: official ? 'likely' : 'certain',
    evidence: [{ saw: 'handshake', host, code, millis }],
    fixes: official ? ['other-network'] : ['correct-base-url'],
  })
}

function schemeTold(observations: Observations): { readonly code: string; readonly millis: number } {
  const front = factsOf(observations, 'http')?.front
  const code = codeIn(factsOf(observations, 'tls')?.target) ?? codeIn(front) ?? 'HTTPS'
  return { code, millis: front?.millis ?? 1 }
}

const speaksNoTls = (observations: Observations): boolean => SPEAKS_NO_TLS.test(schemeTold(observations).code)

function speaksOnlyTls(observations: Observations): boolean {
  const front = factsOf(observations, 'http')?.front
  if (worked(front)) return front.saw.status === 400 && /HTTPS/i.test(front.saw.body)
  return worked(factsOf(observations, 'tls')?.target) || codeIn(front)?.startsWith('HPE_') === true
}

const OLD_TLS = /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|NO_PROTOCOLS|INSUFFICIENT_SECURITY|ALERT_HANDSHAKE_FAILURE/

const oldTls: Rule = (observations) => {
  const target = factsOf(observations, 'tls')?.target
  if (!failed(target) || !OLD_TLS.test(target.code)) return undefined
  return finding('TLS_VERSION', {
    owner: observations.target.official ? 'network' : 'gateway',
    confidence: 'likely',
    evidence: [{ saw: 'handshake', host: observations.target.host, code: target.code, millis: target.millis }],
    fixes: observations.target.official ? ['other-network'] : ['ask-gateway-admin'],
  })
}

/** The handshake is broken off or never answered. Another name for the same address tells whether the name is what is disliked. */
const brokenHandshake: Rule = (observations) => {
  const tls = factsOf(observations, 'tls')
  const target = tls?.target
  if (!failed(target) || targetAnswered(observations)) return undefined
  const { code, millis } = target
  if (!isTimeout(code) && !isReset(code)) return undefined
  // a line on which everything is late, or gets lost
  if (isTimeout(code) && (isNarrow(observations) || connectsRepeat(observations))) return undefined
  const evidence: readonly Evidence[] = [{ saw: 'handshake', host: observations.target.host, code, millis }]
  const others = controlShown(observations)
  if (worked(tls?.otherName))
    return finding('SNI_FILTERED', {
      confidence: isReset(code) ? 'certain' : 'likely',
      evidence: [...evidence, { saw: 'other-name', millis: tls.otherName.millis }, ...others],
      wouldChange: ['other-network-fails-too'],
      fixes: ['other-network', 'reconnect-vpn', 'ask-proxy-admin'],
      against: ['tcp'],
    })
  return silence(observations, code, [...evidence, ...others])
}

/** Other sites that fail in the same way speak against the network; else nobody knows. */
function silence(observations: Observations, code: string, evidence: readonly Evidence[]): ReturnType<Rule> {
  const everywhere = failed(factsOf(observations, 'tls')?.control)
  return finding(isTimeout(code) ? 'TLS_STALL' : 'TLS_CUT', {
    owner: everywhere ? 'network' : 'unknown',
    confidence: everywhere ? 'likely' : 'possible',
    evidence,
    wouldChange: ['other-network-works', 'status-page-names-incident'],
    fixes: ['other-network', 'reconnect-vpn', 'hold-with-gateway'],
    against: ['mtu'],
  })
}

/** Before certificates: what is wrong with the form of the conversation. */
export const HANDSHAKE_RULES: readonly Rule[] = [clientCertificate, scheme, oldTls]
/** After them: nobody said anything. */
export const BROKEN_RULES: readonly Rule[] = [brokenHandshake]
