import process from 'node:process'

/** Of one that comes with every request the log needs no more. */
const DIFFERENT_AT_MOST = 100

/**
 * From here on an error that nobody has caught ends what it happened in, and nothing else: a gateway has others to serve.
 * @param say once for each different one; `bug: ` and where it happened
 * @returns lets go: errors end the process again
 */
export function surviveBugs(say: (code: string) => void): () => void {
  const said = new Set<string>()
  const onBug = (error: unknown): void => {
    const code = `bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
    if (said.has(code) || said.size >= DIFFERENT_AT_MOST) return
    said.add(code)
    say(code)
  }
  process.on('uncaughtException', onBug).on('unhandledRejection', onBug)
  return () => process.off('uncaughtException', onBug).off('unhandledRejection', onBug)
}
