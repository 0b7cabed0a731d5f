// Japanese takes two cells a character; everything else here takes one.
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u

const cellsOf = (character: string): number => (WIDE.test(character) ? 2 : 1)

/** Cells that a text takes in a terminal. */
export const widthOf = (text: string): number => Array.from(text).reduce((cells, character) => cells + cellsOf(character), 0)

export const padEnd = (text: string, cells: number): string => text + ' '.repeat(Math.max(0, cells - widthOf(text)))
export const padStart = (text: string, cells: number): string => ' '.repeat(Math.max(0, cells - widthOf(text))) + text

/** What fits into so many cells. */
export function clipped(line: string, cells: number): string {
  let used = 0
  let kept = ''
  for (const character of line) {
    used += cellsOf(character)
    if (used > cells) return kept
    kept += character
  }
  return kept.trimEnd()
}
