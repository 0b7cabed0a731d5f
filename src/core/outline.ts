// The outermost fields of a JSON object, without making the rest of it. A request of an agent is a conversation of a
// megabyte, and what has to be known of it are five small fields: parsing it all would keep every other exchange waiting.

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** Where a field's value stands. */
export type Span = { readonly from: number; readonly to: number }

/**
 * Finds fields of the outermost object; of several of one name, the last.
 * @param json UTF-8. What is skipped is not validated: only its strings and brackets are followed.
 * @returns for each name where its value stands, if it does; nothing at all for what is no object, or breaks off
 */
export function outline(json: Uint8Array, names: readonly string[]): readonly (Span | undefined)[] | undefined {
  const found: (Span | undefined)[] = names.map(() => undefined)
  let at = afterSpace(json, 0)
  if (json[at] !== OPEN_OBJECT) return undefined
  at = afterSpace(json, at + 1)
  if (json[at] === CLOSE_OBJECT) return found
  while (json[at] === QUOTE) {
    const end = endOfString(json, at)
    const which = keyAt(json, at, end, names)
    at = afterSpace(json, end)
    if (json[at] !== COLON) return undefined
    const from = afterSpace(json, at + 1)
    const to = endOfValue(json, from)
    if (to <= from) return undefined
    if (which !== -1) found[which] = { from, to }
    at = afterSpace(json, to)
    if (json[at] === CLOSE_OBJECT) return found
    if (json[at] !== COMMA) return undefined
    at = afterSpace(json, at + 1)
  }
  return undefined
}

const decoder = new TextDecoder()

/** Below this a decoder costs more than it decodes. */
const SHORT = 48

/** What stands there, as it is written. */
export function textAt(json: Uint8Array, { from, to }: Span): string {
  let text = ''
  if (to - from > SHORT) return decoder.decode(json.subarray(from, to))
  for (let at = from; at < to; at += 1) {
    const byte = json[at] ?? 0
    if (byte >= 0x80) return decoder.decode(json.subarray(from, to))
    text += String.fromCharCode(byte)
  }
  return text
}

function afterSpace(json: Uint8Array, from: number): number {
  let at = from
  while (isSpace(json[at])) at += 1
  return at
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/** Behind the closing quote of the string that begins at `from`; behind the last byte when it is not closed. */
function endOfString(json: Uint8Array, from: number): number {
  for (let end = nextQuote(json, from + 1); end !== -1; end = nextQuote(json, end + 1)) {
    let slashes = 0
    while (json[end - 1 - slashes] === BACKSLASH) slashes += 1
    if (slashes % 2 === 0) return end + 1
  }
  return json.length
}

/** Names and short values end within this many bytes: there a search costs more to begin than to do. */
const NEAR = 24

function nextQuote(json: Uint8Array, from: number): number {
  const near = Math.min(from + NEAR, json.length)
  for (let at = from; at < near; at += 1) if (json[at] === QUOTE) return at
  return json.indexOf(QUOTE, near)
}

/** Behind the value that begins at `from`; behind the last byte when it is not closed. */
function endOfValue(json: Uint8Array, from: number): number {
  const first = json[from]
  if (first === QUOTE) return endOfString(json, from)
  if (first === OPEN_OBJECT || first === OPEN_LIST) return endOfBrackets(json, from)
  let at = from
  while (at < json.length && !isSpace(json[at]) && json[at] !== COMMA && json[at] !== CLOSE_OBJECT) at += 1
  return at
}

/** Counts brackets of both kinds as one: where they do not match it is no JSON, and nobody relies on it. */
function endOfBrackets(json: Uint8Array, from: number): number {
  let depth = 0
  let at = from
  while (at < json.length) {
    const byte = json[at]
    if (byte === QUOTE) {
      at = endOfString(json, at)
      continue
    }
    at += 1
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      depth -= 1
      if (depth === 0) return at
    }
  }
  return json.length
}

/** Which of these names is the string from quote to quote? -1 for none of them. */
function keyAt(json: Uint8Array, from: number, to: number, names: readonly string[]): number {
  for (let which = 0; which < names.length; which += 1) if (isPlainly(json, from, to, names[which] ?? '')) return which
  if (!hasEscape(json, from, to)) return -1
  // Written with escapes it is longer, up to six bytes for one, and still the same name.
  const longest = Math.max(...names.map((name) => name.length))
  const key = to - from <= 6 * longest + 2 ? unescaped(textAt(json, { from, to })) : undefined
  return names.findIndex((name) => name === key)
}

/** Is the string from quote to quote this text, without any escapes? */
export function isPlainly(json: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length + 2 || json[from] !== QUOTE) return false
  for (let at = 0; at < text.length; at += 1) if (json[from + 1 + at] !== text.charCodeAt(at)) return false
  return true
}

function hasEscape(json: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (json[at] === BACKSLASH) return true
  return false
}

function unescaped(string: string): unknown {
  try {
    return JSON.parse(string)
  } catch {
    return undefined
  }
}
