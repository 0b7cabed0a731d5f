import { diagnosisEntry } from '../../core/diagnosis-code.ts'
import type { Conclusion } from '../../doctor/diagnosis.ts'
import { factsOf } from '../../doctor/seen.ts'
import { LANGUAGES, type Language } from '../../i18n/language.ts'
import type { Observations } from '../../probes/observations.ts'
import type { Judged } from '../doctor-judged.ts'
import { actionOf, detailOf, evidenceOf, notTestedWords, titleOf, type Spoken } from './doctor-words.ts'

const SCHEMA = 1

/** The result for programs: complete, in both languages, and with what it was concluded from. */
export function doctorJson(found: Judged): Readonly<Record<string, unknown>> {
  const { observations, diagnosis, checks, notTested } = found
  return {
    schema: SCHEMA,
    verdict: conclusionJson({ conclusion: diagnosis, observations, beside: diagnosis.secondary }),
    secondary: diagnosis.secondary.map((one) => conclusionJson({ conclusion: one, observations, beside: 'another' })),
    checks: checks.map((check) => ({
      id: check.id,
      status: check.state,
      cause: check.cause ?? null,
      gap: check.gap ?? null,
      ms: check.millis,
      evidence: inBoth((language) => detailOf(check, language)),
      collateral: check.collateral,
    })),
    controls: controlsJson(observations),
    notTested: notTested.map((what) => ({ id: what, ...inBoth((language) => notTestedWords(what, language)) })),
    env: { platform: observations.platform, holdfast: observations.version, ...versionsIn(observations) },
    replay: observations,
  }
}

const inBoth = <Words>(words: (language: Language) => Words): Readonly<Record<string, Words>> =>
  Object.fromEntries(LANGUAGES.map((language) => [language, words(language)]))

function conclusionJson(spoken: Spoken): Readonly<Record<string, unknown>> {
  const { conclusion, observations } = spoken
  const { code, owner, confidence, gravity, evidence, wouldChange, fixes } = conclusion
  return {
    code,
    owner,
    confidence,
    gravity,
    rung: diagnosisEntry(code).rung,
    since: sinceOf(conclusion, observations) ?? null,
    title: inBoth((language) => titleOf(spoken, language)),
    action: inBoth((language) => actionOf(spoken, language)),
    why: inBoth((language) => evidenceOf(conclusion, language)),
    evidence,
    wouldChange,
    fixes: fixes.map(({ id, safe, command }) => ({ id, safe, command: command ?? null })),
  }
}

/** When it began, milliseconds since the epoch, where something that was seen says so. */
function sinceOf({ evidence }: Conclusion, { at }: Observations): number | undefined {
  const agos = evidence.flatMap((one) => (one.saw === 'incident' && one.ago !== undefined ? [one.ago] : []))
  return agos.length === 0 ? undefined : Math.round(at - Math.max(...agos))
}

/** What was asked for comparison, and whether it answered. */
function controlsJson(observations: Observations): Readonly<Record<string, unknown>> {
  return {
    addresses: (factsOf(observations, 'egress')?.tries ?? []).map(({ address, tried }) => ({ address, answered: tried.ok })),
    portals: (factsOf(observations, 'portal')?.tries ?? []).map(({ url, tried }) => ({
      url,
      answered: tried.ok,
      asExpected: tried.ok && tried.saw.asExpected,
    })),
    resolvers: (factsOf(observations, 'dns')?.public ?? []).map(({ server, by, a, aaaa }) => ({
      server,
      by,
      answered: a.ok || aaaa.ok,
    })),
    site: factsOf(observations, 'http')?.control?.ok ?? null,
    statusPage: factsOf(observations, 'status')?.page.ok ?? null,
  }
}

function versionsIn(observations: Observations): Readonly<Record<string, string | null>> {
  const settings = factsOf(observations, 'settings')
  return { node: settings?.node.version ?? null, client: settings?.client.version ?? null }
}
