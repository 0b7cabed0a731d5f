import { displayWidth } from './display-width.ts'

export type Screen = { readonly columns: number; readonly rows: number }

/**
 * Lines on a terminal that are redrawn where they stand. What was drawn before is left by going up over it: no other
 * output may come between. Lines keep their number or grow, so that nothing below jumps.
 */
export class InPlace {
  readonly #write: (text: string) => void
  #drawn: readonly string[] = []

  constructor(write: (text: string) => void) {
    this.#write = write
  }

  draw(lines: readonly string[], columns: number): void {
    const up = rowsOf(this.#drawn, columns)
    // each line is cleared behind its text, and not the whole before: that would flicker
    this.#write(`${up === 0 ? '' : `\u001B[${up}A\r`}${lines.map((line) => `${line}\u001B[K\n`).join('')}\u001B[J`)
    this.#drawn = lines
  }

  /** What stands there stays; the next lines come below. */
  leave(): void {
    this.#drawn = []
  }
}

/** A terminal that has become narrower since has broken lines in two. */
const rowsOf = (lines: readonly string[], columns: number): number =>
  lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(displayWidth(line) / Math.max(1, columns))), 0)
