import { CONFIDENCES, diagnosisEntry, type Confidence, type Rung } from '../core/diagnosis-code.ts'
import { CHECK_NAMES, type Evidence } from '../core/evidence.ts'
import type { ProbeId } from '../probes/facts.ts'
import type { Observations } from '../probes/observations.ts'
import type { Conclusion, Diagnosis, Finding, Rule } from './diagnosis.ts'
import { finding } from './diagnosis.ts'
import { fixesFor } from './fixes.ts'
import { ACCOUNT_NOTES, AUTH_RULES, LIMIT_RULES } from './rules/account.ts'
import { HTTP_RULES, PROVIDER_RULES } from './rules/answers.ts'
import { MTU_RULES, TCP_RULES } from './rules/connection.ts'
import { IMPOSSIBLE_RULES } from './rules/impossible.ts'
import { INTERNET_RULES, LINK_RULES } from './rules/link.ts'
import { HISTORY_RULES, LIVE_RULES } from './rules/live.ts'
import { DNS_RULES } from './rules/names.ts'
import { PORTAL_RULES } from './rules/portal.ts'
import { OTHER_WAY_RULES, PROXY_RULES, REACHED_PROXY_RULES } from './rules/proxies.ts'
import { QUALITY_RULES } from './rules/quality.ts'
import { NOTE_RULES, SETTING_RULES } from './rules/settings.ts'
import { STATUS_RULES } from './rules/status.ts'
import { CERTIFICATE_RULES, CLOCK_RULES, harmlessCaFile, INTERCEPT_RULES } from './rules/certificates.ts'
import { BROKEN_RULES, HANDSHAKE_RULES } from './rules/tls.ts'
import { ago, certificateOf, factsOf, frontDoorOpen, told } from './seen.ts'
import { answersShown, completedShown, controlShown } from './shown.ts'
import { RECENTLY } from './words.ts'

/** The first that matches is the diagnosis. */
const RULES: readonly Rule[] = [
  ...LINK_RULES,
  ...PORTAL_RULES,
  ...IMPOSSIBLE_RULES,
  ...REACHED_PROXY_RULES,
  ...INTERNET_RULES,
  ...OTHER_WAY_RULES,
  ...DNS_RULES,
  ...PROXY_RULES,
  ...TCP_RULES,
  ...MTU_RULES,
  ...CLOCK_RULES,
  ...INTERCEPT_RULES,
  ...HANDSHAKE_RULES,
  ...CERTIFICATE_RULES,
  ...BROKEN_RULES,
  ...HTTP_RULES,
  ...PROVIDER_RULES,
  ...LIVE_RULES,
  ...AUTH_RULES,
  ...LIMIT_RULES,
  ...QUALITY_RULES,
  ...SETTING_RULES,
  harmlessCaFile,
  ...ACCOUNT_NOTES,
  ...STATUS_RULES,
  ...NOTE_RULES,
  ...HISTORY_RULES,
]

/** One diagnosis from all that was seen. Pure: the same observations always give the same. Never throws. */
export function diagnose(observations: Observations): Diagnosis {
  const found = RULES.map((rule) => rule(observations)).filter((one) => one !== undefined)
  const first = found.find((one) => leads(one, observations)) ?? withoutFault(observations)
  const secondary = found.filter((one, index) => {
    // what follows from something else that was found misleads as much as what follows from the first
    const causes = [first, ...found.slice(0, index).filter(({ gravity }) => gravity === 'stops')]
    return one.code !== first.code && !causes.some((cause) => cause !== one && isConsequence(one, cause))
  })
  return { ...concluded(first, observations), secondary: once(secondary).map((one) => concluded(one, observations)) }
}

/** A warning is the diagnosis only where it is known that everything works, or where it says itself why not. */
function leads({ gravity, code }: Finding, observations: Observations): boolean {
  if (gravity === 'stops') return true
  if (gravity !== 'degrades') return false
  return diagnosisEntry(code).rung === 'quality' || code === 'CAPTIVE_PORTAL' || works(observations)
}

const once = (found: readonly Finding[]): readonly Finding[] =>
  found.filter((one, index) => found.findIndex(({ code }) => code === one.code) === index)

const PATH: readonly Rung[] = ['internet', 'dns', 'proxy', 'tcp', 'mtu', 'tls', 'http']

/** What a broken rung makes of those above it. Settings, the account and live traffic stand for themselves. */
const CONSEQUENCES: Readonly<Record<Rung, readonly Rung[]>> = {
  none: [],
  settings: [],
  link: ['link', ...PATH, 'quality'],
  portal: [...PATH, 'provider', 'quality'],
  internet: [...PATH, 'quality'],
  dns: ['dns', 'proxy', 'tcp', 'mtu', 'tls', 'http'],
  proxy: ['proxy', 'internet', 'dns', 'tcp', 'mtu', 'tls', 'http'],
  tcp: ['tcp', 'mtu', 'tls', 'http'],
  mtu: ['tls', 'http'],
  tls: ['tls', 'http'],
  http: ['http'],
  provider: ['live'],
  live: ['live'],
  account: [],
  quality: [],
}

function isConsequence({ code, gravity }: Finding, first: Finding): boolean {
  // history explains nothing once there is a present
  if (code === 'SEEN_BEFORE') return first.gravity === 'stops' || first.code === 'WOKE_FROM_SLEEP'
  // the provider's own word confirms what is said of it already
  if (code === 'PROVIDER_INCIDENT' && first.owner === 'provider') return true
  return gravity !== 'note' && CONSEQUENCES[diagnosisEntry(first.code).rung].includes(diagnosisEntry(code).rung)
}

/** The API answered, or whole answers come through the gateway. */
function works(observations: Observations): boolean {
  const { completed, lastCompletedAt } = factsOf(observations, 'gateway')?.recent ?? { completed: 0, lastCompletedAt: undefined }
  const flowing = completed > 0 && lastCompletedAt !== undefined && ago(observations, lastCompletedAt) < RECENTLY / 2
  return frontDoorOpen(observations) || (flowing && factsOf(observations, 'http') === undefined)
}

function withoutFault(observations: Observations): Finding {
  if (!works(observations))
    return finding('CANNOT_TELL', {
      confidence: 'possible',
      evidence: [
        ...told(observations, () => true),
        ...answersShown(observations),
        ...controlShown(observations),
        ...gaps(observations),
      ],
      wouldChange: ['more-was-measured', 'api-answers'],
      fixes: ['ask-again', 'watch', 'other-network'],
    })
  return finding('HEALTHY', {
    confidence: frontDoorOpen(observations) && certificateOf(observations) === 'trusted' ? 'certain' : 'likely',
    evidence: [
      ...told(observations, () => true),
      ...answersShown(observations),
      ...completedShown(observations),
      ...controlShown(observations),
    ],
    wouldChange: ['client-fails-again'],
  })
}

function gaps(observations: Observations): readonly Evidence[] {
  return CHECK_NAMES.flatMap((check): readonly Evidence[] => {
    const outcome = observations.probes[check]
    if (outcome === undefined || outcome.is === 'seen') return []
    return [{ saw: 'gap', check, why: outcome.is === 'skipped' ? outcome.why : outcome.is }]
  })
}

function concluded({ fixes, against, ...found }: Finding, observations: Observations): Conclusion {
  const evidence = [...found.evidence.slice(0, 1), ...goesOn(found, observations), ...found.evidence.slice(1)]
  return {
    ...found,
    evidence,
    confidence: weighed(found.confidence, against, observations),
    fixes: fixesFor(fixes, observations),
  }
}

/** Whose names cannot be found is glad to hear that the gateway knows its addresses. */
function goesOn({ code }: Pick<Finding, 'code'>, observations: Observations): readonly Evidence[] {
  const names = factsOf(observations, 'gateway')?.names
  if (names === undefined || diagnosisEntry(code).rung !== 'dns') return []
  return [{ saw: 'known-addresses', code: names.code, ago: ago(observations, names.since) }]
}

/** Less sure by a step where something that could speak against it was asked and gave nothing. */
function weighed(confidence: Confidence, against: readonly ProbeId[], observations: Observations): Confidence {
  const missing = against.some((id) => observations.probes[id]?.is !== 'seen')
  return missing ? (CONFIDENCES[CONFIDENCES.indexOf(confidence) - 1] ?? 'possible') : confidence
}
