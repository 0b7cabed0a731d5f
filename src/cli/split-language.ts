export type LanguageSplit = {
  /** The value of the last `--lang`; empty when it has none. */
  readonly asked: string | undefined
  readonly rest: readonly string[]
}

/** Options of `run` that take a value, and so do not begin the client's own words. */
const VALUED_BY_RUN = new Set(['--patience', '--upstream', '--config', '--data-dir'])

/**
 * Takes `--lang` out of the arguments: help and errors need it before anything is parsed, and it may stand anywhere.
 * Everything from the name of the client on belongs to the client.
 */
export function splitLanguage(argv: readonly string[]): LanguageSplit {
  const end = ownLength(argv)
  const rest: string[] = []
  let asked: string | undefined
  for (let at = 0; at < end; at++) {
    const arg = argv[at] ?? ''
    if (arg === '--lang') asked = argv[++at] ?? ''
    else if (arg.startsWith('--lang=')) asked = arg.slice('--lang='.length)
    else rest.push(arg)
  }
  return { asked, rest: [...rest, ...argv.slice(end)] }
}

function ownLength(argv: readonly string[]): number {
  const dashes = argv.indexOf('--')
  const own = dashes === -1 ? argv.length : dashes
  const run = argv.findIndex((arg, index) => !arg.startsWith('-') && argv[index - 1] !== '--lang')
  if (argv[run] !== 'run') return own
  for (let at = run + 1; at < own; at++) {
    const arg = argv[at] ?? ''
    if (VALUED_BY_RUN.has(arg) || arg === '--lang') at++
    else if (!arg.startsWith('-')) return at
  }
  return own
}
