import { displayWidth } from './display-width.ts'

/** Where a line may end: behind a space, and between two characters of Japanese text. A command of ours stays whole: it is copied. */
const PIECE =
  /`?\bholdfast (?:run claude|explain [\u0021-\u024f]+|[a-z]+(?: --[a-z-]+)?)[\u0021-\u024f]* *|[\u0021-\u024f\u2010-\u2027]+ *|./gu
/** Must not begin a line. */
const CLOSING = /^[、。，．：；！？）」』】〕ー々)\]]/u
/** Must not end one. */
const OPENING = /[（「『【〔([]$/u

/**
 * Breaks a text at `width` columns; further lines are indented. A word that is longer than a line is broken in itself.
 * @param indent in columns
 */
export function wrapped(text: string, width: number, indent: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  const room = (): number => width - (lines.length === 0 ? 0 : indent)
  const end = (): void => {
    lines.push(' '.repeat(lines.length === 0 ? 0 : indent) + line.trimEnd())
    line = ''
  }
  for (const piece of piecesOf(text)) {
    if (line !== '' && displayWidth(line + piece.trimEnd()) > room()) end()
    let rest = piece
    while (displayWidth(rest.trimEnd()) > room()) {
      const fits = fitting(rest, room())
      line = fits
      rest = rest.slice(fits.length)
      end()
    }
    line += rest
  }
  if (line !== '' || lines.length === 0) end()
  return lines
}

/** A closing sign stays with what it closes, an opening one with what it opens. */
function piecesOf(text: string): readonly string[] {
  const pieces: string[] = []
  for (const [piece] of text.matchAll(PIECE)) {
    const isBound = CLOSING.test(piece) || OPENING.test(pieces.at(-1) ?? '')
    if (isBound && pieces.length > 0) pieces.push((pieces.pop() ?? '') + piece)
    else pieces.push(piece)
  }
  return pieces
}

/** As much of the beginning as has room: one character at least. */
function fitting(text: string, room: number): string {
  let fits = ''
  for (const character of text) {
    if (fits !== '' && displayWidth(fits + character) > room) break
    fits += character
  }
  return fits
}
