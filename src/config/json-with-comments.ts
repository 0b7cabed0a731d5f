/** Where a value stands: offsets into the text, `end` behind its last character. */
export type Span = {
  /** Of its key; of the value itself in a list. */
  readonly key: number
  readonly start: number
  readonly end: number
}

/** What a file holds, and where each of its values stands. */
export type Parsed = {
  readonly ok: true
  readonly value: unknown
  /** Of a key that stands there twice the last, which is the one that counts. */
  readonly spanOf: (path: readonly PropertyKey[]) => Span | undefined
  /** Line, from 1, of the value at this path; of the nearest parent that has one when the path is not in the file. */
  readonly lineOf: (path: readonly PropertyKey[]) => number
}
export type NotJson = { readonly ok: false; readonly line: number; readonly column: number; readonly expected: Wanted }

/** What should have stood where the parser stopped. */
export type Wanted = 'value' | 'key' | 'colon' | 'comma' | 'end' | 'string-end' | 'comment-end'

const SPACE_AND_COMMENTS = /(?:[ \t\r\n\uFEFF]+|\/\/[^\n]*|\/\*[^]*?\*\/)*/y
const STRING = /"(?:[^"\\\r\n]|\\.)*"/y
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y

class Stop extends Error {
  readonly at: number
  readonly expected: Wanted
  constructor(at: number, expected: Wanted) {
    super(expected)
    this.at = at
    this.expected = expected
  }
}

/** JSON as people write it: comments of both kinds and a comma after the last entry are allowed. */
export function parseJsonWithComments(text: string): Parsed | NotJson {
  const spans = new Map<string, Span>()
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length
  try {
    const whole = parse(text, (path, span) => spans.set(keyOf(path), span))
    const lineOf = (path: readonly PropertyKey[]): number => lineAt(nearest(spans, path)?.start ?? 0)
    return { ok: true, value: whole, lineOf, spanOf: (path) => spans.get(keyOf(path)) }
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    const column = error.at - text.lastIndexOf('\n', error.at - 1)
    return { ok: false, line: lineAt(error.at), column, expected: error.expected }
  }
}

const keyOf = (path: readonly PropertyKey[]): string => JSON.stringify(path.map(String))

function nearest(spans: ReadonlyMap<string, Span>, path: readonly PropertyKey[]): Span | undefined {
  for (let length = path.length; length >= 0; length--) {
    const span = spans.get(keyOf(path.slice(0, length)))
    if (span !== undefined) return span
  }
  return undefined
}

type Found = (path: readonly string[], span: Span) => void

type Reading = { readonly text: string; readonly found: Found; at: number }

function parse(text: string, found: Found): unknown {
  const reading: Reading = { text, found, at: 0 }
  const result = value(reading, [])
  skip(reading)
  if (reading.at < text.length) throw new Stop(reading.at, 'end')
  return result
}

function take(reading: Reading, pattern: RegExp): string | undefined {
  pattern.lastIndex = reading.at
  const match = pattern.exec(reading.text)?.[0]
  reading.at += match?.length ?? 0
  return match
}

function skip(reading: Reading): void {
  take(reading, SPACE_AND_COMMENTS)
  if (reading.text.startsWith('/*', reading.at)) throw new Stop(reading.at, 'comment-end')
}

function peek(reading: Reading, symbol: string): boolean {
  skip(reading)
  return reading.text.startsWith(symbol, reading.at)
}

function literal(reading: Reading, symbol: string): boolean {
  const there = peek(reading, symbol)
  if (there) reading.at += symbol.length
  return there
}

function string(reading: Reading, otherwise: Wanted): string {
  const start = reading.at
  const quoted = take(reading, STRING)
  if (quoted === undefined) throw new Stop(start, reading.text[start] === '"' ? 'string-end' : otherwise)
  try {
    return JSON.parse(quoted) as string
  } catch {
    throw new Stop(start, 'string-end') // an escape or a control character that JSON does not allow
  }
}

function list(reading: Reading, path: readonly string[]): unknown[] {
  const items: unknown[] = []
  while (!literal(reading, ']')) {
    items.push(value(reading, [...path, String(items.length)]))
    if (!literal(reading, ',') && !peek(reading, ']')) throw new Stop(reading.at, 'comma')
  }
  return items
}

function object(reading: Reading, path: readonly string[]): unknown {
  const entries: (readonly [string, unknown])[] = []
  while (!literal(reading, '}')) {
    const start = reading.at
    const key = string(reading, 'key')
    if (!literal(reading, ':')) throw new Stop(reading.at, 'colon')
    entries.push([key, value(reading, [...path, key], start)])
    if (!literal(reading, ',') && !peek(reading, '}')) throw new Stop(reading.at, 'comma')
  }
  return Object.fromEntries(entries) // defines own properties: a key named __proto__ is only a key
}

function value(reading: Reading, path: readonly string[], key?: number): unknown {
  skip(reading)
  const start = reading.at
  const read = bareValue(reading, path)
  reading.found(path, { key: key ?? start, start, end: reading.at })
  return read
}

function bareValue(reading: Reading, path: readonly string[]): unknown {
  if (literal(reading, '{')) return object(reading, path)
  if (literal(reading, '[')) return list(reading, path)
  if (reading.text[reading.at] === '"') return string(reading, 'value')
  const scalar = take(reading, SCALAR)
  if (scalar === undefined) throw new Stop(reading.at, 'value')
  return JSON.parse(scalar) as unknown
}
