import type { Millis } from '../../core/time.ts'
import type { DoctorScreenText } from '../../i18n/doctor-screen-text.ts'
import type { Paint, RowState, Signs } from './doctor-signs.ts'
import { displayWidth } from './display-width.ts'
import { wrapped } from './wrap.ts'

export type PageRow = {
  readonly name: string
  readonly state: RowState
  /** Nought: never ran. */
  readonly millis: number
  /** One line on what was seen; empty where there is nothing to say. */
  readonly detail: string
  /** `consequence`: it failed for the reason that the diagnosis names. */
  readonly weight: 'own' | 'consequence'
}

/** All that is shown of an examination, in words. */
export type DoctorPage = {
  readonly state: RowState
  readonly title: string
  /** Whose fault, and how sure. */
  readonly tag: readonly string[]
  /** What to do now, the first step first. */
  readonly actions: readonly string[]
  /** Lines that can be typed, and what for. */
  readonly commands: readonly { readonly command: string; readonly about: string }[]
  readonly why: readonly string[]
  readonly also: readonly string[]
  readonly took: Millis
  readonly rows: readonly PageRow[]
  /** What the gateway knows of names; empty where it is not there. */
  readonly lookUps: { readonly heading: string; readonly lines: readonly string[] }
  readonly notTested: readonly string[]
}

/** `width`: columns; undefined where lines may be of any length, as in a file. */
export type DoctorPaper = {
  readonly texts: DoctorScreenText
  readonly signs: Signs
  readonly paint: Paint
  readonly width: number | undefined
}

/** From here on a row has room for what it saw. */
const ROOMY = 60
const TIME_COLUMNS = 8

/** Diagnosis and what to do, then why, then the checks, then what was not tested. */
export function doctorPage(page: DoctorPage, paper: DoctorPaper): readonly string[] {
  return [...headLines(page, paper), '', ...checkLines(page, paper), ...tailLines(page, paper)]
}

/** The diagnosis and what to do once more, where the page is longer than the screen: else its end alone would be seen. */
export function closingLines(
  page: DoctorPage,
  { paper, shown, height }: { readonly paper: DoctorPaper; readonly shown: number; readonly height: number },
): readonly string[] {
  if (shown < height) return []
  return ['', ...titleLines(page, paper), ...page.actions.flatMap((action) => item(paper.signs.arrow, action, paper))]
}

/** The diagnosis, what to do now, and why. */
export function headLines(page: DoctorPage, paper: DoctorPaper): readonly string[] {
  const { signs, texts } = paper
  return [
    ...titleLines(page, paper),
    ...page.actions.flatMap((action) => item(signs.arrow, action, paper)),
    ...page.commands.flatMap(({ command, about }) => [
      ...item(' '.repeat(displayWidth(signs.arrow)), about, paper),
      `       ${command}`,
    ]),
    ...listed(texts.why, page.why, paper),
    ...listed(texts.also, page.also, paper),
  ]
}

function titleLines({ state, title, ...page }: DoctorPage, paper: DoctorPaper): readonly string[] {
  const { signs, paint, width = Number.POSITIVE_INFINITY } = paper
  const mark = signs.mark[state]
  const indent = displayWidth(mark) + 1
  const lines = broken(signs.plain(title), indent, paper)
  const tag = `[${page.tag.map(signs.plain).join(signs.between)}]`
  const last = lines.at(-1) ?? ''
  const fits = displayWidth(`${mark} ${last}  ${tag}`) <= width
  const painted = lines.map((line, index) =>
    index === 0 ? `${paintMark(state, paper)} ${paint(line, 'bold')}` : `${' '.repeat(indent)}${paint(line, 'bold')}`,
  )
  return fits ? [...painted.slice(0, -1), `${painted.at(-1) ?? ''}  ${tag}`] : [...painted, `${' '.repeat(indent)}${tag}`]
}

/** The text in lines that leave room for an indent, without it. */
function broken(text: string, indent: number, { width }: DoctorPaper): readonly string[] {
  return width === undefined ? [text] : wrapped(text, Math.max(10, width - indent), 0)
}

function item(sign: string, text: string, paper: DoctorPaper): readonly string[] {
  const indent = displayWidth(sign) + 3
  return broken(paper.signs.plain(text), indent, paper).map((line, index) =>
    index === 0 ? `  ${sign} ${line}` : ' '.repeat(indent) + line,
  )
}

/** `Why: one thing` and the others below it. On a narrow screen all of it keeps to the left. */
function listed(label: string, texts: readonly string[], paper: DoctorPaper): readonly string[] {
  const { width = Number.POSITIVE_INFINITY, signs } = paper
  const indent = width < ROOMY ? 4 : displayWidth(label) + 3
  return texts.flatMap((text, index) => {
    const first = index === 0 ? `  ${label} ` : ' '.repeat(indent)
    const behind = displayWidth(first) - indent
    // the label takes its room from the first line alone
    const lines = broken(`${' '.repeat(behind)}${signs.plain(text)}`, indent, paper)
    return lines.map((line, at) => (at === 0 ? first + line.slice(behind) : ' '.repeat(indent) + line))
  })
}

/** The heading of the checks, and a row for each: one line, so that nothing moves while they end. */
export function checkLines({ rows, took }: Pick<DoctorPage, 'rows' | 'took'>, paper: DoctorPaper): readonly string[] {
  const names = Math.max(...rows.map(({ name }) => displayWidth(name)))
  return [`  ${paper.texts.checks(took)}`, ...rows.map((row) => checkLine(row, names, paper))]
}

function checkLine(row: PageRow, names: number, paper: DoctorPaper): string {
  const { signs, texts, paint, width } = paper
  const time = row.millis === 0 ? '' : texts.time(row.millis)
  const start = `${row.name}${' '.repeat(names - displayWidth(row.name))}${' '.repeat(TIME_COLUMNS - displayWidth(time))}${time}`
  const used = displayWidth(signs.mark[row.state]) + displayWidth(start) + 5
  const room = width === undefined ? Number.POSITIVE_INFINITY : width < ROOMY ? 0 : width - used
  const detail = clippedTo(signs.plain(row.detail), room)
  const text = `${start}${detail === '' ? '' : `  ${detail}`}`.trimEnd()
  const isQuiet = row.weight === 'consequence' || row.state === 'skip' || row.state === 'running'
  return `  ${paintMark(row.state, paper)} ${isQuiet ? paint(text, 'dim') : text}`
}

function clippedTo(text: string, room: number): string {
  if (displayWidth(text) <= room) return text
  let kept = ''
  for (const character of text) {
    if (displayWidth(kept + character) > room - 3) break
    kept += character
  }
  return kept.trim() === '' ? '' : `${kept.trimEnd()}...`
}

function paintMark(state: RowState, { signs, paint }: DoctorPaper): string {
  const mark = signs.mark[state]
  switch (state) {
    case 'pass':
      return paint(mark, 'green')
    case 'warn':
    case 'unknown':
      return paint(mark, 'yellow')
    case 'fail':
      return paint(mark, 'red')
    case 'skip':
    case 'running':
      return paint(mark, 'dim')
  }
}

/** What the gateway knows, and what was not tested. */
export function tailLines({ lookUps, notTested }: DoctorPage, paper: DoctorPaper): readonly string[] {
  return [...section(lookUps.heading, lookUps.lines, paper), ...section(paper.texts.notTested, notTested, paper)]
}

function section(heading: string, texts: readonly string[], paper: DoctorPaper): readonly string[] {
  if (texts.length === 0) return []
  return ['', `  ${heading}`, ...texts.flatMap((text) => item('-', text, paper))]
}
