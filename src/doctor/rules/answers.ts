import type { Owner } from '../../core/catalogue.ts'
import { CONFIDENCES, type DiagnosisCode, type FixId } from '../../core/diagnosis-code.ts'
import type { Observations } from '../../probes/observations.ts'
import { finding, type Rule } from '../diagnosis.ts'
import { answersOf, certificateOf, controls, factsOf, failed, isReset, isTimeout, targetAnswered } from '../seen.ts'
import { answersShown, controlShown, settingShown } from '../shown.ts'
import { ownerOf, wordsOf, type Word } from '../words.ts'
import { connectsRepeat, isNarrow } from './quality.ts'
import { statusShown, statusWord } from './status.ts'

const OTHERS = /^(?:middlebox\.(?:html-page|not-json|empty|redirect|block-page|network-login)|other\.not-an-answer)$/

/** Something answers for the target that is not the API: a page, an empty answer, a way elsewhere. */
const somebodyElse: Rule = (observations) => {
  const word = wordsOf(observations).find(({ code, by }) => OTHERS.test(code) && by === 'answer')
  const page = answersOf(observations).some(({ code, status, body }) => code === undefined && status < 300 && /^\s*</.test(body))
  if (word === undefined && !page) return undefined
  const owner: Owner = word?.code === 'middlebox.block-page' ? 'proxy' : observations.target.official ? 'network' : 'settings'
  return finding('ANSWERED_BY_OTHER', {
    owner,
    confidence: observations.target.official && word?.confidence === 'certain' ? 'possible' : 'likely',
    evidence: [...answersShown(observations), ...settingShown('ANTHROPIC_BASE_URL', baseUrlOf(observations))],
    wouldChange: ['other-network-works'],
    fixes: owner === 'settings' ? ['correct-base-url', 'ask-gateway-admin'] : ['open-portal', 'ask-proxy-admin', 'other-network'],
    against: ['tls', 'portal'],
  })
}

const baseUrlOf = (observations: Observations): { readonly value: string; readonly from: string } | undefined =>
  observations.target.official ? undefined : factsOf(observations, 'settings')?.baseUrl[0]

/** The client puts /v1/messages behind the base URL itself. */
const basePath: Rule = (observations) => {
  const stated = factsOf(observations, 'settings')?.baseUrl[0]
  const path = URL.parse(stated?.value ?? '')?.pathname ?? '/'
  const missing = answersOf(observations).some(({ status, to }) => status === 404 && to !== 'deep')
  if (stated === undefined || !missing || path === '/') return undefined
  return finding('BASE_URL_PATH', {
    confidence: /\/v1(?:\/messages)?\/?$/.test(path) ? 'certain' : 'likely',
    evidence: [...settingShown('ANTHROPIC_BASE_URL', stated), ...answersShown(observations)],
    fixes: ['correct-base-url'],
  })
}

const FORBIDDEN =
  /^(?:api\.(?:forbidden-region|permission)|other\.permission|cloudflare\.(?:access-denied|challenge|legal|client-tls|rate-limited)|middlebox\.policy|envoy\.access-denied|(?:nginx|alb|haproxy|google)\.refused)$/

const forbidden: Rule = (observations) => {
  const word = wordsOf(observations).find(({ code }) => FORBIDDEN.test(code))
  if (word === undefined) return undefined
  const owner = ownerOf(word.code) ?? 'unknown'
  return finding('FORBIDDEN', {
    owner: owner === 'provider' && !observations.target.official ? 'gateway' : owner,
    confidence: word.confidence,
    evidence: word.evidence,
    wouldChange: ['other-network-works'],
    fixes:
      owner === 'account'
        ? ['see-usage', 'unset-key']
        : owner === 'network'
          ? ['reconnect-vpn', 'other-network']
          : ['ask-gateway-admin'],
    against: word.by === 'answer' ? ['tls'] : [],
  })
}

/** The connection stands, the certificate is right, and no answer comes. */
const silent: Rule = (observations) => {
  const front = factsOf(observations, 'http')?.front
  if (!failed(front) || !(isTimeout(front.code) || isReset(front.code)) || targetAnswered(observations)) return undefined
  if (certificateOf(observations) !== 'trusted' || connectsRepeat(observations) || isNarrow(observations)) return undefined
  const reported = controls(observations) === 'answer' && statusWord(observations) === 'incident'
  return finding('API_SILENT', {
    owner: silentOwner(observations),
    confidence: reported ? 'likely' : 'possible',
    evidence: [
      { saw: 'no-answer', host: observations.target.host, code: front.code, millis: front.millis },
      ...controlShown(observations),
      ...statusShown(observations),
    ],
    wouldChange: ['other-network-works', 'status-page-names-incident'],
    fixes: ['ask-again', 'other-network', 'hold-with-gateway'],
  })
}

/** Nobody has spoken: only controls that fail too, or the provider's own status page, say more than "can't tell". */
export function silentOwner(observations: Observations): Owner {
  if (controls(observations) === 'fail') return 'network'
  const reported = statusWord(observations) === 'incident' && controls(observations) === 'answer'
  return reported && observations.target.official ? 'provider' : 'unknown'
}

export const HTTP_RULES: readonly Rule[] = [somebodyElse, basePath, forbidden, silent]

/** Which kind of trouble a refusal of the provider's is; undefined for what is none. */
function troubleIn(code: string): DiagnosisCode | undefined {
  if (/\.rate-limit(?:ed)?$/.test(code)) return 'THROTTLED'
  if (ownerOf(code) !== 'provider') return undefined
  if (/^(?:api|other)\.overloaded$/.test(code)) return 'PROVIDER_OVERLOADED'
  return /^(?:api|envoy|other)\./.test(code) ? 'PROVIDER_5XX' : 'PROVIDER_EDGE'
}

/** The other end says itself that it is in trouble. */
const trouble: Rule = (observations) => {
  const word = wordsOf(observations).find(({ code }) => !FORBIDDEN.test(code) && troubleIn(code) !== undefined)
  const code = word === undefined ? undefined : troubleIn(word.code)
  if (word === undefined || code === undefined) return undefined
  const owner = observations.target.official || isApiOwn(word, observations) ? 'provider' : 'gateway'
  const answered = word.by === 'answer'
  return finding(owner === 'provider' || code === 'THROTTLED' ? code : 'GATEWAY_5XX', {
    owner,
    confidence: corroborated(word, owner, observations),
    evidence: [...word.evidence, ...controlShown(observations), ...(owner === 'provider' ? statusShown(observations) : [])],
    wouldChange: answered ? ['api-answers'] : ['client-fails-again', 'model-answers'],
    fixes: fixesOf(code, owner),
    against: answered ? ['tls'] : [],
  })
}

/** What the status page says too is surer by a step; what only a client said needs no outage for that. */
function corroborated({ by, confidence }: Word, owner: Owner, observations: Observations): Word['confidence'] {
  const page = statusWord(observations)
  const confirms = owner === 'provider' && (page === 'incident' || (page === 'minor' && by === 'told'))
  return confirms ? (CONFIDENCES[CONFIDENCES.indexOf(confidence) + 1] ?? 'certain') : confidence
}

/** An answer of the API with its request id, handed on by a gateway. */
const isApiOwn = (word: Word, observations: Observations): boolean =>
  word.code.startsWith('api.') &&
  answersOf(observations).some(({ code, headers }) => code === word.code && headers['request-id'] !== undefined)

function fixesOf(code: DiagnosisCode, owner: 'provider' | 'gateway'): readonly FixId[] {
  if (owner === 'gateway') return ['ask-gateway-admin', 'hold-with-gateway']
  return code === 'PROVIDER_OVERLOADED' ? ['hold-with-gateway', 'other-model', 'wait'] : ['hold-with-gateway', 'wait']
}

export const PROVIDER_RULES: readonly Rule[] = [trouble]
