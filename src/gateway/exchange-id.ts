import { randomUUID } from 'node:crypto'

const HEAD_DIGITS = 8
/** Odd, so that no two of 2³² counts give the same head; nearly the golden ratio, so that neighbours look nothing alike (Knuth). */
const SCATTER = 0x9e_37_79_b1

/** Of each byte: to write a number anew each time costs as much as all the rest of an id. */
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const hexOf = (byte: number): string => HEX[byte] ?? ''

let tail = ''
let count = 0

/**
 * A UUID in form. Random bits for each exchange cost ten times that: here they are drawn once for 2³² of them, and a
 * scattered count stands in front, since people are shown the first eight digits.
 */
export function newExchangeId(): string {
  if (count === 0) tail = randomUUID().slice(HEAD_DIGITS)
  count = (count + 1) >>> 0
  const head = Math.imul(count, SCATTER) >>> 0
  return hexOf(head >>> 24) + hexOf((head >>> 16) & 0xff) + hexOf((head >>> 8) & 0xff) + hexOf(head & 0xff) + tail
}
