import type { Conclusion } from '../../auth/conclude.ts'
import type { Finding } from '../../auth/finding.ts'
import type { Credential } from '../../credentials/credential.ts'
import { authTextsIn } from '../../i18n/auth.ts'
import type { AuthText } from '../../i18n/auth-text.ts'
import { findingWords, fixCommand, fixWords, placeShort, placeWords, sourceList, type Tongue } from './auth-words.ts'
import type { Paint, RowState, Signs } from './doctor-signs.ts'
import { displayWidth } from './display-width.ts'
import { wrapped } from './wrap.ts'

/** All that is shown. `deeds`: what was done besides reading, in sentences. */
export type AuthPage = Conclusion & { readonly credentials: readonly Credential[]; readonly deeds: readonly string[] }

/** `width`: columns; undefined where lines may be of any length. */
export type AuthPaper = {
  readonly tongue: Tongue
  readonly signs: Signs
  readonly paint: Paint
  readonly width: number | undefined
}

type Desk = AuthPaper & { readonly words: AuthText }

/** Which credential is used and why, what is wrong and what to do, then all that were found. */
export function authPage(page: AuthPage, paper: AuthPaper): readonly string[] {
  const desk = { ...paper, words: authTextsIn(paper.tongue.language) }
  return [
    ...titleLines(page, desk),
    ...page.findings.flatMap((finding) => ['', ...findingLines(finding, desk)]),
    ...orderLines(page, desk),
    '',
    ...page.deeds.flatMap((deed) => text(deed, 2, desk)),
  ]
}

const STATES = { fine: 'pass', mend: 'fail', unknown: 'unknown', note: 'warn' } as const satisfies Record<string, RowState>
const COLOURS = { fine: 'green', mend: 'red', unknown: 'yellow', note: 'yellow' } as const

/** Lines behind a sign, those that follow under its text. */
function marked(
  sign: string,
  sentence: string,
  { indent, desk }: { readonly indent: number; readonly desk: Desk },
): readonly string[] {
  const under = indent + displayWidth(sign) + 1
  return text(sentence, under, desk).map((line, at) => (at === 0 ? `${' '.repeat(indent)}${sign} ${line.trimStart()}` : line))
}

function text(sentence: string, indent: number, { signs, width }: Desk): readonly string[] {
  const plain = signs.plain(sentence)
  const lines = width === undefined ? [plain] : wrapped(plain, Math.max(10, width - indent), 0)
  return lines.map((line) => ' '.repeat(indent) + line)
}

function titleLines(page: AuthPage, desk: Desk): readonly string[] {
  const { words, signs, paint } = desk
  const talking = readable(page.used.talking)
  const printing = readable(page.used.printing)
  const mark = paint(signs.mark[STATES[page.outcome]], COLOURS[page.outcome])
  const lines = marked(mark, titleOf(page, words), { indent: 0, desk })
  const title = lines.map((line, at) => (at === 0 ? line : paint(line, 'bold')))
  if (printing === undefined) return title
  const behind = page.credentials.filter((one) => one !== printing && one.source !== printing.source)
  const split =
    talking === printing
      ? []
      : [words.talking(talking === undefined ? words.nobody : words.sources[talking.source], words.sources[printing.source])]
  const why = behind.length === 0 ? words.only : words.before(sourceList(behind, words))
  return [
    ...title,
    ...[words.from(placeWords(printing.place, words)), ...untilLine(printing, words), why, ...split].flatMap((line) =>
      text(line, displayWidth(mark) + 1, desk),
    ),
  ]
}

/** A file that cannot be read is none to the client either. */
const readable = (used: Credential | undefined): Credential | undefined => (used?.state === 'unreadable' ? undefined : used)

/** How long it is good for, where that is known and it still is. */
function untilLine({ expiresAt, state, refreshable }: Credential, words: AuthText): readonly string[] {
  if (expiresAt === undefined || state !== 'usable') return []
  return [(refreshable ? words.renewed : words.until)(words.time(new Date(expiresAt)))]
}

function titleOf({ used, outcome }: AuthPage, { title, sources }: AuthText): string {
  const printing = readable(used.printing)
  if (printing === undefined) return outcome === 'unknown' ? title.noneUnknown : title.none
  return title[outcome](sources[printing.source])
}

function findingLines(finding: Finding, desk: Desk): readonly string[] {
  const { signs, paint, tongue } = desk
  const mark = paint(signs.mark[STATES[finding.weight]], COLOURS[finding.weight])
  return [
    ...marked(mark, findingWords(finding, tongue), { indent: 2, desk }),
    ...finding.fixes.flatMap((fix) => {
      const command = fixCommand(fix, tongue)
      return [
        ...marked(signs.arrow, fixWords(fix, tongue), { indent: 4, desk }),
        // whole, so that it can be copied
        ...(command === undefined ? [] : [`${' '.repeat(6 + displayWidth(signs.arrow))}${command}`]),
      ]
    }),
  ]
}

function orderLines({ credentials, used }: AuthPage, desk: Desk): readonly string[] {
  if (credentials.length === 0) return []
  const { words } = desk
  const lines = credentials.map((credential, at) => {
    const { source, prefix, place } = credential
    const kind = prefix === undefined ? '' : ` (${prefix}...)`
    const role = words.roles[roleOf(credential, used)]
    return marked(`${at + 1}.`, `${role}: ${source}${kind}  ${placeShort(place, words)}`, { indent: 2, desk })
  })
  return ['', ...text(words.order, 2, desk), ...lines.flat()]
}

function roleOf(credential: Credential, { talking, printing }: AuthPage['used']): keyof AuthText['roles'] {
  if (credential.state === 'unreadable') return 'unreadable'
  if (credential === talking) return 'used'
  return credential === printing ? 'printing' : 'unused'
}
