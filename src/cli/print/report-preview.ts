import type { Owner } from '../../core/catalogue.ts'
import type { Language } from '../../i18n/language.ts'
import { reportTextIn } from '../../i18n/report.ts'
import type { Member, Report } from '../../report/members.ts'
import { displayWidth } from './display-width.ts'
import { wrapped } from './wrap.ts'

/** `width`: columns; undefined where lines may be of any length. */
export type PreviewPaper = { readonly language: Language; readonly width: number | undefined }

const bytesOf = ({ text }: Member): number => Buffer.byteLength(text)
const NARROW = 60

/** What would be written: the members with their sizes, what is not in it, and the text that people paste. */
export function previewLines(report: Report, paper: PreviewPaper): readonly string[] {
  const { screen } = reportTextIn(paper.language)
  const total = report.members.reduce((sum, member) => sum + bytesOf(member), 0)
  const masked = report.masked === 0 ? [] : [screen.masked(report.masked)]
  return [
    screen.contents(screen.size(total)),
    ...memberLines(report.members, paper),
    '',
    screen.leftOut,
    ...[...report.leftOut.map(({ what, count }) => screen.left[what](count)), ...masked].flatMap((text) => item(text, paper)),
    '',
    screen.text,
    '',
    ...(report.issue[paper.language] ?? '')
      .trimEnd()
      .split('\n')
      .flatMap((line) => textLine(line, paper)),
    '',
  ]
}

/** Rows of tables stay whole: broken they say nothing. */
function textLine(line: string, paper: PreviewPaper): readonly string[] {
  if (line === '' || line.startsWith('|')) return [`  ${line}`.trimEnd()]
  const [bullet = ''] = /^ *(?:- )?/.exec(line) ?? []
  return wrap(`  ${line}`, bullet.length + 2, paper)
}

function memberLines(members: readonly Member[], paper: PreviewPaper): readonly string[] {
  const { screen } = reportTextIn(paper.language)
  const rows = members.map((member) => ({
    name: member.name,
    size: screen.size(bytesOf(member)),
    about: screen.member[member.name] ?? '',
  }))
  const names = Math.max(...rows.map(({ name }) => name.length))
  const sizes = Math.max(...rows.map(({ size }) => displayWidth(size)))
  return rows.flatMap(({ name, size, about }) => {
    const start = `  ${name.padEnd(names)}  ${' '.repeat(sizes - displayWidth(size))}${size}`
    if ((paper.width ?? Number.POSITIVE_INFINITY) < NARROW) return [start, ...wrap(`    ${about}`, 4, paper)]
    return wrap(`${start}  ${about}`, displayWidth(start) + 2, paper)
  })
}

const item = (text: string, paper: PreviewPaper): readonly string[] => wrap(`  - ${text}`, 4, paper)

const wrap = (text: string, indent: number, { width }: PreviewPaper): readonly string[] =>
  width === undefined ? [text] : wrapped(text, width, indent)

/** Where to send it, by whose fault it is. */
export function whereToSend(owner: Owner, paper: PreviewPaper): readonly string[] {
  const { screen, sendTo } = reportTextIn(paper.language)
  return [screen.sendTo, ...sendTo[owner].flatMap((text) => item(text, paper)), ...wrap(screen.nothingSent, 0, paper)]
}
