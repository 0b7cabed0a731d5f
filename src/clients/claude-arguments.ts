/** What the arguments of Claude Code say that matters here. */
export type ClaudeArguments = {
  /** The value of the last `--settings`: a file, or JSON. */
  readonly settings: string | undefined
  readonly fallbackModel: string | undefined
  /** `--setting-sources`: undefined means all. */
  readonly sources: readonly string[] | undefined
  /** It answers one prompt and ends, so it cannot end well without a request. */
  readonly mode: 'print' | 'interactive'
}

type Valued = '--settings' | '--fallback-model' | '--setting-sources'

export function readClaudeArguments(args: readonly string[]): ClaudeArguments {
  const own = beforeDashes(args)
  const sources = lastValue(own, '--setting-sources')
  return {
    settings: lastValue(own, '--settings'),
    fallbackModel: lastValue(own, '--fallback-model'),
    sources: sources?.split(',').map((source) => source.trim()),
    mode: own.some((arg) => arg === '-p' || arg === '--print') ? 'print' : 'interactive',
  }
}

/** The same arguments with one `--settings`, ours. Before a `--`, behind everything else: no prompt can swallow it. */
export function withSettings(args: readonly string[], settings: string): readonly string[] {
  const own = beforeDashes(args)
  const kept = own.filter(
    (arg, index) => arg !== '--settings' && own[index - 1] !== '--settings' && !arg.startsWith('--settings='),
  )
  return [...settingsFirst(kept, settings), ...args.slice(own.length)]
}

/**
 * A runner's own arguments come first (`npx -y @anthropic-ai/claude-code …`), so ours follow the package's name. For
 * `claude` itself they lead: options such as `--allowedTools a b` take every word that follows.
 */
function settingsFirst(args: readonly string[], settings: string): readonly string[] {
  const name = args.findIndex((arg) => arg.startsWith('@anthropic-ai/claude-code'))
  return [...args.slice(0, name + 1), '--settings', settings, ...args.slice(name + 1)]
}

function beforeDashes(args: readonly string[]): readonly string[] {
  const dashes = args.indexOf('--')
  return dashes === -1 ? args : args.slice(0, dashes)
}

function lastValue(args: readonly string[], flag: Valued): string | undefined {
  const values = args.flatMap((arg, index) => {
    if (arg.startsWith(`${flag}=`)) return [arg.slice(flag.length + 1)]
    const next = args[index + 1]
    return arg === flag && next !== undefined ? [next] : []
  })
  return values.at(-1)
}
