import { CATALOGUE_CODES, catalogueEntry, type CatalogueCode } from '../../core/catalogue.ts'
import type { Again } from '../../explain/again.ts'
import type { Kin } from '../../explain/kin.ts'
import type { Finding, Reading } from '../../explain/read.ts'
import { sendersOf, sideOf } from '../../explain/senders.ts'
import { adviceFor, type Through } from '../../explain/through.ts'
import { catalogueIn, ownersIn } from '../../i18n/catalogue.ts'
import { explainTextsIn } from '../../i18n/explain.ts'
import type { Language } from '../../i18n/language.ts'
import type { Paint, Signs } from './doctor-signs.ts'
import { displayWidth } from './display-width.ts'
import { wrapped } from './wrap.ts'

export type ExplainPaper = {
  readonly language: Language
  readonly signs: Signs
  readonly paint: Paint
  /** Columns; undefined where lines may be of any length. */
  readonly width: number | undefined
  readonly now: number
  /** Of the person's clock; undefined: the computer's own. */
  readonly timeZone: string | undefined
  readonly through: Through
}

/** The last error is what ended it; one that names its cause goes before one that does not. */
export function principalOf(findings: readonly Finding[]): Finding | undefined {
  const named = findings.filter(({ confidence }) => confidence !== 'possible')
  return (named.length > 0 ? named : findings).toSorted((one, other) => one.lastLine - other.lastLine).at(-1)
}

/** What a text tells of: the sentence that matters first, then each error with its place. */
export function readingPage({ findings, skipped }: Reading, paper: ExplainPaper): readonly string[] {
  const texts = explainTextsIn(paper.language)
  const principal = principalOf(findings)
  if (principal === undefined) return []
  const others = findings.filter((one) => one !== principal)
  const offered = [principal, ...others].find(({ code }) => couldBeHeld(code))
  const told = (one: Finding): readonly string[] => [
    ...entryLines(one.code, paper, one),
    ...(one === offered ? offerLines(one.code, paper) : []),
  ]
  return [
    ...(others.length === 0 ? [] : [...flowing(texts.several(findings.length), 0, paper), '']),
    ...told(principal),
    '',
    ...flowing(texts.found, 2, paper),
    ...findings.flatMap((one) => placeLines(one, { ...paper, alone: others.length === 0 })),
    ...others.flatMap((one) => ['', ...told(one)]),
    '',
    ...(skipped === 0 ? [] : flowing(texts.skipped((skipped / 1_000_000).toFixed(1)), 2, paper)),
    ...flowing(texts.next, 2, paper),
  ]
}

/** Title, whose it is, what it means, what to do. */
export function entryLines(code: CatalogueCode, paper: ExplainPaper, finding?: Finding): readonly string[] {
  const { title, meaning, ...advice } = catalogueIn(paper.language)[code]
  const { waitingHelps } = catalogueEntry(code)
  const texts = explainTextsIn(paper.language)
  const mark = paper.signs.mark[waitingHelps ? 'warn' : 'fail']
  const tag = [
    ownersIn(paper.language)[catalogueEntry(code).owner],
    texts.waits[waitingHelps ? 'yes' : finding?.again === undefined ? 'no' : 'until'],
  ]
  const sure = finding === undefined ? [] : [texts.sure[finding.confidence]]
  const indent = displayWidth(mark) + 1
  return [
    ...flowing(title, indent, paper).map(
      (line, index) =>
        `${index === 0 ? `${paper.paint(mark, waitingHelps ? 'yellow' : 'red')} ` : ' '.repeat(indent)}${paper.paint(line.trim(), 'bold')}`,
    ),
    ...flowing(`[${[...tag, ...sure].join(paper.signs.between)}]`, indent, paper),
    ...flowing(meaning, indent, paper),
    ...(finding?.again === undefined ? [] : flowing(againWords(finding.again, paper), indent, paper)),
    ...hanging(paper.signs.arrow, adviceFor(advice, paper.through), { ...paper, indent }),
    ...(finding?.confidence === 'possible' ? flowing(texts.vague(statusIn(finding.excerpt)), indent, paper) : []),
  ]
}

/** Passes by itself, and is met on the way of a gateway of ours. */
const couldBeHeld = (code: CatalogueCode): boolean =>
  catalogueEntry(code).waitingHelps && catalogueIn('en')[code].alone !== undefined

/** What a gateway of ours would have made of it, for those who may not have one. */
function offerLines(code: CatalogueCode, paper: ExplainPaper): readonly string[] {
  const { through } = paper
  if (through === 'yes' || !couldBeHeld(code)) return []
  const indent = displayWidth(paper.signs.mark.warn) + 1
  return hanging(paper.signs.arrow, explainTextsIn(paper.language).offer[through], { ...paper, indent })
}

const statusIn = (excerpt: string): string | undefined => /(?<![\d.])([45]\d\d)(?![\d.])/.exec(excerpt)?.[1]

function againWords(again: Again, { language, now, timeZone }: ExplainPaper): string {
  const { again: said } = explainTextsIn(language)
  switch (again.kind) {
    case 'words':
      return said.words(again.words)
    case 'in':
      return said.in(again.length)
    case 'at': {
      const options = { dateStyle: 'medium', timeStyle: 'short', ...(timeZone !== undefined && { timeZone }) } as const
      const when = new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', options).format(again.at)
      return again.at < now ? said.past(when) : said.at(when)
    }
  }
}

function placeLines(finding: Finding, paper: ExplainPaper & { readonly alone: boolean }): readonly string[] {
  const texts = explainTextsIn(paper.language)
  return [
    ...flowing(`${texts.where(finding)}: ${finding.code}`, 4, paper),
    ...flowing(paper.signs.plain(finding.excerpt), 6, paper).map((line) => paper.paint(line, 'dim')),
  ]
}

/** What is said where nothing is known. */
export function unknownPage(kin: readonly Kin[], paper: ExplainPaper): readonly string[] {
  const { unknown } = explainTextsIn(paper.language)
  const mark = paper.signs.mark.unknown
  const indent = displayWidth(mark) + 1
  return [
    ...flowing(unknown.title, indent, paper).map((line, index) =>
      index === 0 ? `${paper.paint(mark, 'yellow')} ${paper.paint(line.trim(), 'bold')}` : line,
    ),
    ...flowing(unknown.why, indent, paper),
    ...hanging(paper.signs.arrow, unknown.advice, { ...paper, indent }),
    '',
    ...flowing(kin.length === 0 ? unknown.noKin : unknown.kin, indent, paper),
    ...kin.flatMap(({ code }) => hanging('-', codeSentence(code, paper), { ...paper, indent })),
  ]
}

const codeSentence = (code: CatalogueCode, { language }: ExplainPaper): string =>
  `${code}: ${catalogueIn(language)[code].title} [${ownersIn(language)[catalogueEntry(code).owner]}]`

/** A status by itself: what it says, who may have sent it, how to tell. */
export function statusPage(number: number, paper: ExplainPaper): readonly string[] {
  const { status } = explainTextsIn(paper.language)
  const senders = sendersOf(number)
  const [only] = senders
  return [
    ...flowing(statusAnswer(number, paper.language), 0, paper).map((line) => paper.paint(line, 'bold')),
    ...flowing(status.side[sideOf(senders)], 0, paper),
    ...(senders.length === 1 && only !== undefined ? ['', ...entryLines(only, paper), ...offerLines(only, paper)] : []),
    ...(senders.length > 1
      ? [
          '',
          ...flowing(status.senders, 0, paper),
          ...senders.flatMap((code) => hanging('-', codeSentence(code, paper), { ...paper, indent: 2 })),
        ]
      : []),
    ...(senders.length > 1
      ? ['', ...flowing(status.tell, 0, paper), ...status.cues.flatMap((cue) => hanging('-', cue, { ...paper, indent: 2 }))]
      : []),
    '',
    ...flowing(status.next, 0, paper),
  ]
}

export function statusAnswer(number: number, language: Language): string {
  const { status } = explainTextsIn(language)
  const isCloudflare = number >= 1000 || (number >= 520 && number <= 530 && number !== 529)
  return status.known[number] ?? (isCloudflare ? status.cloudflare(number) : status.other(number))
}

/** @param commands those that there are: nobody is sent to one that is missing */
export function preventionPage(commands: readonly string[], paper: ExplainPaper): readonly string[] {
  const { title, steps, honest } = explainTextsIn(paper.language).prevention
  return [
    ...flowing(title, 0, paper).map((line) => paper.paint(line, 'bold')),
    '',
    ...steps
      .filter(({ needs }) => needs === undefined || commands.includes(needs))
      .flatMap(({ text, command }) => [
        ...hanging(paper.signs.arrow, text, { ...paper, indent: 2 }),
        ...(command === undefined ? [] : [`       ${command}`]),
      ]),
    '',
    ...flowing(honest, 0, paper),
  ]
}

export function codePage(code: CatalogueCode, paper: ExplainPaper): readonly string[] {
  return [
    ...entryLines(code, paper),
    ...offerLines(code, paper),
    ...flowing(code, displayWidth(paper.signs.mark.fail) + 1, paper),
  ]
}

/** All codes in columns; on a narrow screen, the code and below it the rest. */
export function listPage(paper: ExplainPaper): readonly string[] {
  const { language, width = Number.POSITIVE_INFINITY } = paper
  const { list, waits } = explainTextsIn(language)
  const rows = CATALOGUE_CODES.map((code) => {
    const { owner, waitingHelps } = catalogueEntry(code)
    return { code, owner: ownersIn(language)[owner], waits: waits[waitingHelps ? 'yes' : 'no'] }
  })
  const codes = Math.max(...rows.map(({ code }) => code.length))
  const owners = Math.max(displayWidth(list.owner), ...rows.map(({ owner }) => displayWidth(owner)))
  const line = (row: { readonly code: string; readonly owner: string; readonly waits: string }): readonly string[] =>
    codes + owners + 24 <= width
      ? [`${padded(row.code, codes)}  ${padded(row.owner, owners)}  ${row.waits}`]
      : [row.code, ...flowing(`${row.owner}${paper.signs.between}${row.waits}`, 4, paper)]
  return [...line(list), ...rows.flatMap(line), '', ...flowing(list.hint, 0, paper)]
}

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - displayWidth(text)))

function flowing(text: string, indent: number, { width, signs }: ExplainPaper): readonly string[] {
  const plain = signs.plain(text)
  const lines = width === undefined ? [plain] : wrapped(plain, Math.max(10, width - indent), 0)
  return lines.map((line) => ' '.repeat(indent) + line)
}

function hanging(sign: string, text: string, paper: ExplainPaper & { readonly indent: number }): readonly string[] {
  const { indent } = paper
  const inner = indent + displayWidth(sign) + 1
  return flowing(text, inner, paper).map((line, index) =>
    index === 0 ? `${' '.repeat(indent)}${sign} ${line.trimStart()}` : line,
  )
}
