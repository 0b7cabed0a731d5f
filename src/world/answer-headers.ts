type ParsedHeaders = Readonly<Record<string, string | string[] | undefined>>

/** As they came, in their case. What undici has decoded already is not decoded again: names without capitals, and all values. */
export function rawHeaders(raw: unknown, parsed: ParsedHeaders): readonly string[] {
  const names = Object.keys(parsed)
  if (!Array.isArray(raw)) return names.flatMap((name) => [parsed[name] ?? []].flat().flatMap((value) => [name, value]))
  const bytes = raw as readonly Buffer[]
  if (names.length * 2 !== bytes.length) return bytes.map((part) => part.toString('latin1'))
  const headers: string[] = []
  let at = 0
  for (const name of names) {
    const value = parsed[name]
    const written = bytes[at]
    const letters = written === undefined || typeof value !== 'string' ? 'other' : lettersOf(written, name)
    // Names of digits alone stand first among an object's keys, not where they came.
    if (letters === 'other') return bytes.map((part) => part.toString('latin1'))
    headers.push(letters === 'small' ? name : (written?.toString('latin1') ?? name), value as string)
    at += 2
  }
  return headers
}

/** Is it this name, and in which letters? @param name in small letters */
function lettersOf(written: Buffer, name: string): 'small' | 'mixed' | 'other' {
  if (written.length !== name.length) return 'other'
  let letters: 'small' | 'mixed' = 'small'
  for (let at = 0; at < name.length; at += 1) {
    const byte = written[at] ?? 0
    if (byte === name.charCodeAt(at)) continue
    if (byte + 0x20 !== name.charCodeAt(at)) return 'other'
    letters = 'mixed'
  }
  return letters
}

export function joinedHeaders(headers: ParsedHeaders): Readonly<Record<string, string | undefined>> {
  let joined: Record<string, string | string[] | undefined> | undefined
  for (const name in headers) {
    const value = headers[name]
    if (!Array.isArray(value)) continue
    joined ??= { ...headers }
    joined[name] = value.join(', ')
  }
  return (joined ?? headers) as Readonly<Record<string, string | undefined>>
}
