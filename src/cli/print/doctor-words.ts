import type { CheckName, Evidence, NotTested } from '../../core/evidence.ts'
import { diagnosisEntry } from '../../core/diagnosis-code.ts'
import { ms } from '../../core/time.ts'
import type { Check } from '../../doctor/checks.ts'
import type { Conclusion } from '../../doctor/diagnosis.ts'
import { factsOf } from '../../doctor/seen.ts'
import { doctorScreenIn } from '../../i18n/doctor-screen.ts'
import { fixTextFor, sentenceOf, type About, type DiagnosisText } from '../../i18n/doctor-text.ts'
import { doctorTextIn, evidenceSentence } from '../../i18n/doctor.ts'
import { catalogueIn } from '../../i18n/catalogue.ts'
import { lookUpsIn } from '../../i18n/look-ups.ts'
import { titleOfCode } from '../../i18n/doctor/figures.ts'
import type { Language } from '../../i18n/language.ts'
import type { Observations } from '../../probes/observations.ts'
import type { Judged } from '../doctor-judged.ts'
import type { DoctorPage, PageRow } from './doctor-page.ts'
import type { RowState } from './doctor-signs.ts'

/** More reasons than these nobody reads; --json has them all. */
const REASONS_AT_MOST = 4
const COMMANDS_AT_MOST = 2

/** What is said depends on whose it is, and on what else was seen. */
export type Spoken = {
  readonly conclusion: Conclusion
  readonly observations: Observations
  /** What else was found beside it; `another` where it stands beside another itself. */
  readonly beside: readonly Conclusion[] | 'another'
}

export const titleOf = (spoken: Spoken, language: Language): string => sentenceOf(textOf(spoken, language).title, aboutOf(spoken))
export const actionOf = (spoken: Spoken, language: Language): string =>
  sentenceOf(textOf(spoken, language).action, aboutOf(spoken))
const textOf = ({ conclusion: { code } }: Spoken, language: Language): DiagnosisText => doctorTextIn(language).diagnoses[code]

function aboutOf({ conclusion: { owner, evidence }, observations, beside }: Spoken): About {
  const tries = [
    factsOf(observations, 'http')?.control,
    factsOf(observations, 'tls')?.control,
    factsOf(observations, 'tcp')?.control,
  ]
  const answered = tries.find((tried) => tried !== undefined)?.ok === true
  const faultless = beside !== 'another' && !beside.some(({ gravity }) => gravity === 'stops' || gravity === 'degrades')
  return {
    host: observations.target.host,
    owner,
    rest: answered && faultless ? 'fine' : 'unknown',
    place: beside === 'another' ? 'beside' : 'first',
    by: evidence[0]?.saw === 'told' ? 'told' : 'seen',
  }
}

export const notTestedWords = (what: NotTested, language: Language): string => doctorTextIn(language).notTested[what]

/** The evidence, the strongest first, in whole sentences. */
export function evidenceOf({ evidence }: Pick<Conclusion, 'evidence'>, language: Language): readonly string[] {
  const { sentence } = doctorScreenIn(language)
  return evidence.map((item) => sentence(evidenceSentence(doctorTextIn(language), item)))
}

/** Two questions that were answered alike are one reason. */
function eachOnce(evidence: readonly Evidence[]): readonly Evidence[] {
  const same = (one: Evidence, other: Evidence): boolean =>
    one.saw === 'answer' && other.saw === 'answer' && one.status === other.status && one.says === other.says
  return evidence.filter((one, index) => !evidence.slice(0, index).some((before) => same(before, one)))
}

/** What a row says besides how it went. */
export function detailOf({ gap, cause }: Check, language: Language): string {
  const { gaps, causes } = doctorTextIn(language)
  const said = gap === undefined ? undefined : gaps[gap]
  const told = cause !== undefined && Object.hasOwn(causes, cause) ? causes[cause] : cause
  // of a refusal that the gateway met, its name in the catalogue
  const words = told === undefined ? undefined : titleOfCode(catalogueIn(language), told).replace(/[.。]$/, '')
  return [said, words].filter((text) => text !== undefined).join(': ')
}

/** Everything that was concluded, as a page in one language. */
export function pageOf({ observations, diagnosis, checks, notTested }: Judged, language: Language): DoctorPage {
  const spoken: Spoken = { conclusion: diagnosis, observations, beside: diagnosis.secondary }
  const { owners, confidences, changes, fixes } = doctorTextIn(language)
  const { owner, confidence, wouldChange, secondary } = diagnosis
  const reasons = evidenceOf({ evidence: eachOnce(diagnosis.evidence) }, language).slice(0, REASONS_AT_MOST)
  // what would speak against health is what is to be done then
  const doubts =
    confidence === 'certain' || diagnosis.code === 'HEALTHY' ? [] : wouldChange.slice(0, 1).map((what) => changes[what])
  return {
    state: stateOf(diagnosis),
    title: titleOf(spoken, language),
    // how sure it is that nobody knows is nothing to say
    tag: diagnosis.code === 'CANNOT_TELL' ? [owners[owner]] : [owners[owner], confidences[confidence]],
    actions: [actionOf(spoken, language)],
    commands: diagnosis.fixes
      .flatMap(({ id, safe, command }) =>
        safe && command !== undefined ? [{ command, about: fixTextFor(fixes[id], observations.platform) }] : [],
      )
      .slice(0, COMMANDS_AT_MOST),
    why: [...reasons, ...doubts],
    also: secondary.flatMap((one) => alsoOf(one, observations, language)),
    took: ms(Math.max(0, ...checks.map(({ millis }) => millis))),
    rows: checks.map((check) => rowOf(check, language)),
    lookUps: lookUpsOf(observations, language),
    notTested: notTested.map((what) => notTestedWords(what, language)),
  }
}

function lookUpsOf(observations: Observations, language: Language): DoctorPage['lookUps'] {
  const texts = lookUpsIn(language)
  const lookUps = factsOf(observations, 'gateway')?.lookUps
  if (lookUps === undefined) return { heading: texts.heading, lines: [] }
  const known = lookUps.known.map((name) => texts.known(name, ms(Math.max(0, name.until - observations.at))))
  return { heading: texts.heading, lines: [...known, texts.counts(lookUps), texts.racing(lookUps)].filter((line) => line !== '') }
}

/** What is wrong with settings nobody can mend who is not told which. */
function alsoOf(one: Conclusion, observations: Observations, language: Language): readonly string[] {
  const title = titleOf({ conclusion: one, observations, beside: 'another' }, language)
  const which = diagnosisEntry(one.code).rung === 'settings' ? evidenceOf(one, language).slice(0, 2) : []
  return [doctorScreenIn(language).alsoFound(title, doctorTextIn(language).owners[one.owner]), ...which]
}

function stateOf({ code, gravity }: Conclusion): RowState {
  if (code === 'CANNOT_TELL') return 'unknown'
  switch (gravity) {
    case 'stops':
      return 'fail'
    case 'degrades':
      return 'warn'
    case 'note':
    case 'none':
      return 'pass'
  }
}

export function rowOf(check: Check, language: Language): PageRow {
  const { id, state, millis, collateral } = check
  const weight = collateral ? 'consequence' : 'own'
  return { name: nameOf(id, language), state, millis, detail: detailOf(check, language), weight }
}

/** The same row before its probe has ended. */
export function runningRow(id: CheckName, language: Language): PageRow {
  return { name: nameOf(id, language), state: 'running', millis: 0, detail: '', weight: 'own' }
}

/** The name for people, with the id by which --check and --skip know it. */
const nameOf = (id: CheckName, language: Language): string => doctorTextIn(language).checks[id]
