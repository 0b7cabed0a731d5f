import { stripVTControlCharacters } from 'node:util'
import { asText } from '../core/recognise/look.ts'

const LONGEST = 120

/**
 * A text of the page, fit for a screen: one line of at most 120 characters, without escapes, control and invisible
 * characters, turns of direction, heaps of accents, and pictures, whose width no terminal agrees on.
 */
export function pageText(value: unknown): string {
  const line = stripVTControlCharacters(asText(value).slice(0, LONGEST * 40))
    .replaceAll(/[\p{C}\p{Z}\s]+/gu, ' ')
    .replaceAll(/[\u{10000}-\u{10FFFF}]|\p{Emoji_Presentation}/gu, '')
    .replaceAll(/(\p{M})\p{M}+/gu, '$1')
    .trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 3).trimEnd()}...` : line
}
