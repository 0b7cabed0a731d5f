import { connect } from 'node:net'

/** What a raw client saw of one request, byte for byte. */
export type RawAnswer = {
  readonly status: number | undefined
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** As it came, chunk framing removed. */
  readonly body: string
  /** `end`: the answer is complete. `closed`: the connection ended before it was. `reset`: by RST. */
  readonly ending: 'end' | 'closed' | 'reset' | 'refused' | 'quiet'
}

type RawRequest = {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Give up watching after so long: what has come by then is what there is. */
  readonly watchMillis?: number
}

export const CREDENTIALS = { 'x-api-key': 'made-up', 'anthropic-version': '2023-06-01', 'content-type': 'application/json' }

/** A streamed or whole messages request with this prompt. */
export const messagesBody = (prompt: string, more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    model: 'claude-opus-5',
    max_tokens: 4096,
    stream: true,
    messages: [{ role: 'user', content: prompt }],
    ...more,
  })

/** Sends one request over a fresh connection and keeps what comes back. */
export function ask(url: string, request: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const body = Buffer.from(request.body ?? '')
  const lines = Object.entries({ host: hostname, 'content-length': String(body.length), ...request.headers })
  const head = `${request.method ?? 'POST'} ${request.path ?? '/v1/messages?beta=true'} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return new Promise((resolve) => {
    let received = Buffer.alloc(0)
    const socket = connect(Number(port), hostname)
    const done = (ending: RawAnswer['ending']): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ ...parsed(received), ending })
    }
    const timer = setTimeout(() => done('quiet'), request.watchMillis ?? 5_000)
    socket.on('connect', () => socket.write(Buffer.concat([Buffer.from(head), body])))
    socket.on('data', (bytes: Buffer) => {
      received = Buffer.concat([received, bytes])
      if (isComplete(received, request.method)) done('end')
    })
    socket.on('end', () => done('closed'))
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code === 'ECONNREFUSED' ? 'refused' : 'reset'))
  })
}

function isComplete(received: Buffer, method: string | undefined): boolean {
  const text = received.toString('latin1')
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd === -1) return false
  if (method === 'HEAD') return true
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, headEnd + 2))?.[1]
  return length === undefined ? text.endsWith('\r\n0\r\n\r\n') : received.length >= headEnd + 4 + Number(length)
}

function parsed(received: Buffer): Omit<RawAnswer, 'ending'> {
  const text = received.toString('utf8')
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd === -1) return { status: undefined, headers: {}, body: '' }
  const [first = '', ...lines] = text.slice(0, headEnd).split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  )
  const rest = text.slice(headEnd + 4)
  return {
    status: Number(first.split(' ')[1]),
    headers,
    body: headers['transfer-encoding'] === 'chunked' ? unchunked(rest) : rest,
  }
}

/** Sizes are of bytes; the stand-in's answers are ASCII, so characters will do. */
function unchunked(text: string): string {
  let body = ''
  let rest = text
  for (;;) {
    const [line = ''] = rest.split('\r\n', 1)
    const size = Number.parseInt(line, 16)
    if (!(size > 0)) return body
    body += rest.slice(line.length + 2, line.length + 2 + size)
    rest = rest.slice(line.length + 2 + size + 2)
  }
}

export type RawEvent = { readonly name: string; readonly data: Readonly<Record<string, unknown>> }

/** The whole events in a body. */
export function eventsIn(body: string): readonly RawEvent[] {
  return body
    .split('\n\n')
    .slice(0, -1)
    .map((frame) => {
      const [, name = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(frame) ?? []
      return { name, data: JSON.parse(data) as Readonly<Record<string, unknown>> }
    })
}

export const namesIn = (body: string): readonly string[] => eventsIn(body).map((event) => event.name)
