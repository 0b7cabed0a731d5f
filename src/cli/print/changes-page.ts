import process from 'node:process'
import { shownPath } from '../../clients/client-voices.ts'
import { createRedactor } from '../../core/redact.ts'
import type { InstallText } from '../../i18n/install-text.ts'
import { installTextsIn } from '../../i18n/install.ts'
import { textIn, type Content } from '../../install/content.ts'
import type { Argv } from '../../install/kept.ts'
import { lineDiff } from '../../install/line-diff.ts'
import type { Context } from '../context.ts'
import { paintFor, type Paint } from './doctor-signs.ts'

/** A file and what becomes of it. */
export type Change = { readonly path: string; readonly from: Content; readonly to: Content }

type ChangesPaper = { readonly texts: InstallText; readonly paint: Paint; readonly home: string }

export const changesPaper = ({ language, surroundings }: Context): ChangesPaper => ({
  texts: installTextsIn(language),
  paint: paintFor(surroundings.env, process.stdout.isTTY),
  home: surroundings.home,
})

/** For people who look at their own screen; still, a screen may be shared. */
const redact = createRedactor('changes')

/** What becomes of files, as a diff without credentials. */
export const changesPage = (changes: readonly Change[], paper: ChangesPaper): readonly string[] =>
  changes.flatMap((change) => changePage(change, paper))

function changePage({ path, from, to }: Change, { texts, paint, home }: ChangesPaper): readonly string[] {
  const { file } = texts.plan
  const kind = from === undefined ? file.new : to === undefined ? file.removed : file.changed
  return [
    '',
    `${paint(shownPath(path, home), 'bold')} ${kind}`,
    ...lineDiff(readable(from), readable(to)).map((line) => `  ${painted(redact(line), paint)}`),
  ]
}

/** Line ends alone would fill the page with lines that look the same; Windows' own task is in UTF-16. */
function readable(content: Content): string {
  const text = content?.bytes[0] === 0xff ? content.bytes.toString('utf16le') : textIn(content)
  return text.replaceAll('\r\n', '\n').replace(/^\uFEFF/, '')
}

function painted(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint(line, 'green')
  return line.startsWith('-') ? paint(line, 'red') : line
}

export const commandLines = (commands: readonly Argv[]): readonly string[] => commands.map((words) => `  ${words.join(' ')}`)
