import { hash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib'
import type { GatewayCode } from '../core/catalogue.ts'
import { envelopeOf, patienceOf } from '../core/envelope.ts'
import { describeMessages, describeOther, type Described } from '../core/request.ts'
import type { Instant } from '../core/time.ts'
import { MESSAGE_AT_MOST } from './limits.ts'
import { passingBody, type Body } from './body.ts'
import { ClientLine } from './client-line.ts'
import { firstTime, type Accepted } from './exchange.ts'
import { keyOf } from './returning.ts'
import type { Shared } from './shared.ts'

type Read = { readonly described: Described; readonly body: Body; readonly bytes: Uint8Array }

/** Reads a request as far as it must be known before anything is decided. */
export async function accept(
  shared: Shared,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Accepted | GatewayCode | 'left'> {
  const at = shared.clock.now()
  const target = request.url ?? '/'
  const path = target.split('?', 1)[0] ?? '/'
  const method = request.method ?? 'GET'
  const read = await readRequest(shared, request, { method, path })
  if (typeof read === 'string') return read
  const { described, body } = read
  const header = (name: string): string | undefined => {
    const value = request.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  const envelope = envelopeOf(shared.policy, { streaming: described.streaming, header })
  const credential = markOf(shared.id, header('authorization') ?? header('x-api-key') ?? '')
  const session = header('x-claude-code-session-id')
  const key = keyFor(session ?? credential, path, read)
  const back = shared.returning.size > 0 ? shared.returning.take(key()) : undefined
  return {
    method,
    target,
    headers: request.rawHeaders,
    described,
    envelope,
    body,
    line: lineFor({ shared, response, described, envelope, at }),
    lanes: shared.health.lanesOf({ upstream: shared.upstream.name, family: described.family, credential }),
    at,
    patience: patienceOf(shared.policy, header),
    back: back ?? firstTime(shared.clock.wall()),
    key,
    session,
    run: header('x-holdfast-run'),
  }
}

type LineFor = {
  readonly shared: Shared
  readonly response: ServerResponse
  readonly described: Described
  readonly envelope: Accepted['envelope']
  readonly at: Instant
}

function lineFor({ shared, response, described, envelope, at }: LineFor): ClientLine {
  const held = described.kind === 'messages' && described.streaming
  const { clock, policy } = shared
  const options = {
    response,
    clock,
    policy,
    envelope,
    acceptedAt: at,
    streaming: held ? 'yes' : 'no',
    model: described.model ?? '',
  } as const
  return new ClientLine(options, `msg_holdfast_${shared.id.slice(0, 8)}${Math.floor(shared.random() * 1e9).toString(36)}`)
}

async function readRequest(
  shared: Shared,
  request: IncomingMessage,
  asked: { readonly method: string; readonly path: string },
): Promise<Read | GatewayCode | 'left'> {
  const { method, path } = asked
  const messages = method === 'POST' && path === '/v1/messages'
  const described = describeOther(method, path)
  if (!messages && described.kind !== 'quick') return { described, body: passingBody(request), bytes: NO_BYTES }
  const collected = await shared.replay.collect(request)
  switch (collected.kind) {
    case 'body': {
      const { body, bytes } = collected
      if (!messages) return { described, body, bytes }
      const fields = parsed(bytes, request.headers['content-encoding'])
      return { described: describeMessages(fields instanceof Promise ? await fields : fields), body, bytes }
    }
    case 'too-large':
      return 'gateway.body-too-large'
    case 'too-slow':
      return 'gateway.slow-sender'
    case 'no-room':
      return 'gateway.memory-full'
    case 'client-left':
      return 'left'
  }
}

const NO_BYTES = new Uint8Array(0)

/** Of a body in memory the hash is made when it is wanted, which is rare; of a spilled one at once, so that nothing of it is kept. */
function keyFor(sender: string, path: string, { body, bytes }: Read): () => string {
  if (body.kept === 'memory') {
    return () => {
      const sent = body.send()
      return keyOf(sender, path, sent instanceof Uint8Array ? sent : NO_BYTES)
    }
  }
  const key = keyOf(sender, path, bytes)
  return () => key
}

const limits = { maxOutputLength: MESSAGE_AT_MOST }
const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  gzip: (bytes) => promisify(gunzip)(bytes, limits),
  deflate: (bytes) => promisify(inflate)(bytes, limits),
  br: (bytes) => promisify(brotliDecompress)(bytes, limits),
  zstd: (bytes) => promisify(zstdDecompress)(bytes, limits),
}

/** For describing only: what is sent on is what came. What cannot be read is for the API to refuse. */
function parsed(bytes: Uint8Array, encoding: string | undefined): unknown {
  const decode = encoding === undefined ? undefined : DECODERS[encoding.toLowerCase()]
  return decode === undefined ? parsedJson(bytes) : decode(bytes).then(parsedJson, () => undefined)
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    // Over the same memory: Buffer reads UTF-8 faster than TextDecoder.
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
  } catch {
    return undefined
  }
}

/** Tells credentials apart without keeping one: a short hash, salted by this gateway. */
function markOf(salt: string, credential: string): string {
  if (credential === '') return 'none'
  return hash('sha256', salt + credential, 'hex').slice(0, 12)
}
