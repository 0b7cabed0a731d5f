import type { Evidence } from '../../core/evidence.ts'
import type { Certificate, Handshake, TlsFacts } from '../../probes/facts.ts'
import type { Observations } from '../../probes/observations.ts'
import { finding, type Rule } from '../diagnosis.ts'
import { certificateOf, clockOffset, factsOf, worked } from '../seen.ts'
import { certificateShown, makerIn } from '../shown.ts'

const MINUTE = 60_000

const chainOf = (handshake: Handshake | undefined): readonly Certificate[] => handshake?.chain ?? []

const shakenWith = (tls: TlsFacts | undefined, which: 'target' | 'control'): Handshake | undefined => {
  const tried = tls?.[which]
  return worked(tried) ? tried.saw : undefined
}

/** What was wrong with the certificate; undefined where it was good, or nobody knows. */
function problemOf(observations: Observations): string | undefined {
  const word = certificateOf(observations)
  return word === 'trusted' ? undefined : word
}

function offsetShown(observations: Observations): readonly Evidence[] {
  const clock = clockOffset(observations)
  return clock === undefined ? [] : [{ saw: 'clock', ...clock }]
}

/** The clock explains a certificate only in its own direction, and only if at the true time the certificate was valid. */
const clockExplains: Rule = (observations) => {
  const clock = clockOffset(observations)
  if (clock === undefined || Math.abs(clock.offset) < 5 * MINUTE) return undefined
  const problem = problemOf(observations)
  const fast = problem === 'CERT_HAS_EXPIRED' && clock.offset > 0
  const slow = problem === 'CERT_NOT_YET_VALID' && clock.offset < 0
  const tls = factsOf(observations, 'tls')
  const [leaf] = chainOf(shakenWith(tls, 'target'))
  if (!(fast || slow) || !wasValid(leaf, observations.at - clock.offset)) return undefined
  return finding(fast ? 'CLOCK_FAST' : 'CLOCK_SLOW', {
    confidence: clock.hosts > 1 && leaf !== undefined ? 'certain' : 'likely',
    evidence: [{ saw: 'clock', ...clock }, ...certificateShown('target', tls?.target)],
    wouldChange: ['clock-is-right'],
    fixes: ['set-clock'],
  })
}

const wasValid = (leaf: Certificate | undefined, at: number): boolean =>
  leaf === undefined || (leaf.validFrom <= at && at <= leaf.validTo)

export const CLOCK_RULES: readonly Rule[] = [clockExplains]

const UNKNOWN_ISSUER =
  /^(?:UNABLE_TO_(?:GET_ISSUER_CERT(?:_LOCALLY)?|VERIFY_LEAF_SIGNATURE)|SELF_SIGNED_CERT_IN_CHAIN|CERT_UNTRUSTED|UNTRUSTED)$/

/** The extra certificates could not be read, so that what they vouch for is not believed. */
const caFile: Rule = (observations) => {
  const tls = factsOf(observations, 'tls')
  if (tls === undefined || (tls.extraCa !== 'missing' && tls.extraCa !== 'unreadable')) return undefined
  const harms = UNKNOWN_ISSUER.test(problemOf(observations) ?? '')
  return finding('CA_FILE_BAD', {
    confidence: 'certain',
    gravity: harms ? 'stops' : 'degrades',
    evidence: [
      { saw: 'ca-file', state: tls.extraCa },
      ...variable(observations, 'NODE_EXTRA_CA_CERTS'),
      ...(harms ? certificateShown('target', tls.target) : []),
    ],
    fixes: ['correct-ca-file'],
  })
}

function variable(observations: Observations, name: string): readonly Evidence[] {
  const stated = factsOf(observations, 'settings')?.variables[name]
  return stated === undefined ? [] : [{ saw: 'setting', name, value: stated.value, from: stated.from }]
}

const harmfulCaFile: Rule = (observations) => {
  const found = caFile(observations)
  return found?.gravity === 'stops' ? found : undefined
}
export const harmlessCaFile: Rule = (observations) => {
  const found = caFile(observations)
  return found?.gravity === 'degrades' ? found : undefined
}

/** Somebody opens the connection on the way, here and elsewhere alike, and shows a certificate of their own. */
const intercepted: Rule = (observations) => {
  const tls = factsOf(observations, 'tls')
  const target = shakenWith(tls, 'target')
  if (tls === undefined || target === undefined || !UNKNOWN_ISSUER.test(problemOf(observations) ?? '')) return undefined
  const same = sameIssuer(target, shakenWith(tls, 'control'))
  const maker = makerIn(target.chain)
  if (!same && (maker === undefined || shakenWith(tls, 'control')?.trusted === true)) return undefined
  const inSystem = target.chain.some(({ root }) => root === 'system')
  return finding('TLS_INTERCEPT', {
    confidence: same ? 'certain' : 'likely',
    evidence: [...certificateShown('target', tls.target), ...(same ? certificateShown('control', tls.control) : [])],
    wouldChange: ['other-network-works'],
    fixes: inSystem ? ['use-system-ca', 'trust-company-ca'] : ['trust-company-ca', 'other-network'],
  })
}

function sameIssuer(one: Handshake, other: Handshake | undefined): boolean {
  const issuers = (handshake: Handshake): readonly string[] =>
    handshake.chain.map(({ issuer }) => issuer).filter((name) => name !== '')
  return other !== undefined && !other.trusted && issuers(one).some((issuer) => issuers(other).includes(issuer))
}

export const INTERCEPT_RULES: readonly Rule[] = [harmfulCaFile, intercepted]

const shownCertificate = (observations: Observations): readonly Evidence[] =>
  certificateShown('target', factsOf(observations, 'tls')?.target)

/** A certificate that is wrong, with a clock that does not explain it. */
const certificate: Rule = (observations) => {
  const problem = problemOf(observations)
  if (problem === undefined) return undefined
  const { official } = observations.target
  const evidence = [...shownCertificate(observations), ...offsetShown(observations)]
  if (problem === 'CERT_HAS_EXPIRED') return expired(observations, evidence)
  if (problem === 'CERT_NOT_YET_VALID')
    return finding('CERT_NOT_YET_VALID', {
      confidence: 'possible',
      evidence,
      wouldChange: ['clock-is-right'],
      fixes: ['set-clock'],
    })
  if (/ALTNAME|HOSTNAME_MISMATCH/.test(problem))
    return finding('CERT_WRONG_NAME', {
      owner: official ? 'network' : 'settings',
      confidence: 'likely',
      evidence,
      wouldChange: ['other-network-works'],
      fixes: official ? ['other-network', 'flush-dns'] : ['correct-base-url', 'ask-gateway-admin'],
    })
  return strangeIssuer(observations, problem, evidence)
}

function expired(observations: Observations, evidence: readonly Evidence[]): ReturnType<Rule> {
  const { official } = observations.target
  const clock = clockOffset(observations)
  // with a clock that nobody compared, it may be this computer
  const clear = clock !== undefined && Math.abs(clock.offset) < 5 * MINUTE
  const vouched = chainOf(shakenWith(factsOf(observations, 'tls'), 'target')).some(({ root }) => root === 'node')
  const owner = !clear ? 'unknown' : !official ? 'gateway' : vouched ? 'provider' : 'unknown'
  return finding('CERT_EXPIRED', {
    owner,
    confidence: owner === 'unknown' ? 'possible' : 'likely',
    evidence,
    wouldChange: ['clock-is-right', 'other-network-works'],
    fixes: official ? ['set-clock', 'other-network', 'wait'] : ['ask-gateway-admin', 'set-clock'],
    against: ['clock'],
  })
}

function strangeIssuer({ target }: Observations, problem: string, evidence: readonly Evidence[]): ReturnType<Rule> {
  const selfSigned = problem === 'DEPTH_ZERO_SELF_SIGNED_CERT'
  return finding(selfSigned ? 'CERT_SELF_SIGNED' : 'CERT_UNTRUSTED', {
    owner: target.official ? 'network' : 'settings',
    confidence: 'likely',
    evidence,
    wouldChange: ['other-network-works'],
    fixes: target.official ? ['other-network', 'trust-company-ca'] : ['trust-company-ca', 'ask-gateway-admin'],
    against: ['portal'],
  })
}

export const CERTIFICATE_RULES: readonly Rule[] = [certificate]
