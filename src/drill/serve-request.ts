import type { IncomingMessage, ServerResponse } from 'node:http'
import { hours, ms, type Millis } from '../core/time.ts'
import { sleep, type Clock } from '../world/clock.ts'
import { streamScript, wholeScript } from './answer-script.ts'
import { answerRequest, headersFor, refuseAtDoor, type ApiDecision, type ApiRequest } from './api.ts'
import { errorReply } from './api-form.ts'
import type { Balancer, Lease } from './balancer.ts'
import type { Ledger, SeenRequest } from './counts.ts'
import { envoyReply, pageReply } from './edge-form.ts'
import { MOST_BODY_BYTES, playScript, readBody, sendReply } from './exchange.ts'
import type { AnswerEffect, EdgeEffect } from './fault.ts'
import type { FaultBoard, Strike } from './fault-board.ts'
import { labelOf } from './fault-label.ts'
import { factsOf, parseJson, sessionOf, type Json } from './request-facts.ts'

/** What serving needs of the stand-in. */
export type Desk = {
  readonly clock: Clock
  readonly board: FaultBoard
  readonly balancer: Balancer
  readonly ledger: Ledger
  readonly serviceTime: Millis
  readonly nextRequestId: () => string
}

type Exchange = {
  readonly desk: Desk
  readonly incoming: IncomingMessage
  readonly response: ServerResponse
  readonly request: ApiRequest
  readonly seen: SeenRequest
  readonly strike: Strike | undefined
  /** Set once the client cannot get what it asked for, whatever bytes it still gets. */
  spoiled: boolean
}

type AnswerDecision = Extract<ApiDecision, { do: 'answer' }>

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
  const requestId = desk.nextRequestId()
  const request: ApiRequest = { facts, json, version: versionOf(incoming), requestId, clock: desk.clock }
  await serveLeased({ desk, incoming, response, request, seen, strike: desk.board.meet(facts), spoiled: false }, left.signal)
}

async function serveLeased(exchange: Exchange, left: AbortSignal): Promise<void> {
  const { desk, response, seen } = exchange
  const lease = desk.balancer.lease()
  seen.server = lease?.server
  response.once('close', () => {
    desk.ledger.end(seen, exchange.spoiled ? 'failed' : response.writableFinished ? 'answered' : 'client-left')
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
  const { request, strike, seen } = exchange
  if (strike?.at === 'edge') {
    seen.fault = labelOf(strike.fault)
    await strikeAtEdge(exchange, strike.fault, signal)
    return
  }
  seen.requestId = request.requestId
  const refusal = refuseAtDoor(request)
  if (refusal !== undefined) {
    send(exchange, refusal)
    return
  }
  if (strike?.at === 'api') {
    seen.fault = labelOf(strike.fault)
    send(exchange, errorReply(strike.fault, headersFor(request)))
    return
  }
  const decision = answerRequest(request)
  if (decision.do === 'reply') send(exchange, decision.reply)
  else await sendAnswer(exchange, decision, signal)
}

async function sendAnswer(exchange: Exchange, { answer, headers }: AnswerDecision, signal: AbortSignal): Promise<void> {
  const { desk, response, request, strike, seen } = exchange
  const fault: AnswerEffect | undefined = strike?.at === 'answer' ? strike.fault : undefined
  const wait = ms(desk.serviceTime + answer.wait)
  if (wait > 0) await sleep(desk.clock, wait, signal)
  seen.echo = answer.echo
  seen.status = 200
  if (strike !== undefined) seen.fault = labelOf(strike.fault)
  const script = (request.facts.streaming ? streamScript : wholeScript)(answer, fault)
  const sent = (chunks: number): void => {
    const part = script.chunks.length === 0 ? 0 : chunks / script.chunks.length
    seen.outputTokens = Math.ceil(answer.outputTokens * part)
  }
  response.writeHead(200, { ...contentHeaders(request), ...headers })
  // A drip is slow, but whole; every other fault leaves the client without its answer.
  exchange.spoiled = fault !== undefined && fault.kind !== 'drip'
  await playScript({ clock: desk.clock, response, script, sent }, signal)
}

const contentHeaders = (request: ApiRequest): Readonly<Record<string, string>> =>
  request.facts.streaming
    ? { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' }
    : { 'content-type': 'application/json' }

async function strikeAtEdge(exchange: Exchange, fault: EdgeEffect, signal: AbortSignal): Promise<void> {
  switch (fault.kind) {
    case 'envoy-503':
      sendEnvoy(exchange, fault)
      return
    case 'edge-page':
      send(exchange, pageReply(fault, exchange.incoming.headers.accept ?? ''))
      return
    case 'no-headers':
      exchange.spoiled = true
      await sleep(exchange.desk.clock, hours(24), signal)
      return
    case 'refused':
    case 'reset':
      exchange.spoiled = true
      exchange.response.socket?.resetAndDestroy()
  }
}

function send(exchange: Exchange, reply: ReturnType<typeof errorReply>): void {
  exchange.seen.status = reply.status
  sendReply(exchange.response, reply)
}

const sendEnvoy = (exchange: Exchange, fault: Parameters<typeof envoyReply>[0]): void => send(exchange, envoyReply(fault))

/** The client left, or the server under the exchange died: the balancer says so where it still can. */
function onBroken(exchange: Exchange, lease: Lease | undefined): void {
  const { response } = exchange
  if (lease?.died.aborted !== true || response.destroyed) return
  exchange.spoiled = true
  if (response.headersSent) response.socket?.destroy()
  else sendEnvoy(exchange, { kind: 'envoy-503', reason: 'connection termination' })
}

function tooLarge(desk: Desk, response: ServerResponse, seen: SeenRequest): void {
  seen.status = 413
  response.once('close', () => desk.ledger.end(seen, 'answered'))
  sendReply(response, errorReply({ status: 413 }, { 'request-id': desk.nextRequestId() }))
}

function versionOf(incoming: IncomingMessage): string | undefined {
  const version = incoming.headers['anthropic-version']
  return typeof version === 'string' && version !== '' ? version : undefined
}
