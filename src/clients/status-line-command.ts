export type StatusLineCommand = {
  /** Absolute path of the program that runs the entry. */
  readonly node: string
  /** Absolute path of the status line's own entry. */
  readonly entry: string
  readonly runtime: string
  readonly language: string
  readonly wrapped: string | undefined
  readonly platform: NodeJS.Platform
}

/** One line for the client's shell. */
export function statusLineCommand({ node, entry, runtime, language, wrapped, platform }: StatusLineCommand): string {
  const words = [node, entry, '--runtime', runtime, '--lang', language, ...(wrapped === undefined ? [] : ['--wrap', wrapped])]
  return words.map((word) => quoted(word, platform)).join(' ')
}

/** Claude Code hands the line to a POSIX shell; on Windows that may be Git Bash or cmd, which both read double quotes. */
export function quoted(word: string, platform: NodeJS.Platform): string {
  if (/^[\w./:@=+-]+$/.test(word)) return word
  if (platform === 'win32') return `"${word.replaceAll('"', '\\"')}"`
  return `'${word.replaceAll("'", `'\\''`)}'`
}
