import process from 'node:process'

/** Long enough for many lines of a busy gateway, too short for a person to notice. */
const TOGETHER_MILLIS = 20

/**
 * Writes lines in batches: a write to a terminal or a file blocks, and a busy gateway has thousands of lines a second.
 * @param write takes lines joined, without the last one's end
 */
export function batched(write: (text: string) => void): (line: string) => void {
  let lines: string[] = []
  const flush = (): void => {
    if (lines.length === 0) return
    const text = lines.join('\n')
    lines = []
    write(text)
  }
  process.once('exit', flush)
  return (line) => {
    if (lines.length === 0) setTimeout(flush, TOGETHER_MILLIS)
    lines.push(line)
  }
}
