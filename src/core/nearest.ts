/** The known word that somebody may have meant; empty when none is near. The beginning of a word means that word. */
export function nearest(word: string, known: readonly string[]): string {
  const begun = known.find((candidate) => word.length > 1 && candidate.startsWith(word))
  if (begun !== undefined) return begun
  const distances = known.map((candidate) => ({ candidate, distance: distance(word, candidate) }))
  const [best] = distances.toSorted((one, other) => one.distance - other.distance)
  return best !== undefined && best.distance <= Math.max(1, Math.floor(word.length * 0.4)) ? best.candidate : ''
}

/** Insertions, deletions, replacements and swaps of neighbours that make one word of the other. */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)]
  for (let row = 1; row <= one.length; row++) {
    const now = [row]
    for (let column = 1; column <= other.length; column++) now.push(step(rows, now, { one, other, row, column }))
    rows.push(now)
  }
  return rows.at(-1)?.at(-1) ?? 0
}

type Cell = { readonly one: string; readonly other: string; readonly row: number; readonly column: number }

function step(rows: readonly (readonly number[])[], now: readonly number[], { one, other, row, column }: Cell): number {
  const at = (list: readonly number[] | undefined, index: number): number => list?.[index] ?? Number.POSITIVE_INFINITY
  const before = rows[row - 1]
  const same = one[row - 1] === other[column - 1]
  const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
  return Math.min(
    at(before, column) + 1,
    at(now, column - 1) + 1,
    at(before, column - 1) + (same ? 0 : 1),
    swapped ? at(rows[row - 2], column - 2) + 1 : Number.POSITIVE_INFINITY,
  )
}
