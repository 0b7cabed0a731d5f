import { parseDuration, type Millis } from '../core/time.ts'

/** What a prompt asks of the stand-in, in the order it was written. */
export type Directive =
  /** `[[text:400]]`: a text block of so many characters. */
  | { readonly do: 'text'; readonly length: number }
  /** `[[bytes:3000]]`: a text block that makes the streamed answer about so many bytes. */
  | { readonly do: 'bytes'; readonly length: number }
  /** `[[thinking]]`, `[[thinking:200]]` */
  | { readonly do: 'thinking'; readonly length: number }
  /** `[[tool:Bash {"command":"true"}]]` */
  | { readonly do: 'tool'; readonly name: string; readonly input: string }
  /** `[[gap:250ms]]`: between two events. */
  | { readonly do: 'gap'; readonly length: Millis }
  /** `[[wait:2s]]`: before the headers. */
  | { readonly do: 'wait'; readonly length: Millis }
  /** `[[stop:refusal]]`: another stop reason. */
  | { readonly do: 'stop'; readonly reason: string }

const DEFAULT_THINKING = 120
const MOST_CHARACTERS = 10_000_000
/** Tool input may hold `]]` itself: so many ends are tried. */
const MOST_ENDS = 20

/** The directives in a text. What is not one, or makes no sense, is left alone: prompts hold all kinds of brackets. */
export function directivesIn(text: string): readonly Directive[] {
  const found: Directive[] = []
  const opening = /\[\[(\w+)/g
  for (let begin = opening.exec(text); begin !== null; begin = opening.exec(text)) {
    const read = directiveFrom(text, { name: begin[1] ?? '', from: opening.lastIndex })
    if (read === undefined) continue
    found.push(read.directive)
    opening.lastIndex = read.end
  }
  return found
}

type Opening = { readonly name: string; readonly from: number }

/** The directive whose name ends at `from`, up to the first `]]` that makes sense of it. */
function directiveFrom(text: string, { name, from }: Opening): { directive: Directive; end: number } | undefined {
  let end = text.indexOf(']]', from)
  for (let tried = 0; end !== -1 && tried < MOST_ENDS; tried++) {
    const rest = text.slice(from, end)
    const known = rest === '' || rest.startsWith(':') ? directive(name, rest === '' ? undefined : rest.slice(1)) : undefined
    if (known !== undefined) return { directive: known, end: end + 2 }
    end = text.indexOf(']]', end + 1)
  }
  return undefined
}

function directive(name: string, argument: string | undefined): Directive | undefined {
  switch (name) {
    case 'text':
    case 'bytes':
      return sized(name, argument)
    case 'thinking':
      return sized(name, argument ?? String(DEFAULT_THINKING))
    case 'tool':
      return tool(argument ?? '')
    case 'gap':
    case 'wait':
      return paced(name, argument ?? '')
    case 'stop':
      return { do: 'stop', reason: argument ?? 'end_turn' }
  }
  return undefined
}

function paced(name: 'gap' | 'wait', argument: string): Directive | undefined {
  const length = parseDuration(argument)
  return length === undefined ? undefined : { do: name, length }
}

function sized(name: 'text' | 'bytes' | 'thinking', argument: string | undefined): Directive | undefined {
  if (argument === undefined || !/^\d+$/.test(argument)) return undefined
  return { do: name, length: Math.min(Number(argument), MOST_CHARACTERS) }
}

function tool(argument: string): Directive | undefined {
  const [, name, input = '{}'] = /^([\w-]+)(?:\s+(\{.*\}))?\s*$/s.exec(argument) ?? []
  if (name === undefined) return undefined
  try {
    return { do: 'tool', name, input: JSON.stringify(JSON.parse(input)) }
  } catch {
    return undefined
  }
}
