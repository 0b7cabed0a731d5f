import { ms } from '../../core/time.ts'
import type { EdgeWord } from '../../status/edge-word.ts'
import type { History } from '../../status/history.ts'
import type { PageWord, Word } from '../../status/page-word.ts'
import type { Statement, Usable } from '../../status/statement.ts'
import type { Paint, RowState, Signs } from './doctor-signs.ts'
import { displayWidth } from './display-width.ts'
import { localDateTime } from './local-time.ts'
import {
  away,
  componentWord,
  headlineOf,
  historyWords,
  incidentWords,
  maintenanceWords,
  momentOf,
  tagOf,
  whyUnread,
  type StatusWords,
} from './status-words.ts'
import { wrapped } from './wrap.ts'

/** `width`: columns; undefined where lines may be of any length, as in a file. */
export type StatusPaper = {
  readonly words: StatusWords
  readonly signs: Signs
  readonly paint: Paint
  readonly width: number | undefined
}

/** The days that the history covers, and what it holds. */
export type Memory = History & { readonly days: number }

const HISTORY_AT_MOST = 8

const STATE: Readonly<Record<Usable, RowState>> = { yes: 'pass', degraded: 'warn', no: 'fail', unknown: 'unknown' }
const WORD_STATE: Readonly<Record<Word, RowState>> = {
  operational: 'pass',
  degraded: 'warn',
  maintenance: 'warn',
  outage: 'fail',
  unknown: 'unknown',
}

/** The statement, then each source with its age, then what was. */
export function statusScreen(statement: Statement, memory: Memory, paper: StatusPaper): readonly string[] {
  return [
    ...headLines(statement, paper),
    ...part(pageHeading(statement, paper), pageLines(statement, paper), paper),
    ...part(gatewayHeading(statement, paper), gatewayLines(statement, paper), paper),
    ...edgePart(statement, paper),
    ...historyLines(memory, paper),
  ]
}

/** The sentence, whose word it goes by, and what to do. */
export function headLines(statement: Statement, paper: StatusPaper): readonly string[] {
  const { words, signs, paint } = paper
  const state = STATE[statement.usable]
  const [first = '', ...rest] = marked(state, headlineOf(statement, words), { ...paper, paint: (plain) => plain })
  const mark = signs.mark[state]
  const bold = [
    `${painted(state, paper)} ${paint(first.slice(mark.length + 1), 'bold')}`,
    ...rest.map((line) => paint(line, 'bold')),
  ]
  const indent = displayWidth(mark) + 1
  const next = words.text.next[statement.headline]
  return [
    ...bold,
    ...text(tagOf(statement, words).join(signs.between), { indent, paper }).map((line) => paint(line, 'dim')),
    ...(next === '' ? [] : text(`${signs.arrow} ${next}`, { indent, hang: displayWidth(signs.arrow) + 1, paper })),
  ]
}

const part = (heading: string, lines: readonly string[], paper: StatusPaper): readonly string[] => [
  '',
  ...text(heading, { indent: 2, paper }).map((line) => paper.paint(line, 'bold')),
  ...lines,
]

function pageHeading({ page }: Statement, { words }: StatusPaper): string {
  const { page: texts } = words.text
  return page.is === 'read' ? texts.heading(page.host, away(page.askedAt, words)) : texts.bareHeading
}

function pageLines({ page, place }: Statement, paper: StatusPaper): readonly string[] {
  const { words } = paper
  const { text: texts } = words
  const foreign = place.official === 'no' ? row('skip', texts.page.notAbout(place.host), paper) : []
  if (page.is === 'unread') return [...foreign, ...unreadLines(page, paper)]
  const age = ms(words.clock.now - page.saidAt)
  const isOld = page.word === 'unknown' && page.components.every(({ word }) => word !== 'unknown') && age > OLD
  return [
    ...foreign,
    ...(isOld ? row('unknown', texts.page.old(age), paper) : []),
    ...page.components.flatMap(({ name, status, word }) =>
      row(isOld ? 'unknown' : WORD_STATE[word], `${name}: ${componentWord(status, texts)}`, paper),
    ),
    ...page.incidents.slice(0, 5).flatMap((incident) => row('warn', incidentWords(incident, words), paper)),
    ...page.maintenance
      .slice(0, 5)
      .flatMap((one) => row(one.when === 'planned' ? 'skip' : 'warn', maintenanceWords(one, words), paper)),
  ]
}

const OLD = 30 * 60_000

function unreadLines(page: Extract<PageWord, { is: 'unread' }>, paper: StatusPaper): readonly string[] {
  const { text: texts } = paper.words
  const { before, code, askedAt } = page
  return [
    ...row('unknown', texts.page.unread(whyUnread(code, texts), away(askedAt, paper.words)), paper),
    ...(before === undefined
      ? []
      : row('skip', texts.page.before(texts.page.word[before.word], away(before.saidAt, paper.words)), paper)),
  ]
}

function gatewayHeading({ gateway }: Statement, { words }: StatusPaper): string {
  const { gateway: texts } = words.text
  return gateway.is === 'none' ? texts.noneHeading : texts.heading(gateway.url, away(gateway.askedAt, words))
}

function gatewayLines({ gateway, standing }: Statement, paper: StatusPaper): readonly string[] {
  const { words } = paper
  const { gateway: texts } = words.text
  if (gateway.is === 'none') return row('skip', texts.none, paper)
  if (gateway.is === 'silent') return row('unknown', texts.silent, paper)
  const { held, trouble, lastAnswerAt } = gateway
  if (trouble !== undefined) {
    const title = words.title(trouble.code)
    const cause = trouble.family === '' ? title : texts.family(title, trouble.family)
    const begun = momentOf(trouble.since, words)
    if (standing !== 'holding') return row('warn', texts.unsure(cause, begun), paper)
    const next = trouble.nextTryIn === undefined ? [] : row('skip', texts.nextTry(trouble.nextTryIn), paper)
    return [...row('fail', texts.holding(held, cause, begun), paper), ...next]
  }
  if (held > 0) return row('fail', texts.letting(held), paper)
  const isWorking = standing === 'working' && lastAnswerAt !== undefined
  return row(isWorking ? 'pass' : 'skip', isWorking ? texts.working(away(lastAnswerAt, words)) : texts.quiet, paper)
}

function edgePart({ edge, place }: Statement, paper: StatusPaper): readonly string[] {
  if (edge.is === 'not-asked') return []
  const { words } = paper
  return part(words.text.edge.heading(place.host, away(edge.askedAt, words)), edgeLines(edge, paper), paper)
}

function edgeLines(edge: Exclude<EdgeWord, { is: 'not-asked' }>, paper: StatusPaper): readonly string[] {
  const { words } = paper
  const { edge: texts } = words.text
  switch (edge.is) {
    case 'well':
      return row('pass', texts.well(edge.status), paper)
    case 'unwell':
      return row('fail', texts.unwell(edge.status, words.title(edge.code)), paper)
    case 'unreachable':
      return row('fail', texts.unreachable(edge.code), paper)
  }
}

function historyLines({ days, entries, known }: Memory, paper: StatusPaper): readonly string[] {
  const { words, width } = paper
  const { history } = words.text
  const shown = entries.slice(0, HISTORY_AT_MOST)
  const more = entries.length - shown.length
  const isNarrow = width !== undefined && width < 60
  const lines = shown.flatMap((entry) => {
    const date = localDateTime(entry.at, words.clock)
    const what = historyWords(entry, words)
    return isNarrow
      ? [`  ${date}`, ...text(what, { indent: 4, paper })]
      : text(`${date}  ${what}`, { indent: 2, hang: date.length + 2, paper })
  })
  return part(
    history.heading(days),
    [
      ...(shown.length === 0 ? text(history.nothing[known], { indent: 2, paper }) : lines),
      ...(more > 0 ? text(history.more(more), { indent: 2, paper }) : []),
    ],
    paper,
  )
}

/** A mark and a sentence, indented. */
const row = (state: RowState, sentence: string, paper: StatusPaper): readonly string[] =>
  marked(state, sentence, { ...paper, width: paper.width === undefined ? undefined : paper.width - 2 }).map((line) => `  ${line}`)

function marked(state: RowState, sentence: string, paper: StatusPaper): readonly string[] {
  const indent = displayWidth(paper.signs.mark[state]) + 1
  const [first = '', ...rest] = text(sentence, { indent, paper })
  return [`${painted(state, paper)} ${first.slice(indent)}`, ...rest]
}

/** `hang`: columns more for all lines but the first. */
type Setting = { readonly indent: number; readonly hang?: number; readonly paper: StatusPaper }

function text(sentence: string, { indent, hang = 0, paper: { width, signs } }: Setting): readonly string[] {
  const start = ' '.repeat(indent)
  const plain = signs.plain(sentence)
  if (width === undefined) return [start + plain]
  return wrapped(plain, Math.max(12, width - indent), hang).map((line) => start + line)
}

const COLOURS = { pass: 'green', warn: 'yellow', unknown: 'yellow', fail: 'red', skip: 'dim', running: 'dim' } as const

const painted = (state: RowState, { signs, paint }: StatusPaper): string => paint(signs.mark[state], COLOURS[state])
