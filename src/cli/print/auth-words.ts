import { errnoWords } from './config-sentence.ts'
import { authTextsIn } from '../../i18n/auth.ts'
import type { AuthText } from '../../i18n/auth-text.ts'
import type { Language } from '../../i18n/language.ts'
import { textsIn } from '../../i18n/index.ts'
import type { About, AboutOf, Finding, FindingId, Fix } from '../../auth/finding.ts'
import type { Credential, Place, SourceName } from '../../credentials/credential.ts'
import type { StartupLine } from '../../credentials/startup-lines.ts'

/** One language, and the system that commands are for. */
export type Tongue = { readonly language: Language; readonly platform: NodeJS.Platform }

export function placeWords(place: Place, { place: words }: AuthText): string {
  switch (place.in) {
    case 'shell':
      return words.shell
    case 'keychain':
      return words.keychain
    case 'settings':
    case 'login-file':
      return words.line(place.file, place.line)
  }
}

/** Where a credential is, as one word of a table. */
export const placeShort = (place: Place, words: AuthText): string =>
  place.in === 'settings' || place.in === 'login-file' ? `${place.file}:${place.line}` : words.place.short[place.in]

/** A sentence that begins with it. */
const begun = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const whyWords = (code: string, { words, tongue }: Speech): string =>
  (words.codes as Readonly<Record<string, string>>)[code] ?? errnoWords(code, textsIn(tongue.language))

/** What was found, in a sentence. */
export function findingWords({ about }: Finding, tongue: Tongue): string {
  const tell = TELLERS[about.id] as (about: About, speech: Speech) => string
  return tell(about, { words: authTextsIn(tongue.language), tongue })
}

type Speech = { readonly words: AuthText; readonly tongue: Tongue }
type Tell<Id extends FindingId> = (about: AboutOf<Id>, speech: Speech) => string

const timeIn = (at: number, { time }: AuthText): string => time(new Date(at))
const said = (text: string, words: AuthText): string => (text === '' ? '' : words.said(text))

const TELLERS: { readonly [Id in FindingId]: Tell<Id> } = {
  'not-logged-in': (_, { words }) => words.found['not-logged-in'],
  'config-dir-missing': ({ dir }, { words }) => words.found['config-dir-missing'](dir.value, placeWords(dir.place, words)),
  'login-blank': ({ file }, { words }) => words.found['login-blank'](file),
  'login-incomplete': ({ file, lacks }, { words }) => words.found['login-incomplete'](file, lacks.join(', ')),
  unreadable: ({ what, file, code }, speech) =>
    speech.words.found.unreadable(speech.words.files[what], file, whyWords(code, speech)),
  broken: (about, { words }) => words.found.broken(words.files[about.what], about, words.wanted[about.expected]),
  'keychain-locked': (_, { words }) => words.found['keychain-locked'],
  'keychain-silent': (_, { words }) => words.found['keychain-silent'],
  'keychain-unread': (_, { words }) => words.found['keychain-unread'],
  malformed: ({ source, place, flaws, make }, { words }) => {
    const flawWords = flaws.map(({ what, at }) => words.flaw[what](at, words.makes[make])).join(words.flaws)
    return begun(words.found.malformed({ source: words.sources[source], place: placeWords(place, words), flaws: flawWords }))
  },
  expired: ({ source, at, ago }, { words }) =>
    begun(words.found.expired(words.sources[source], timeIn(at, words), words.span(ago))),
  renews: ({ source, at, ago }, { words }) =>
    begun(words.found.renews(words.sources[source], timeIn(at, words), words.span(ago))),
  'ends-soon': ({ source, at, left }, { words }) =>
    begun(words.found['ends-soon'](words.sources[source], timeIn(at, words), words.span(left))),
  'valid-too-long': ({ at }, { words }) => words.found['valid-too-long'](timeIn(at, words)),
  'time-unit': ({ unit, place }, { words }) => words.found['time-unit'][unit](placeWords(place, words)),
  'clock-behind': ({ by, file }, { words }) => words.found['clock-behind'](words.span(by), file),
  'clock-impossible': ({ says }, { words }) => words.found['clock-impossible'](timeIn(says, words)),
  'clock-off': ({ way, by }, { words }) => words.found['clock-off'][way](words.span(by)),
  shadowed: ({ costs, used, hidden }, { words }) =>
    begun(words.found.shadowed[costs](words.sources[used], words.sources[hidden])),
  overruled: ({ source, by, place }, { words }) => words.found.overruled(source, placeWords(by, words), placeWords(place, words)),
  'key-not-asked': (_, { words }) => words.found['key-not-asked'],
  'key-rejected': ({ next }, { words }) => words.found['key-rejected'](next === undefined ? words.nobody : words.sources[next]),
  'open-file': ({ to, file, mode }, { words }) => words.found['open-file'][to](file, mode.toString(8).padStart(3, '0')),
  'in-project': ({ source, file, line }, { words }) => words.found['in-project'](source, words.place.line(file, line)),
  'login-to-stranger': ({ source, baseUrl }, { words }) =>
    begun(words.found['login-to-stranger'](words.sources[source], baseUrl.value, placeWords(baseUrl.place, words))),
  'not-ours': ({ source }, { words }) => words.found['not-ours'](words.sources[source]),
  'command-fails': ({ status, words: spoken }, { words }) =>
    words.found['command-fails'](status === undefined ? words.found.signal : words.found.status(status), said(spoken, words)),
  'command-silent': ({ words: spoken }, { words }) => words.found['command-silent'](said(spoken, words)),
  'command-floods': ({ limit }, { words }) => words.found['command-floods'](limit),
  'command-slow': ({ within, words: spoken }, { words }) => words.found['command-slow'](words.span(within), said(spoken, words)),
  'command-not-started': ({ code }, speech) => speech.words.found['command-not-started'](whyWords(code, speech)),
  'command-not-run': ({ why }, { words }) => words.found['command-not-run'][why],
  'live-accepted': ({ host }, { words }) => words.found['live-accepted'](host),
  'live-refused': ({ host, status, words: spoken }, { words }) => words.found['live-refused'](host, status, said(spoken, words)),
  'live-unanswered': ({ host, code }, speech) => speech.words.found['live-unanswered'](host, whyWords(code, speech)),
  'live-unclear': ({ host, status, words: spoken }, { words }) => words.found['live-unclear'](host, status, said(spoken, words)),
  'live-not-asked': ({ why }, { words }) => words.found['live-not-asked'][why],
}

/** What to do, in a sentence. */
export function fixWords(fix: Fix, { language }: Tongue): string {
  const tell = ADVICE[fix.do] as (fix: Fix, words: AuthText) => string
  return tell(fix, authTextsIn(language))
}

type Advise<Do extends Fix['do']> = (fix: Extract<Fix, { readonly do: Do }>, words: AuthText) => string

const linesIn = (found: readonly StartupLine[], { place, list }: AuthText): string =>
  found.map(({ file, line }) => place.line(file, line)).join(list)

const ADVICE: { readonly [Do in Fix['do']]: Advise<Do> } = {
  'log-in': (_, { fix }) => fix['log-in'],
  'setup-token': (_, { fix }) => fix['setup-token'],
  'try-command': (_, { fix }) => fix['try-command'],
  'let-command-run': (_, { fix }) => fix['let-command-run'],
  'trust-folder': (_, { fix }) => fix['trust-folder'],
  'unlock-keychain': (_, { fix }) => fix['unlock-keychain'],
  'answer-client': (_, { fix }) => fix['answer-client'],
  doctor: (_, { fix }) => fix.doctor,
  'new-key': ({ name }, { fix }) => fix['new-key'](name),
  'change-line': ({ file, line }, { fix, place }) => fix['change-line'](place.line(file, line)),
  'remove-line': ({ file, line }, { fix, place }) => fix['remove-line'](place.line(file, line)),
  unset: ({ name, lines }, words) => words.fix.unset(name, linesIn(lines, words)),
  'set-again': ({ name, lines }, words) => words.fix['set-again'](name, linesIn(lines, words)),
  'use-name': ({ wrong, right }, { fix }) => fix['use-name'](wrong, right),
  'close-file': ({ file }, { fix }) => fix['close-file'](file),
  'move-away': ({ file }, { fix }) => fix['move-away'](file),
  'check-clock': ({ says }, words) => words.fix['check-clock'](timeIn(says, words)),
  'own-tool': ({ source }, { fix, sources }) => fix['own-tool'](sources[source]),
}

/** The line to type for it, where there is one. */
export function fixCommand(fix: Fix, { platform }: Pick<Tongue, 'platform'>): string | undefined {
  const isWindows = platform === 'win32'
  if (fix.do === 'close-file') return `chmod 600 ${quoted(fix.file)}`
  if (fix.do === 'unset') return isWindows ? `$env:${fix.name}=$null` : `unset ${fix.name}`
  if (fix.do === 'move-away') return `${isWindows ? 'Move-Item' : 'mv'} ${quoted(fix.file)} ${quoted(`${fix.file}.old`)}`
  return COMMANDS[fix.do]
}

const COMMANDS: Readonly<Partial<Record<Fix['do'], string>>> = {
  'log-in': 'claude auth login',
  'setup-token': 'claude setup-token',
  'unlock-keychain': 'security unlock-keychain',
  doctor: 'holdfast doctor',
}

/** As a shell takes it, `~` left for the shell to read. */
function quoted(path: string): string {
  if (/^[\w~@%+=:,./-]+$/.test(path)) return path
  const [, home = '', rest = ''] = /^(~\/)?([^]*)$/.exec(path) ?? []
  return `${home}'${rest.replaceAll("'", String.raw`'\''`)}'`
}

/** All the sources that something goes before, as they stand in a sentence. */
export const sourceList = (credentials: readonly Credential[], words: AuthText): string =>
  listOf(
    [...new Set(credentials.map(({ source }): SourceName => source))].map((source) => words.sources[source]),
    words,
  )

const listOf = (items: readonly string[], { and, list }: AuthText): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(list)}${and}${items.at(-1) ?? ''}`
