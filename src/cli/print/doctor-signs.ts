/** How a row of the doctor's page ended; `running` while it has not. */
export type RowState = 'pass' | 'warn' | 'fail' | 'skip' | 'unknown' | 'running'

export type Paint = (text: string, how: 'bold' | 'dim' | 'red' | 'yellow' | 'green') => string

/** What may be used on this screen. All marks of one set have one width. */
export type Signs = {
  readonly mark: Readonly<Record<RowState, string>>
  readonly arrow: string
  readonly between: string
  /** Sentences as this screen can show them. */
  readonly plain: (text: string) => string
}

const UNICODE: Signs = {
  mark: { pass: '✓', warn: '!', fail: '✗', skip: '-', unknown: '?', running: '·' },
  arrow: '→',
  between: ' · ',
  plain: (text) => text,
}

const ASCII: Signs = {
  mark: { pass: 'ok', warn: '! ', fail: 'x ', skip: '- ', unknown: '? ', running: '. ' },
  arrow: '->',
  between: ', ',
  plain: (text) => text.replaceAll(/[‘’“”–—…→·×\u00A0]/g, (sign) => TWINS[sign] ?? sign),
}

const TWINS: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '→': '->',
  '·': ',',
  '×': 'x',
  '\u00A0': ' ',
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * Signs that are no ASCII, where the locale says that they can be shown. Of Windows consoles only newer ones have them in
 * their fonts.
 */
export function signsFor(env: Env, platform: NodeJS.Platform): Signs {
  const terminal = env['TERM'] ?? ''
  if (terminal === 'dumb' || terminal === 'linux') return ASCII
  if (platform === 'win32')
    return ['WT_SESSION', 'TERM_PROGRAM', 'ConEmuTask'].some((name) => (env[name] ?? '') !== '') ? UNICODE : ASCII
  // the first that says anything decides: https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((name) => name !== undefined && name !== '') ?? ''
  return /utf-?8/i.test(locale) ? UNICODE : ASCII
}

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39], green: [32, 39] } as const

/** Colour where somebody looks at it, and has not said that they want none: https://no-color.org */
export function paintFor(env: Env, isTty: boolean): Paint {
  const wanted = isTty && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'
  if (!wanted) return (text) => text
  return (text, how) => {
    const [on, off] = CODES[how]
    return `\u001B[${on}m${text}\u001B[${off}m`
  }
}
