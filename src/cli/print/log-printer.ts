import type { Decision } from '../../core/decision.ts'
import type { Signal } from '../../core/signal.ts'
import type { UnixMillis } from '../../core/time.ts'
import type { TroubleCode } from '../../core/verdict.ts'
import type { LogLine } from '../../gateway/log-line.ts'
import { catalogueIn } from '../../i18n/catalogue.ts'
import type { Language } from '../../i18n/language.ts'
import { logTextsIn } from '../../i18n/log.ts'
import type { WayOutOddity, WayOutTexts } from '../../i18n/way-out-text.ts'
import { wayOutTextsIn } from '../../i18n/way-out.ts'
import type { LogTexts } from '../../i18n/log.en.ts'
import { journalSentence } from './journal-sentence.ts'
import { namesSentence } from './names-sentence.ts'
import { ownFaultSentence } from './own-fault-sentence.ts'

export type LogPrinting = {
  readonly log: 'for-people' | 'json'
  readonly language: Language
  /** A file is read days later, a terminal at once. */
  readonly stamp: 'time' | 'date-and-time'
  /** One line, without its end. */
  readonly write: (line: string) => void
}

/**
 * Prints what a gateway does: for programs one JSON object a line, for people one sentence. That it listens is said on
 * standard output, by whoever started it.
 */
export function logPrinter({ log, language, stamp, write }: LogPrinting): (line: LogLine) => void {
  return (line) => {
    if (line.event === 'listening') return
    if (log === 'json') {
      write(logJson(line))
      return
    }
    const sentence = logSentence(line, language)
    write(`${stampOf(line.at, stamp)} ${sentence}`)
  }
}

export const logJson = (line: LogLine): string =>
  JSON.stringify({ ...line, at: new Date(line.at).toISOString(), level: isWarning(line) ? 'warn' : 'info' })

function isWarning(line: LogLine): boolean {
  // of the network and of names
  if ('kind' in line) return ['cut-off', 'failed', 'failing', 'lying'].includes(line.kind)
  switch (line.event) {
    case 'step':
      return ['refused', 'failed', 'silent', 'torn', 'error-event'].includes(line.saw.kind)
    case 'health':
      return ['unfit', 'offline', 'doubtful'].includes(line.is)
    case 'ended':
      return ['gave-up', 'handed-back'].includes(line.outcome)
    case 'trouble':
      return true
    case 'trouble-over':
    case 'counted':
    case 'listening':
    case 'next-try':
    case 'stopping':
    case 'stopped':
      return false
  }
}

/** By the clock on the wall, as a person reads it. */
function stampOf(at: UnixMillis, stamp: LogPrinting['stamp']): string {
  const date = new Date(at)
  const two = (count: number): string => String(count).padStart(2, '0')
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
  return stamp === 'time' ? time : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`
}

type Told = Exclude<LogLine, { event: 'listening' }>

export function logSentence(line: Told, language: Language): string {
  const catalogue = catalogueIn(language)
  const words: Words = {
    log: logTextsIn(language),
    short: (code) => catalogue[code].short,
    whole: (code) => catalogue[code].title.replace(/[.。]$/, ''),
    ...wayOutTextsIn(language),
  }
  switch (line.event) {
    case 'step':
      return `[${line.exchange.slice(0, 8)}] ${sawWords(line.saw, words)} - ${nextWords(line.next, words)}`
    case 'next-try':
      return `Retrying in ${Math.ceil(line.inMillis / 1000)} s (attempt ${line.attempt}) - ${line.lane}: ${words.short(line.code)} - ${words.log.waiting(line.waiting)}`
    case 'health':
      return healthWords(line, words)
    case 'ended':
      return `[${line.exchange.slice(0, 8)}] ${endWords(line, words.log)}`
    case 'surroundings':
      return surroundingsWords(line, words)
    case 'counted':
      return words.log.counted(line.exchanges)
    case 'names':
    case 'trouble':
    case 'trouble-over':
      return troubleWords(line, language, words)
    case 'stopping':
      return words.log.stopping
    case 'stopped':
      return words.log.stopped
  }
}

const troubleWords = (
  line: Extract<Told, { event: 'names' | 'trouble' | 'trouble-over' }>,
  language: Language,
  { log, oddities }: Words,
): string => {
  const ofNames = namesSentence(line, language)
  if (ofNames !== undefined || line.event === 'names') return ofNames ?? ''
  return (
    journalSentence(line, language) ??
    ownFaultSentence(line, language) ??
    oddities[line.code as WayOutOddity] ??
    log.trouble(line.code)
  )
}

type Words = {
  readonly log: LogTexts
  readonly short: (code: TroubleCode) => string
  readonly whole: (code: TroubleCode) => string
} & WayOutTexts

const healthWords = ({ lane, is, code }: Extract<LogLine, { event: 'health' }>, { log, short }: Words): string =>
  `${lane} ${log.health[is]}${code === undefined ? '' : ` - ${short(code)}`}`

const surroundingsWords = (line: Extract<LogLine, { event: 'surroundings' }>, { log }: Words): string =>
  line.kind === 'woke' ? log.wokeAfter(line.slept) : log.surroundings[line.kind]

function sawWords(saw: Signal, { log, whole, met }: Words): string {
  switch (saw.kind) {
    case 'opened':
      return log.opened
    case 'refused':
      return `${saw.status}: ${whole(saw.code)}`
    case 'failed':
      return saw.met === undefined ? whole(saw.code) : `${whole(saw.code)} (${met(saw.met)})`
    case 'silent':
      return log.silent(saw.phase, saw.waited)
    case 'torn':
      return log.torn[saw.by]
    case 'error-event':
      return whole(saw.refusal.code)
    case 'completed':
      return log.completed
    case 'woke':
      return log.woke[saw.why]
    case 'client-left':
      return log.clientLeft
  }
}

function nextWords(next: Decision, { log }: Words): string {
  switch (next.do) {
    case 'attempt':
      return `${next.after > 0 ? log.tryAgain(next.after) : log.tryNow} (${log.why[next.because.why]})`
    case 'hold':
      return `${log.hold} (${log.why[next.because.why]})`
    case 'relay':
      return log.relay
    case 'hand-back':
      return `${log.handBack[next.how]} (${log.why[next.because.why]})`
    case 'finish':
      return log.finish
    case 'give-up':
      return `${log.giveUp} (${log.why[next.because.why]})`
  }
}

function endWords({ outcome, took, held, absorbed, status }: Extract<LogLine, { event: 'ended' }>, log: LogTexts): string {
  switch (outcome) {
    case 'completed':
      return absorbed === 0 ? log.completedAfter(took) : `${log.completedAfter(took)}; ${log.absorbed(absorbed, held)}`
    case 'relayed-error':
      return log.relayedError(status)
    case 'handed-back':
      return log.handedBack(held)
    case 'gave-up':
      return log.gaveUp(held)
    case 'client-left':
      return log.left(took)
  }
}
