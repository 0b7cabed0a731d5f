import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GatewayCode } from '../core/catalogue.ts'
import { envelopeOf, patienceOf } from '../core/envelope.ts'
import { describeMessages, describeOther, type Described } from '../core/request.ts'
import type { Instant } from '../core/time.ts'
import { runIdOf } from '../journal/words.ts'
import { passingBody, type Body, type Collected } from './body.ts'
import { ClientLine } from './client-line.ts'
import { markOf } from './credential-mark.ts'
import { firstTime, type Accepted } from './exchange.ts'
import { keyOf } from './returning.ts'
import type { Shared } from './shared.ts'

type Read = {
  /** Undefined for a message: what it is stands in `bytes`. */
  readonly described: Described | undefined
  readonly body: Body
  readonly bytes: Uint8Array
}

/** Without query. @param target as it stands in the request line */
export function pathOf(target = '/'): string {
  const query = target.indexOf('?')
  return query === -1 ? target : target.slice(0, query)
}

/** What became of reading a request; an error is a bug of ours. */
export type Acceptance = Accepted | GatewayCode | 'left' | Error

type Done = (acceptance: Acceptance) => void

/** What a request's first lines say. */
type Asked = {
  readonly shared: Shared
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly method: string
  readonly target: string
  readonly path: string
  readonly at: Instant
}

/** Reads a request as far as it must be known before anything is decided. Calls back once: promises would cost more than the reading. */
export function accept(shared: Shared, request: IncomingMessage, response: ServerResponse, done: Done): void {
  const target = request.url ?? '/'
  const asked: Asked = {
    shared,
    request,
    response,
    method: request.method ?? 'GET',
    target,
    path: pathOf(target),
    at: shared.clock.now(),
  }
  const { method, path } = asked
  if (method === 'POST' && path === '/v1/messages') {
    shared.replay.collect(request, (collected) => {
      if (collected.kind === 'body') acceptMessage(asked, collected, done)
      else done(NOT_READ[collected.kind])
    })
    return
  }
  const described = describeOther(method, path)
  if (described.kind !== 'quick') finish(asked, { described, body: passingBody(request), bytes: NO_BYTES }, done)
  else
    shared.replay.collect(request, (collected) => {
      if (collected.kind === 'body') finish(asked, { ...collected, described }, done)
      else done(NOT_READ[collected.kind])
    })
}

function acceptMessage(asked: Asked, { body, bytes }: Extract<Collected, { kind: 'body' }>, done: Done): void {
  const encoding = asked.request.headers['content-encoding']
  const packed = encoding !== undefined && asked.shared.unpacking.knows(encoding)
  if (packed) void acceptPacked(asked, { body, bytes, encoding }, done)
  else finish(asked, { described: undefined, body, bytes }, done)
}

type Packed = { readonly body: Body; readonly bytes: Uint8Array; readonly encoding: string }

async function acceptPacked(asked: Asked, { body, bytes, encoding }: Packed, done: Done): Promise<void> {
  const described = await asked.shared.unpacking.look(bytes, encoding, describeMessages)
  finish(asked, { described: described ?? describeMessages(NO_BYTES), body, bytes }, done)
}

const NOT_READ: Readonly<Record<Exclude<Collected['kind'], 'body'>, GatewayCode | 'left'>> = {
  'too-large': 'gateway.body-too-large',
  'too-slow': 'gateway.slow-sender',
  'no-room': 'gateway.memory-full',
  'client-left': 'left',
}

const NO_BYTES = new Uint8Array(0)

/** What is thrown here would end up in the socket that called back. */
function finish(asked: Asked, read: Read, done: Done): void {
  let acceptance: Acceptance
  try {
    acceptance = acceptedFrom(asked, read)
  } catch (bug) {
    read.body.release()
    acceptance = bug instanceof Error ? bug : new Error(String(bug))
  }
  done(acceptance)
}

function acceptedFrom({ shared, request, response, method, target, path, at }: Asked, read: Read): Accepted {
  const { body } = read
  const described = read.described ?? describeMessages(read.bytes)
  const { headers } = request
  const header = (name: string): string | undefined => {
    const value = headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  const envelope = envelopeOf(shared.policy, { streaming: described.streaming, header })
  const credential = markOf(shared.salt, request)
  const session = header('x-claude-code-session-id')
  const key = keyFor(read, { salt: shared.salt, from: session ?? credential, path })
  const line = new ClientLine(
    {
      response,
      clock: shared.clock,
      policy: shared.policy,
      envelope,
      acceptedAt: at,
      streaming: described.kind === 'messages' && described.streaming ? 'yes' : 'no',
      model: described.model ?? '',
    },
    shared,
  )
  const back = shared.returning.size > 0 ? shared.returning.take(key()) : undefined
  return {
    method,
    target,
    headers: request.rawHeaders,
    described,
    envelope,
    body,
    line,
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

/** Of a body in memory the hash is made when it is wanted, which is rare; of a spilled one at once, so that nothing of it is kept. */
function keyFor({ body, bytes }: Read, { salt, from, path }: KeyParts): () => string {
  if (body.kept === 'memory') return () => keyOf(`${salt}\0${from}`, path, bytesOf(body))
  const key = keyOf(`${salt}\0${from}`, path, bytes)
  return () => key
}

function bytesOf(body: Body): Uint8Array {
  const sent = body.send()
  return sent instanceof Uint8Array ? sent : NO_BYTES
}

type KeyParts = { readonly salt: string; readonly from: string; readonly path: string }
