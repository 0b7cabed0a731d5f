import type { LogLine } from '../../gateway/log-line.ts'
import type { Language } from '../../i18n/language.ts'
import { ownFaultTextsIn, type OwnFaultTexts } from '../../i18n/own-faults.ts'

type Trouble = Extract<LogLine, { event: 'trouble' | 'trouble-over' }>
type Fault = Exclude<keyof OwnFaultTexts, 'over' | 'bug'>

const BUG = 'bug: '

/** What the log says of a fault of the machine or of ours; undefined for trouble of another kind. */
export function ownFaultSentence({ event, code }: Trouble, language: Language): string | undefined {
  const texts = ownFaultTextsIn(language)
  if (code.startsWith(BUG)) return texts.bug(code.slice(BUG.length))
  if (!isFault(code, texts)) return undefined
  return event === 'trouble' ? texts[code] : texts.over(texts[code].split(/(?<=[.。])/)[0] ?? '')
}

const isFault = (code: string, texts: OwnFaultTexts): code is Fault =>
  Object.hasOwn(texts, code) && code !== 'over' && code !== 'bug'
