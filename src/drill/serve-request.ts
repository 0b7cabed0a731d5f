import type { IncomingMessage, ServerResponse } from 'node:http'
import { createHash } from 'node:crypto'
import { ms, type Millis } from '../core/time.ts'
import { sleep, type Clock } from '../world/clock.ts'
import type { Answer } from './answer.ts'
import { streamScript, wholeScript } from './answer-script.ts'
import { answerRequest, headersFor, refuseAtDoor, type ApiRequest } from './api.ts'
import { errorReply } from './api-form.ts'
import type { Balancer, Lease } from './balancer.ts'
import type { Ledger, SeenRequest } from './counts.ts'
import { envoyReply, pageReply } from './edge-form.ts'
import { MOST_BODY_BYTES, playScript, readBody, sendReply } from './exchange.ts'
import type { Fault } from './fault.ts'
import { stageOf, type FaultBoard } from './fault-board.ts'
import { labelOf } from './fault-label.ts'
import { factsOf, parseJson, sessionOf, type Json } from './request-facts.ts'

/** What serving needs of the stand-in. */
export type Desk = {
  readonly clock: Clock
  readonly board: FaultBoard
  readonly balancer: Balancer
  readonly ledger: Ledger
  readonly serviceTime: Millis
  /** Makes request ids of different stand-ins differ. */
  readonly idSeed: string
}

type Exchange = {
  readonly desk: Desk
  readonly incoming: IncomingMessage
  readonly response: ServerResponse
  readonly request: ApiRequest
  readonly seen: SeenRequest
  readonly fault: Fault | undefined
}

let requests = 0

/** Serves one request from its last header to its last byte. Never rejects: what goes wrong is the client's leaving or ours. */
export async function serveRequest(desk: Desk, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const left = new AbortController()
  response.once('close', () => left.abort(new Error('the client left')))
  let json: Json = { ok: false, reason: 'the body did not arrive' }
  try {
    const body = await readBody(incoming, MOST_BODY_BYTES)
    if (body.kind === 'whole') json = parseJson(body.bytes)
    if (body.kind === 'bad-encoding') json = { ok: false, reason: 'the body is not what its content-encoding says' }
    if (body.kind === 'too-large') {
      const seen = desk.ledger.begin(factsOf(incoming, json), sessionOf(incoming))
      tooLarge(desk, response, seen)
      return
    }
  } catch {
    return
  }
  const facts = factsOf(incoming, json)
  const seen = desk.ledger.begin(facts, sessionOf(incoming))
  const requestId = nextRequestId(desk)
  const request: ApiRequest = { facts, json, version: versionOf(incoming), requestId, clock: desk.clock }
  await serveLeased({ desk, incoming, response, request, seen, fault: desk.board.meet(facts) }, left.signal)
}

async function serveLeased(exchange: Exchange, left: AbortSignal): Promise<void> {
  const { desk, response, seen } = exchange
  const lease = desk.balancer.lease()
  seen.server = lease?.server
  response.once('close', () => {
    desk.ledger.end(seen, response.writableFinished ? 'answered' : 'client-left')
  })
  try {
    if (lease === undefined) sendEnvoy(exchange, { kind: 'envoy-503' })
    else await serveStaged(exchange, AbortSignal.any([left, lease.died]))
  } catch {
    onBroken(exchange, lease)
  } finally {
    lease?.release()
  }
}

/** The edge, the door, the API, the answer: each may end it. */
async function serveStaged(exchange: Exchange, signal: AbortSignal): Promise<void> {
  const { desk, response, request, fault, seen } = exchange
  if (fault !== undefined && stageOf(fault) === 'edge') {
    await strikeAtEdge(exchange, fault, signal)
    return
  }
  seen.requestId = request.requestId
  const refusal = refuseAtDoor(request)
  if (refusal !== undefined) {
    send(exchange, refusal)
    return
  }
  if (fault?.kind === 'api-error') {
    seen.fault = labelOf(fault)
    send(exchange, errorReply(fault, headersFor(request)))
    return
  }
  const decision = answerRequest(request)
  if (decision.do === 'reply') {
    send(exchange, decision.reply)
    return
  }
  const { answer } = decision
  const wait = ms(desk.serviceTime + answer.wait)
  if (wait > 0) await sleep(desk.clock, wait, signal)
  seen.echo = answer.echo
  seen.status = 200
  if (fault !== undefined) seen.fault = labelOf(fault)
  response.writeHead(200, { ...answerHeaders(request), ...decision.headers })
  await sendAnswer(exchange, answer, signal)
}

async function sendAnswer(exchange: Exchange, answer: Answer, signal: AbortSignal): Promise<void> {
  const { desk, response, request, fault, seen } = exchange
  const script = (request.facts.streaming ? streamScript : wholeScript)(answer, fault)
  const sent = (chunks: number): void => {
    const part = script.chunks.length === 0 ? 0 : chunks / script.chunks.length
    seen.outputTokens = Math.ceil(answer.outputTokens * part)
  }
  if (script.then !== 'end') response.once('close', () => desk.ledger.end(seen, 'failed'))
  await playScript({ clock: desk.clock, response, script, sent }, signal)
  if (fault !== undefined) desk.ledger.end(seen, 'failed')
}

const answerHeaders = (request: ApiRequest): Readonly<Record<string, string>> =>
  request.facts.streaming
    ? { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' }
    : { 'content-type': 'application/json' }

async function strikeAtEdge(exchange: Exchange, fault: Fault, signal: AbortSignal): Promise<void> {
  exchange.seen.fault = labelOf(fault)
  switch (fault.kind) {
    case 'envoy-503':
      sendEnvoy(exchange, fault)
      return
    case 'edge-page':
      send(exchange, pageReply(fault, exchange.incoming.headers.accept ?? ''))
      return
    case 'silence':
      await sleep(exchange.desk.clock, ms(Number.MAX_SAFE_INTEGER), signal)
      return
    case 'refused':
    case 'reset':
      exchange.desk.ledger.end(exchange.seen, 'failed')
      exchange.response.socket?.resetAndDestroy()
      return
    case 'api-error':
    case 'cut':
    case 'error-event':
    case 'empty-200':
    case 'drip':
      return
  }
}

function send(exchange: Exchange, reply: ReturnType<typeof errorReply>): void {
  exchange.seen.status = reply.status
  sendReply(exchange.response, reply)
}

const sendEnvoy = (exchange: Exchange, fault: Parameters<typeof envoyReply>[0]): void => send(exchange, envoyReply(fault))

/** The client left, or the server under the exchange died: the balancer says so where it still can. */
function onBroken(exchange: Exchange, lease: Lease | undefined): void {
  const { response, seen, desk } = exchange
  if (lease?.died.aborted !== true || response.destroyed) return
  desk.ledger.end(seen, 'failed')
  if (response.headersSent) response.socket?.destroy()
  else sendEnvoy(exchange, { kind: 'envoy-503', reason: 'connection termination' })
}

function tooLarge(desk: Desk, response: ServerResponse, seen: SeenRequest): void {
  seen.status = 413
  response.once('close', () => desk.ledger.end(seen, 'answered'))
  sendReply(response, errorReply({ status: 413, headers: { connection: 'close' } }, { 'request-id': nextRequestId(desk) }))
}

function versionOf(incoming: IncomingMessage): string | undefined {
  const version = incoming.headers['anthropic-version']
  return typeof version === 'string' && version !== '' ? version : undefined
}

function nextRequestId(desk: Desk): string {
  requests += 1
  return `req_${createHash('sha256').update(`${desk.idSeed} ${requests}`).digest('base64url').replaceAll(/[-_]/g, '0').slice(0, 24)}`
}
