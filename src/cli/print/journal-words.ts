import { catalogueIn } from '../../i18n/catalogue.ts'
import type { CatalogueText } from '../../i18n/catalogue-text.ts'
import { journalTextsIn } from '../../i18n/journal.ts'
import type { JournalText } from '../../i18n/journal-text.ts'
import type { Language } from '../../i18n/language.ts'
import { logTextsIn } from '../../i18n/log.ts'
import type { LogTexts } from '../../i18n/log.en.ts'
import type { RecordedExchange, RecordedStep } from '../../journal/columns.ts'

/** All words for what stands in the journal. Codes that this version does not know are shown as they are. */
export type JournalWords = {
  readonly text: JournalText
  readonly log: LogTexts
  /** A code of the catalogue as a sentence without its full stop. */
  readonly title: (code: string | undefined) => string
}

export function journalWords(language: Language): JournalWords {
  const catalogue: Readonly<Record<string, CatalogueText>> = catalogueIn(language)
  const title = (code: string | undefined): string => catalogue[code ?? '']?.title.replace(/[.。]$/, '') ?? code ?? ''
  return { text: journalTextsIn(language), log: logTextsIn(language), title }
}

const known = (table: Readonly<Record<string, string>>, code: string | undefined): string => table[code ?? ''] ?? code ?? ''

/** How an exchange ended, or that it did not. @param running whether its gateway is still there */
export function endWords({ end }: RecordedExchange, running: boolean, { text }: JournalWords): string {
  if (end === undefined) {
    const none = { took: 0, held: 0, status: undefined } as Parameters<typeof text.ended.running>[0]
    return running ? text.ended.running(none) : text.ended.lost(none)
  }
  const { outcome, finishedAfter: took, held, status, absorbed } = end
  const sentence = text.ended[outcome]({ took, held, status })
  const said = outcome === 'handed-back' || outcome === 'gave-up' || (absorbed === 0 && held === 0)
  return said ? sentence : text.also(sentence, text.absorbed(absorbed, held))
}

/** One step: what was done, why, and what came of it. */
export function stepWords({ did, saw, wait }: RecordedStep, words: JournalWords): string {
  const because = did.because === undefined || did.kind === 'relay' ? '' : known(words.log.why, did.because)
  return words.text.step(didWords(did.kind, wait, words.text), because, sawWords(saw, words))
}

function didWords(did: string, wait: RecordedStep['wait'], { steps }: JournalText): string {
  switch (did) {
    case 'attempt':
      return wait === undefined || wait === 0 ? steps.attempt : steps.attemptAfter(wait)
    case 'hold':
      return wait === undefined ? did : steps.hold(wait)
    case 'relay':
    case 'hand-back':
    case 'give-up':
    case 'finish':
      return steps[did]
    default:
      return did
  }
}

function sawWords(saw: RecordedStep['saw'], { text, log, title }: JournalWords): string {
  switch (saw.kind as string) {
    case 'refused': {
      const said = `${saw.status ?? ''}: ${title(saw.code)}`
      return saw.retryAfter === undefined ? said : text.also(said, text.asksToWait(saw.retryAfter))
    }
    case 'failed':
    case 'error-event':
      return title(saw.code)
    case 'silent':
      return known(text.silent, saw.phase)
    case 'torn':
      return known(log.torn, saw.code)
    case 'woke':
      return known(log.woke, saw.code)
    case 'opened':
      return log.opened
    case 'completed':
      return log.completed
    case 'client-left':
      return log.clientLeft
    default:
      return saw.kind
  }
}
