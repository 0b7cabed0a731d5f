// Framing of server-sent events on bytes. Whole events only: a proxy that forwards half of one cannot add a ping, cannot
// resume, and cannot tell a cut from an end. Text is decoded per event, and only where somebody looks.

const LF = 10
const CR = 13
const EMPTY = new Uint8Array(0)

/** What an event is to a relay. */
export type EventKind = 'message-start' | 'content' | 'message-delta' | 'message-stop' | 'ping' | 'error' | 'other'

/** A run of complete events: its bytes, and of each event the offset behind it and its kind. */
export type Run = { readonly bytes: Uint8Array; readonly ends: readonly number[]; readonly kinds: readonly EventKind[] }

const NOTHING: Run = { bytes: EMPTY, ends: [], kinds: [] }

export type Framer = {
  /**
   * Takes the next bytes, gives the events that are complete with them. The bytes may be the chunk's own memory.
   * @throws RangeError when an event outgrows the limit: an attack or a bug
   */
  readonly push: (chunk: Uint8Array) => Run
  /** Bytes of an event that is not complete. */
  readonly rest: () => Uint8Array
}

/** Frames events that end with a blank line (\n\n, \n\r\n, \r\n\r\n). @param mostBytes of one event */
export const framer = (mostBytes: number): Framer => new EventFramer(mostBytes)

class EventFramer implements Framer {
  readonly #mostBytes: number
  /** An incomplete event, with room to grow: however small the chunks are, each byte is copied a bounded number of times. */
  #store = EMPTY
  #length = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  push(chunk: Uint8Array): Run {
    // An end may straddle the chunks: the last two bytes (\n\r) are looked at again.
    const from = Math.max(0, this.#length - 2)
    const bytes = this.#withStored(chunk)
    const { ends, kinds } = eventsIn(bytes, from)
    const last = ends.at(-1)
    if (last === undefined) {
      if (this.#length === 0) this.#keep(chunk)
      else this.#refuseGiant()
      return NOTHING
    }
    if (bytes.length > this.#mostBytes) refuseGiants(ends, this.#mostBytes)
    this.#keep(bytes.subarray(last))
    return { bytes: last === bytes.length ? bytes : bytes.subarray(0, last), ends, kinds }
  }

  rest(): Uint8Array {
    return this.#store.subarray(0, this.#length)
  }

  #withStored(chunk: Uint8Array): Uint8Array {
    if (this.#length === 0) return chunk
    this.#append(chunk)
    return this.#store.subarray(0, this.#length)
  }

  #append(chunk: Uint8Array): void {
    if (this.#length + chunk.length > this.#store.length) {
      const larger = new Uint8Array(Math.max(1024, 2 * (this.#length + chunk.length)))
      larger.set(this.#store.subarray(0, this.#length))
      this.#store = larger
    }
    this.#store.set(chunk, this.#length)
    this.#length += chunk.length
  }

  /** In fresh memory: what was given out must not change under its owner. */
  #keep(rest: Uint8Array): void {
    this.#store = EMPTY
    this.#length = 0
    if (rest.length > 0) this.#append(rest)
    this.#refuseGiant()
  }

  #refuseGiant(): void {
    if (this.#length > this.#mostBytes) throw new RangeError(`an event of more than ${this.#mostBytes} bytes`)
  }
}

/** Else it would depend on the chunks whether an event is too large. */
function refuseGiants(ends: readonly number[], mostBytes: number): void {
  let begin = 0
  for (const end of ends) {
    if (end - begin > mostBytes) throw new RangeError(`an event of more than ${mostBytes} bytes`)
    begin = end
  }
}

/** Events end behind each blank line whose first line end is at or after `from`. */
function eventsIn(bytes: Uint8Array, from: number): Pick<Run, 'ends' | 'kinds'> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const ends: number[] = []
  const kinds: EventKind[] = []
  let begin = 0
  let line = firstLineAt(view, 0)
  for (let at = bytes.indexOf(LF, from); at !== -1;) {
    const end = bytes[at + 1] === LF ? at + 2 : bytes[at + 1] === CR && bytes[at + 2] === LF ? at + 3 : -1
    if (end === -1) {
      at = bytes.indexOf(LF, at + 1)
      continue
    }
    ends.push(end)
    kinds.push(line?.kind ?? kindByReading(bytes, begin, end))
    if (end === bytes.length) break
    begin = end
    line = firstLineAt(view, begin)
    // Where a line ends that is known need not be looked for.
    at = line === undefined ? bytes.indexOf(LF, begin) : begin + line.length - 1
  }
  return { ends, kinds }
}

export type SseEvent = { readonly name: string; readonly data: string }

const decoder = new TextDecoder()
const encoder = new TextEncoder()

/** The event's name and data as the standard reads them; comments and unknown fields are passed over. */
export function parseEvent(bytes: Uint8Array): SseEvent {
  let name = ''
  const data: string[] = []
  for (const line of decoder.decode(bytes).split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const value = line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (line.startsWith('event:')) name = value
    else if (line.startsWith('data:')) data.push(value)
  }
  return { name, data: data.join('\n') }
}

export const writeEvent = (event: SseEvent): Uint8Array => encoder.encode(`event: ${event.name}\ndata: ${event.data}\n\n`)

const kinds: readonly (readonly [name: string, kind: EventKind])[] = [
  ['content_block_delta', 'content'],
  ['content_block_start', 'content'],
  ['content_block_stop', 'content'],
  ['message_delta', 'message-delta'],
  ['message_start', 'message-start'],
  ['message_stop', 'message-stop'],
  ['ping', 'ping'],
  ['error', 'error'],
]
const KIND_BY_NAME: ReadonlyMap<string, EventKind> = new Map(kinds)
const WORD = 4
const FIRST_LINES: readonly FirstLine[] = kinds.map(([name, kind]) => firstLine(encoder.encode(`event: ${name}\n`), kind))

/** Its bytes as numbers of four, of which the last may overlap the one before: a quarter of the comparisons, on each event. */
type FirstLine = { readonly length: number; readonly words: readonly number[]; readonly kind: EventKind }

function firstLine(bytes: Uint8Array, kind: EventKind): FirstLine {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const last = bytes.length - WORD
  const words = Array.from({ length: Math.ceil(last / WORD) }, (_, word) => view.getUint32(word * WORD, true))
  return { length: bytes.length, words: [...words, view.getUint32(last, true)], kind }
}

/** The line that begins there, as the API writes it; undefined for any other. */
function firstLineAt(view: DataView, at: number): FirstLine | undefined {
  for (const line of FIRST_LINES) if (standsAt(view, at, line)) return line
  return undefined
}

function standsAt(view: DataView, at: number, { length, words }: FirstLine): boolean {
  const lastAt = at + length - WORD
  if (lastAt + WORD > view.byteLength) return false
  // From its end: the names differ there, and all begin alike.
  const last = words.length - 1
  if (view.getUint32(lastAt, true) !== words[last]) return false
  for (let word = last - 1; word >= 0; word -= 1) if (view.getUint32(at + word * WORD, true) !== words[word]) return false
  return true
}

const SHORTEST = 'event:ping\n\n'.length

/** Some upstreams write their lines otherwise, or send data lines alone: then the type inside says it. */
function kindByReading(bytes: Uint8Array, begin: number, end: number): EventKind {
  // Nothing that short has a kind: a stream of empty lines is passed over, and not read line by line.
  if (end - begin < SHORTEST) return 'other'
  const { name, data } = parseEvent(bytes.subarray(begin, end))
  return KIND_BY_NAME.get(name !== '' ? name : typeIn(data)) ?? 'other'
}

/** Of the outermost object: what it holds has types too, and may come first. */
function typeIn(data: string): string {
  try {
    const parsed: unknown = JSON.parse(data)
    const type = typeof parsed === 'object' && parsed !== null && 'type' in parsed ? parsed.type : undefined
    return typeof type === 'string' ? type : ''
  } catch {
    return ''
  }
}
