import { createRedactor } from '../../core/redact.ts'
import { doctorTextIn } from '../../i18n/doctor.ts'
import type { Language } from '../../i18n/language.ts'
import type { TuneClientText } from '../../i18n/tune-client-text.ts'
import type { ClientAdvice, Evidence } from '../../tune/client.ts'
import type { TunePaper } from './tune-page.ts'
import { displayWidth } from './display-width.ts'
import { put } from './tune-page.ts'

export type ClientView = { readonly advice: readonly ClientAdvice[]; readonly behind: 'gateway' | 'nobody' }

const redact = createRedactor('tune')

/** What should change, setting by setting, and below it what is good, in a line each. */
export function clientPage({ advice, behind }: ClientView, paper: TunePaper, language: Language): readonly string[] {
  const text = paper.text.client
  const toChange = advice.filter(({ proposal }) => proposal.do !== 'keep')
  const fine = advice.filter(({ proposal }) => proposal.do === 'keep')
  return [
    ...put(text.title(toChange.length), 0, paper),
    ...put(text.way[behind], 0, paper),
    ...toChange.flatMap((one) => ['', ...changeLines(one, paper, language)]),
    '',
    ...put(text.fine, 0, paper),
    ...fine.flatMap((one) => [
      ...put(`${one.setting}: ${nowWords(one, text)}`, 2, paper),
      ...put(text.reasons[one.why], 4, paper),
    ]),
  ]
}

function changeLines(advice: ClientAdvice, paper: TunePaper, language: Language): readonly string[] {
  const text = paper.text.client
  const { labels } = text
  const width = Math.max(...Object.values(labels).map(displayWidth))
  const row = (label: string, words: string): readonly string[] =>
    put(label + ' '.repeat(width - displayWidth(label) + 2) + words, 2, paper, width + 2)
  const { evidence } = advice
  return [
    ...put(advice.setting, 0, paper),
    ...row(labels.now, nowWords(advice, text)),
    ...row(labels.proposed, proposedWords(advice, text)),
    ...row(labels.why, text.reasons[advice.why]),
    ...evidenceWords(evidence, text, language).flatMap((words) => row(evidence?.kind === 'known-bad' ? '' : labels.seen, words)),
    ...row(labels.behind, text.behind[advice.behindGateway]),
  ]
}

function nowWords({ value, from }: ClientAdvice, text: TuneClientText): string {
  if (value === undefined) return text.notSet
  const shown = redact(value)
  return from === undefined ? shown : text.from(shown, from === 'shell' ? text.shell : from)
}

function proposedWords(advice: ClientAdvice, text: TuneClientText): string {
  const { doable, from } = advice
  const proposed = valueProposed(advice, text)
  return doable === 'here' || from === undefined ? proposed : text.elsewhere(proposed, from === 'shell' ? text.shell : from)
}

function valueProposed(advice: ClientAdvice, text: TuneClientText): string {
  const { proposal, why } = advice
  switch (proposal.do) {
    case 'keep':
      return nowWords(advice, text)
    case 'set':
      return proposal.value
    case 'unset':
      return text.unset
    case 'look':
      return text.look[why === 'version-bad' ? 'version' : why === 'proxy-unusable' ? 'proxy' : 'file']
  }
}

function evidenceWords(evidence: Evidence | undefined, text: TuneClientText, language: Language): readonly string[] {
  switch (evidence?.kind) {
    case undefined:
      return []
    case 'answers':
    case 'gaps':
      return [text[evidence.kind](evidence)]
    case 'outage':
      return [text.outage(evidence.lasted)]
    case 'known-bad':
      return evidence.what.map((what) => doctorTextIn(language).knownBad[what])
  }
}
