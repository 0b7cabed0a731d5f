import type { Confidence, DiagnosisCode, FixId } from '../../core/diagnosis-code.ts'
import type { Evidence } from '../../core/evidence.ts'
import type { CredentialFacts } from '../../probes/facts.ts'
import type { Observations } from '../../probes/observations.ts'
import { finding, type Rule } from '../diagnosis.ts'
import { ago, answersOf, clockOffset, controls, factsOf, failed, targetAnswered, wayOf, worked } from '../seen.ts'
import { controlShown } from '../shown.ts'
import { wordsOf, type Word } from '../words.ts'
import { DRIFT } from './settings.ts'

type Source = CredentialFacts['sources'][number]

/** Sources in the order in which the client asks them; undefined where nobody looked, or another provider is used. */
function sourcesOf(observations: Observations): readonly Source[] | undefined {
  if ((factsOf(observations, 'settings')?.otherProvider.length ?? 0) > 0) return undefined
  return factsOf(observations, 'credential')?.sources
}

const shown = ({ source, from }: Source): Evidence => ({ saw: 'credential', source, from })

const notLoggedIn: Rule = (observations) => {
  if (sourcesOf(observations)?.length !== 0) return undefined
  const asked = answersOf(observations).some(({ status }) => status === 401)
  // a gateway of one's own may need none
  if (!observations.target.official && !asked) return undefined
  return finding('NOT_LOGGED_IN', {
    confidence: 'certain',
    evidence: [],
    wouldChange: ['client-fails-again'],
    fixes: ['log-in'],
  })
}

const unreadable: Rule = (observations) => {
  const used = sourcesOf(observations)?.[0]
  if (used?.state !== 'unreadable') return undefined
  return finding('CREDENTIALS_UNREADABLE', {
    confidence: 'certain',
    evidence: [shown(used)],
    fixes: ['mend-credentials-file', 'log-in'],
  })
}

const expiredShown = (observations: Observations, { source, state, expiresAt }: Source): readonly Evidence[] =>
  expiresAt === undefined || state !== 'expired' ? [] : [{ saw: 'expired', source, ago: ago(observations, expiresAt) }]

/** The login that the client will renew before it asks anything else. */
function renewing(observations: Observations): Source | undefined {
  const used = sourcesOf(observations)?.[0]
  return used?.kind === 'oauth' && used.state === 'expired' && used.refreshable ? used : undefined
}

/** It is renewed by the client itself, if it reaches the host for it. What keeps the API away too is another fault. */
const loginHost: Rule = (observations) => {
  const used = renewing(observations)
  const login = factsOf(observations, 'http')?.login
  if (used === undefined || !failed(login) || !targetAnswered(observations)) return undefined
  return finding('OAUTH_HOST_BLOCKED', {
    owner: wayOf(observations) === 'proxy' ? 'proxy' : 'network',
    confidence: controls(observations) === 'answer' ? 'likely' : 'possible',
    evidence: [{ saw: 'login-host', code: login.code }, ...expiredShown(observations, used), ...controlShown(observations)],
    wouldChange: ['other-network-works'],
    fixes: ['ask-proxy-admin', 'reconnect-vpn', 'other-network'],
  })
}

/** In reach, and in trouble itself. */
const loginHostDown: Rule = (observations) => {
  const used = renewing(observations)
  const login = factsOf(observations, 'http')?.login
  if (used === undefined || !worked(login) || login.saw.status < 500) return undefined
  return finding('OAUTH_HOST_DOWN', {
    confidence: 'likely',
    evidence: [{ saw: 'login-answer', status: login.saw.status }, ...expiredShown(observations, used)],
    wouldChange: ['client-fails-again'],
    fixes: ['wait', 'watch'],
    against: ['tls'],
  })
}

const loginExpired: Rule = (observations) => {
  const used = sourcesOf(observations)?.[0]
  if (used?.kind !== 'oauth') return undefined
  const word = wordFor(observations, 'api.authentication')
  const over = isOver(used)
  if (!over && word === undefined) return undefined
  return finding('LOGIN_EXPIRED', {
    confidence: sureness(over ? 'over' : 'said', word),
    evidence: [...expiredShown(observations, used), ...(word?.evidence ?? []), shown(used)],
    // on a wrong clock a login ends too early
    fixes: Math.abs(clockOffset(observations)?.offset ?? 0) < DRIFT ? ['log-in'] : ['log-in', 'set-clock'],
  })
}

const isOver = ({ state, refreshable }: Source): boolean => (state === 'expired' && !refreshable) || state === 'rejected'

const sureness = (known: 'over' | 'said', word: Word | undefined): Confidence =>
  known === 'over' ? 'certain' : (word?.confidence ?? 'likely')

const keyInvalid: Rule = (observations) => {
  const [used, ...others] = sourcesOf(observations) ?? []
  const word = wordsOf(observations).find(({ code }) => /^(?:api|other)\.authentication$/.test(code))
  const rejected = used?.state === 'rejected'
  if (used?.kind === 'oauth' || (!rejected && word === undefined)) return undefined
  return finding('KEY_INVALID', {
    confidence: sureness(rejected ? 'over' : 'said', word),
    evidence: [...(word?.evidence ?? []), ...(used === undefined ? [] : [shown(used)])],
    fixes: others.length > 0 ? ['new-key', 'unset-key'] : ['new-key'],
  })
}

const wordFor = (observations: Observations, wanted: string): Word | undefined =>
  wordsOf(observations).find(({ code }) => code === wanted)

export const AUTH_RULES: readonly Rule[] = [notLoggedIn, unreadable, loginHost, loginHostDown, loginExpired, keyInvalid]

const limit =
  (wanted: string, code: DiagnosisCode, fixes: readonly FixId[]): Rule =>
  (observations) => {
    const word = wordFor(observations, wanted)
    if (word === undefined) return undefined
    return finding(code, {
      confidence: word.confidence,
      evidence: [...resetShown(observations), ...word.evidence],
      wouldChange: ['client-fails-again'],
      fixes,
    })
  }

/** When the plan's window opens again; the header counts in seconds since 1970. */
function resetShown(observations: Observations): readonly Evidence[] {
  const resets = answersOf(observations).map(({ headers }) => Number(headers['anthropic-ratelimit-unified-reset'] ?? Number.NaN))
  const at = resets.find((one) => Number.isFinite(one) && one > 0)
  return at === undefined ? [] : [{ saw: 'reset-at', at: at * 1000 }]
}

export const LIMIT_RULES: readonly Rule[] = [
  limit('api.plan-limit', 'LIMIT_REACHED', ['see-usage', 'other-model', 'unset-key']),
  limit('api.spend-limit', 'SPEND_LIMIT', ['see-usage', 'unset-key']),
  limit('api.billing', 'CREDIT_EMPTY', ['add-credit', 'unset-key']),
]

/** A key from the environment goes before the subscription, silently. */
const shadowed: Rule = (observations) => {
  const [used, ...others] = sourcesOf(observations) ?? []
  const hidden = others.find(({ kind, state }) => kind === 'oauth' && state !== 'unreadable')
  if (used === undefined || hidden === undefined || (used.kind !== 'api-key' && used.kind !== 'auth-token')) return undefined
  return finding('CREDENTIAL_SHADOWED', { confidence: 'certain', evidence: [shown(used), shown(hidden)], fixes: ['unset-key'] })
}

const renews: Rule = (observations) => {
  const used = renewing(observations)
  const login = factsOf(observations, 'http')?.login
  // that it will be renewed is said of none that cannot be
  if (used === undefined || failed(login) || (worked(login) && login.saw.status >= 500)) return undefined
  return finding('LOGIN_RENEWS', { confidence: 'likely', evidence: expiredShown(observations, used) })
}

export const ACCOUNT_NOTES: readonly Rule[] = [shadowed, renews]
