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
const DIRECTIVE = /\[\[(\w+)(?::((?:[^\]]|\](?!\]))*\]?))?\]\]/g

/** The directives in a text. What is not one, or makes no sense, is left alone: prompts hold all kinds of brackets. */
export function directivesIn(text: string): readonly Directive[] {
  return [...text.matchAll(DIRECTIVE)].map((found) => directive(found[1] ?? '', found[2])).filter((one) => one !== undefined)
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
  const [, name, input = '{}'] = /^(\w+)(?:\s+(\{.*\}))?\s*$/s.exec(argument) ?? []
  if (name === undefined) return undefined
  try {
    return { do: 'tool', name, input: JSON.stringify(JSON.parse(input)) }
  } catch {
    return undefined
  }
}
