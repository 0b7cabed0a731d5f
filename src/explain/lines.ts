import { stripVTControlCharacters } from 'node:util'

/** A line of what was pasted, without what terminals, boxes and logs put around it. */
export type Line = {
  /** From 1, as an editor counts. */
  readonly number: number
  readonly text: string
  /** Columns before the text, within a box. */
  readonly indent: number
  /** Columns up to its end: a screen breaks lines where they are full. */
  readonly width: number
  /** Began with a time or a level: an entry of a log, not the rest of the one above. */
  readonly stamped: boolean
}

/** A paste with more than this has no more to say; the end says what happened last. */
const HEAD = 1_000_000
const TAIL = 3_000_000

export type Kept = {
  readonly text: string
  /** Characters that were left out in the middle. */
  readonly skipped: number
  /** Lines that were left out, and behind which line. */
  readonly gap: { readonly after: number; readonly lines: number }
}

/** The beginning and the end of a text that is too long, cut at lines. */
export function kept(text: string): Kept {
  if (text.length <= HEAD + TAIL) return { text, skipped: 0, gap: { after: 0, lines: 0 } }
  const end = text.lastIndexOf('\n', HEAD)
  const begin = text.indexOf('\n', text.length - TAIL)
  const head = text.slice(0, end < HEAD / 2 ? HEAD : end)
  const tail = text.slice(begin < 0 || begin > text.length - TAIL / 2 ? text.length - TAIL : begin + 1)
  const between = text.slice(head.length, text.length - tail.length)
  // the line break between the two parts stands for one of those that were left out
  const gap = { after: breaksIn(head) + 1, lines: breaksIn(between) - 1 }
  return { text: `${head}\n${tail}`, skipped: between.length, gap }
}

const breaksIn = (text: string): number => text.split('\n').length - 1

/** Longer lines are read window by window. */
export const linesOf = ({ text, gap }: Kept): readonly Line[] =>
  plainText(text)
    .split('\n')
    .map((raw, index) => lineOf(raw, index + 1 + (index >= gap.after ? gap.lines : 0)))
    .filter((line) => !BORDER.test(line.text) || line.text === '')

/** Without escapes and invisible signs, with the quotes and colons that a keyboard has. */
const plainText = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/(?!\n|\t)[\p{Cc}\p{Cf}]/gu, '')
    .replaceAll(/[\u2018\u2019\u201b]/g, "'")
    .replaceAll(/[\u201c\u201d]/g, '"')
    .replaceAll(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll(/[\u00a0\u3000\t]/g, ' ')

const BORDER = /^[\s\u2500-\u259f+=_*#~-]*$/
/** Sides of a box, and of a column that a container's name stands in. */
const LEFT_SIDE = /^ {0,20}(?:[│┃║▌▐▏█|]{1,2} ?|[\w.-]{1,40} {1,20}\| )/
const RIGHT_SIDE = / {0,400}[│┃║▌▐▕█|]{1,2} {0,20}$/
/** What clients and shells put before a message. */
const MARKS = /^(?: {0,80}(?:[⎿●⏺✻✶✢✽•∙·✘✗✖✕✕❌⚠■└├╰❯➜»▶◇◆]\ufe0f?|[*>](?= )|<(?= (?:HTTP\/|[\w-]{1,60}:))))+ {0,4}/
const STAMPS: readonly RegExp[] = [
  /^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?: ?Z| ?[+-]\d\d:?\d\d)?\]?[:,]?\s*/,
  /^\[?\d\d?:\d\d:\d\d(?:[.,]\d{1,9})?(?: [AP]M)?\]?[:,]?\s+/,
  /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} \d\d:\d\d:\d\d [\w.-]{1,60} [\w./-]{1,60}(?:\[\d{1,9}\])?: /,
  /^[[<(]?(?:ERROR|ERR|WARN|WARNING|INFO|DEBUG|FATAL|TRACE|CRITICAL|NOTICE)[\]>)]?(?=[\s:|]|$)[:|]?\s*/,
  /^[|:-] +/,
  /^\[[\w.:-]{1,40}\] +/,
]

function lineOf(raw: string, number: number): Line {
  const boxed = LEFT_SIDE.exec(raw.slice(0, 100))
  // a box has two sides: a single bar may be a table, a pipe, or the container's
  const inner = (boxed === null ? raw : raw.slice(boxed[0].length)).replace(trailingSide(raw), '').trimEnd()
  const marked = MARKS.exec(inner.slice(0, 200))?.[0].length ?? 0
  let text = inner.slice(marked).trimStart()
  const indent = inner.length - text.length
  let stamped = false
  for (let round = 0; round < 4; round++) {
    const stamp = STAMPS.map((form) => form.exec(text.slice(0, 200))?.[0].length ?? 0).find((length) => length > 0)
    if (stamp === undefined) break
    text = text.slice(stamp)
    stamped = true
  }
  return { number, text, indent: marked > 0 ? 0 : indent, width: inner.length, stamped: stamped || marked > 0 }
}

/** Only at the end of a line: the pattern must not look through all of a long one. */
const trailingSide = (raw: string): RegExp | string => (/[│┃║▌▐▕█|] {0,20}$/.test(raw.slice(-24)) ? RIGHT_SIDE : '')
