import process from 'node:process'
import { wrapped } from './wrap.ts'

/** What is to be copied stands deeper than any sentence, and is not broken. */
const COPIED = /^ {4,}/

/** Sentences broken at the width of the terminal that they go to; elsewhere as they are. */
export function fitted(lines: readonly string[], { isTTY, columns }: Way = process.stdout): readonly string[] {
  if (!isTTY) return lines
  return lines.flatMap((line) => (COPIED.test(line) ? [line] : wrapped(line, columns || 80, indentOf(line))))
}

type Way = Pick<typeof process.stdout, 'isTTY' | 'columns'>

/** Further lines stand below the words of the first, not below its mark. */
const indentOf = (line: string): number => (line.startsWith('  ') ? 4 : 0)
