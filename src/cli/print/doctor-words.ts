import type { CheckName, Evidence, NotTested } from '../../core/evidence.ts'
import { ms } from '../../core/time.ts'
import type { Check } from '../../doctor/checks.ts'
import type { Conclusion } from '../../doctor/diagnosis.ts'
import { factsOf } from '../../doctor/seen.ts'
import { doctorScreenIn } from '../../i18n/doctor-screen.ts'
import { fixTextFor, sentenceOf, type About, type DiagnosisText } from '../../i18n/doctor-text.ts'
import { doctorTextIn, evidenceSentence } from '../../i18n/doctor.ts'
import type { Language } from '../../i18n/language.ts'
import type { Observations } from '../../probes/observations.ts'
import type { Judged } from '../doctor-judged.ts'
import type { DoctorPage, PageRow } from './doctor-page.ts'
import type { RowState } from './doctor-signs.ts'

/** More reasons than these nobody reads; --json has them all. */
const REASONS_AT_MOST = 4
const COMMANDS_AT_MOST = 2

/** What is said depends on whose it is, and on what else was seen. */
export type Spoken = { readonly conclusion: Conclusion; readonly observations: Observations }

export const titleOf = (spoken: Spoken, language: Language): string => sentenceOf(textOf(spoken, language).title, aboutOf(spoken))
export const actionOf = (spoken: Spoken, language: Language): string =>
  sentenceOf(textOf(spoken, language).action, aboutOf(spoken))
const textOf = ({ conclusion: { code } }: Spoken, language: Language): DiagnosisText => doctorTextIn(language).diagnoses[code]

function aboutOf({ conclusion: { owner }, observations }: Spoken): About {
  const tries = [
    factsOf(observations, 'http')?.control,
    factsOf(observations, 'tls')?.control,
    factsOf(observations, 'tcp')?.control,
  ]
  const others = tries.find((tried) => tried !== undefined)?.ok === true ? 'answer' : 'unknown'
  return { host: observations.target.host, owner, others }
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
  const said = gap === undefined ? undefined : doctorTextIn(language).gaps[gap]
  return [said, cause].filter((text) => text !== undefined).join(': ')
}

/** Everything that was concluded, as a page in one language. */
export function pageOf({ observations, diagnosis, checks, notTested }: Judged, language: Language): DoctorPage {
  const spoken = { conclusion: diagnosis, observations }
  const { owners, confidences, changes, fixes } = doctorTextIn(language)
  const { owner, confidence, wouldChange, secondary } = diagnosis
  const reasons = evidenceOf({ evidence: eachOnce(diagnosis.evidence) }, language).slice(0, REASONS_AT_MOST)
  const doubts = confidence === 'certain' ? [] : wouldChange.slice(0, 1).map((what) => changes[what])
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
    also: secondary.map((one) =>
      doctorScreenIn(language).alsoFound(titleOf({ conclusion: one, observations }, language), owners[one.owner]),
    ),
    took: ms(Math.max(0, ...checks.map(({ millis }) => millis))),
    rows: checks.map((check) => rowOf(check, language)),
    notTested: notTested.map((what) => notTestedWords(what, language)),
  }
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
