// A reader of HTTP/1.1 that forgives nothing: what it cannot read exactly as RFC 9112 writes it, it calls a fault. It stands
// on both sides of the gateway, so that what comes out of it is held to the letter.

export type Message = {
  /** Request line or status line. */
  readonly first: string
  /** Names in lower case, as often as they came. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
}

export type Reading = {
  readonly messages: readonly Message[]
  /** Of a message that is not complete. */
  readonly rest: Buffer
  readonly fault: string | undefined
  /** So many bytes more, at least, are wanted for the next message. */
  readonly wants: number
}

type Kind = 'requests' | 'answers'
type Body = { readonly body: Buffer; readonly next: number } | { readonly wants: number } | { readonly fault: string }

const BLANK = Buffer.from('\r\n\r\n')

export function readMessages(bytes: Buffer, kind: Kind): Reading {
  const messages: Message[] = []
  let at = 0
  let wants = 1
  while (at < bytes.length) {
    const blank = bytes.indexOf(BLANK, at)
    if (blank === -1) break
    const head = readHead(bytes.toString('latin1', at, blank), kind)
    if (typeof head === 'string') return { messages, rest: bytes.subarray(at), fault: head, wants }
    const found = bodyless(head.first, kind)
      ? { body: Buffer.alloc(0), next: blank + 4 }
      : readBody(bytes, blank + 4, { ...head, kind })
    if ('wants' in found) {
      wants = found.wants
      break
    }
    if ('fault' in found) return { messages, rest: bytes.subarray(at), fault: found.fault, wants }
    messages.push({ ...head, body: found.body })
    at = found.next
  }
  return { messages, rest: bytes.subarray(at), fault: undefined, wants }
}

export const valuesOf = ({ headers }: Pick<Message, 'headers'>, wanted: string): readonly string[] =>
  headers.flatMap(([name, value]) => (name === wanted ? [value] : []))

export const statusOf = ({ first }: Message): number => Number(first.slice(9, 12))

const FIRST = {
  requests: /^[A-Z-]+ [\x21-\xff]+ HTTP\/1\.1$/,
  answers: /^HTTP\/1\.1 [1-9]\d\d [\t\x20-\x7e\x80-\xff]*$/,
} as const
const LINE = /^([!#$%&'*+.^_`|~\w-]+):[\t ]*([\t\x20-\x7e\x80-\xff]*?)[\t ]*$/

function readHead(text: string, kind: Kind): Omit<Message, 'body'> | string {
  const [first = '', ...lines] = text.split('\r\n')
  if (!FIRST[kind].test(first)) return `first line ${JSON.stringify(first.slice(0, 80))}`
  const headers: [string, string][] = []
  for (const line of lines) {
    const parts = LINE.exec(line)
    if (parts === null) return `header line ${JSON.stringify(line.slice(0, 80))}`
    headers.push([(parts[1] ?? '').toLowerCase(), parts[2] ?? ''])
  }
  return { first, headers }
}

const bodyless = (first: string, kind: Kind): boolean => kind === 'answers' && /^HTTP\/1\.1 (?:1\d\d|204|304)/.test(first)

function readBody(bytes: Buffer, from: number, head: Omit<Message, 'body'> & { readonly kind: Kind }): Body {
  const lengths = valuesOf(head, 'content-length')
  const codings = valuesOf(head, 'transfer-encoding')
  if (lengths.length + codings.length > 1) return { fault: 'more than one word on the length' }
  if (codings.length === 1) return codings[0] === 'chunked' ? readChunks(bytes, from) : { fault: `coding ${codings[0]}` }
  if (lengths.length === 0) return head.kind === 'requests' ? { body: Buffer.alloc(0), next: from } : { wants: 1 }
  if (!/^\d+$/.test(lengths[0] ?? '')) return { fault: `length ${lengths[0]}` }
  const next = from + Number(lengths[0])
  return next > bytes.length ? { wants: next - bytes.length } : { body: bytes.subarray(from, next), next }
}

function readChunks(bytes: Buffer, from: number): Body {
  const chunks: Buffer[] = []
  for (let at = from; ;) {
    const end = bytes.indexOf('\r\n', at)
    if (end === -1) return { wants: 1 }
    const size = bytes.toString('latin1', at, end)
    if (!/^[\da-f]{1,8}$/i.test(size)) return { fault: `chunk size ${JSON.stringify(size.slice(0, 40))}` }
    const next = end + 2 + Number.parseInt(size, 16)
    if (next + 2 > bytes.length) return { wants: next + 2 - bytes.length }
    if (bytes.toString('latin1', next, next + 2) !== '\r\n') return { fault: 'no line end behind a chunk' }
    if (next === end + 2) return { body: Buffer.concat(chunks), next: next + 2 }
    chunks.push(bytes.subarray(end + 2, next))
    at = next + 2
  }
}
