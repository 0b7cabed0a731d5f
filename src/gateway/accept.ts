import { hash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GatewayCode } from '../core/catalogue.ts'
import { envelopeOf, patienceOf } from '../core/envelope.ts'
import { describeMessages, describeOther, type Described } from '../core/request.ts'
import type { Instant } from '../core/time.ts'
import { runIdOf } from '../journal/words.ts'
import { passingBody, type Body, type Collected } from './body.ts'
import { ClientLine } from './client-line.ts'
import { firstTime, type Accepted } from './exchange.ts'
import { keyOf } from './returning.ts'
import type { Shared } from './shared.ts'

type Read = { readonly described: Described; readonly body: Body; readonly bytes: Uint8Array }

/** Without query. @param target as it stands in the request line */
export function pathOf(target = '/'): string {
  const query = target.indexOf('?')
  return query === -1 ? target : target.slice(0, query)
}

/** Reads a request as far as it must be known before anything is decided. */
export async function accept(
  shared: Shared,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Accepted | GatewayCode | 'left'> {
  const at = shared.clock.now()
  const target = request.url ?? '/'
  const path = pathOf(target)
  const method = request.method ?? 'GET'
  const described = describeOther(method, path)
  const messages = method === 'POST' && path === '/v1/messages'
  const whole = messages || described.kind === 'quick'
  const read = whole ? await readWhole(shared, request, { messages, described }) : passingThrough(request, described)
  if (typeof read === 'string') return read
  return acceptedFrom({ shared, request, response, read, method, target, path, at })
}

const passingThrough = (request: IncomingMessage, described: Described): Read => ({
  described,
  body: passingBody(request),
  bytes: NO_BYTES,
})

type From = {
  readonly shared: Shared
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly read: Read
  readonly method: string
  readonly target: string
  readonly path: string
  readonly at: Instant
}

function acceptedFrom({ shared, request, response, read, method, target, path, at }: From): Accepted {
  const { described, body } = read
  const header = (name: string): string | undefined => {
    const value = request.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  const envelope = envelopeOf(shared.policy, { streaming: described.streaming, header })
  const credential = markOf(shared.salt, header('authorization') ?? header('x-api-key') ?? '')
  const session = header('x-claude-code-session-id')
  const key = keyFor(`${shared.salt}\0${session ?? credential}`, path, read)
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
    // It is written down: what is no run's id could be anything.
    run: runIdOf(header('x-holdfast-run')),
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
  const newId = (): string => `msg_holdfast_${shared.id.slice(0, 8)}${Math.floor(shared.random() * 1e9).toString(36)}`
  return new ClientLine(options, newId)
}

async function readWhole(
  shared: Shared,
  request: IncomingMessage,
  asked: { readonly messages: boolean; readonly described: Described },
): Promise<Read | GatewayCode | 'left'> {
  const collected = await shared.replay.collect(request)
  if (collected.kind !== 'body') return NOT_READ[collected.kind]
  const { body, bytes } = collected
  if (!asked.messages) return { described: asked.described, body, bytes }
  const encoding = request.headers['content-encoding']
  const packed = encoding !== undefined && shared.unpacking.knows(encoding)
  const described = packed ? await shared.unpacking.look(bytes, encoding, describeMessages) : describeMessages(bytes)
  return { described: described ?? describeMessages(NO_BYTES), body, bytes }
}

const NOT_READ: Readonly<Record<Exclude<Collected['kind'], 'body'>, GatewayCode | 'left'>> = {
  'too-large': 'gateway.body-too-large',
  'too-slow': 'gateway.slow-sender',
  'no-room': 'gateway.memory-full',
  'client-left': 'left',
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

/** Tells credentials apart without keeping one: a short hash, salted by this gateway. */
function markOf(salt: string, credential: string): string {
  if (credential === '') return 'none'
  return hash('sha256', salt + credential, 'hex').slice(0, 12)
}
