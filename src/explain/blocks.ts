import type { Line } from './lines.ts'

/** Lines that belong to one message: a sentence that the screen broke, JSON, a chain of causes. */
export type Block = { readonly lines: readonly Line[]; readonly paragraph: number }

/** More lines than this are no single message. */
const LONGEST = 60

/** Frames of stacks, and the source lines that some languages print below them: they hold words of code, no errors. */
const FRAME =
  /^(?:at (?:async |new |file:|node:)?\S.{0,400}[:)]\d*\)?$|at .{1,400}:\d+(?::\d+)?\)?,?$|File "[^"]{1,400}", line \d+|\^+$|~+\^*~*$)/
const PYTHON_FRAME = /^File "[^"]{1,400}", line \d+/
const CAUSE =
  /^(?:\[?caus(?:e|ed by)\]?\b|The above exception was|During handling of the above|Traceback \(most recent|Response:|details?:|reason:|message:|code:)/i

export function blocksOf(lines: readonly Line[]): readonly Block[] {
  const width = screenWidth(lines)
  const blocks: { lines: Line[]; paragraph: number }[] = []
  let paragraph = 0
  let isChained = false
  for (const line of withoutFrames(lines)) {
    if (line.text === '') {
      paragraph++
      continue
    }
    const isLink = CHAIN.test(line.text)
    const last = blocks.at(-1)
    if (
      last !== undefined &&
      last.lines.length < LONGEST &&
      (isChained || isLink || goesOn(line, { ...last, now: paragraph }, width))
    ) {
      last.lines.push(line)
      last.paragraph = paragraph
    } else blocks.push({ lines: [line], paragraph })
    isChained = isLink
  }
  return blocks
}

function goesOn(line: Line, { lines, paragraph, now }: Block & { readonly now: number }, width: number): boolean {
  const previous = lines.at(-1)
  return previous !== undefined && paragraph === now && belongs(line, previous, width)
}

/** Python writes an empty line before and after these. */
const CHAIN =
  /^(?:The above exception was the direct cause|During handling of the above exception|Traceback \(most recent call last)/

function belongs(line: Line, previous: Line, width: number): boolean {
  if (line.stamped) return false
  if (line.indent >= 2 && line.indent > previous.indent) return true
  if (/^[}\])"'{,]/.test(line.text) || CAUSE.test(line.text)) return true
  if (/[{[(,:\\]$/.test(previous.text)) return true
  if (line.indent >= 2 && previous.indent >= 2 && !/^(?:API Error|Error:)/.test(line.text)) return true
  return isBroken(line, previous, width)
}

const NEW_MESSAGE = /^(?:API Error|Error\b|[\w.]{0,60}(?:Error|Exception)\b:|curl:|HTTP\/|\{)/

/** The first word of the line would not have fitted behind the line above: a screen has broken it there. */
function isBroken(line: Line, previous: Line, width: number): boolean {
  if (NEW_MESSAGE.test(line.text) || line.text === previous.text) return false
  const word = /^\S{1,200}/.exec(line.text)?.[0].length ?? 0
  return width > 0 && previous.width <= width && previous.width + 1 + word > width
}

/** Columns of the screen that the text was copied from, as far as full lines tell; nought when they do not. */
function screenWidth(lines: readonly Line[]): number {
  const widest = lines.reduce((most, line) => Math.max(most, line.width), 0)
  return lines.length > 1 && widest >= 30 && widest <= 250 ? widest : 0
}

function withoutFrames(lines: readonly Line[]): readonly Line[] {
  let frame: Line | undefined
  return lines.filter((line) => {
    const isSource = frame !== undefined && line.indent > frame.indent && line.text !== ''
    frame = PYTHON_FRAME.test(line.text) ? line : isSource ? frame : undefined
    return !isSource && !FRAME.test(line.text.slice(0, 500))
  })
}
