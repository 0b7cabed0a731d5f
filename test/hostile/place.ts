import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import process from 'node:process'
import { defaultPolicy, type Policy } from '../../src/core/policy.ts'
import { ms, seconds } from '../../src/core/time.ts'
import type { Clock } from '../../src/world/clock.ts'
import { gatewayFor, until, type Ending, type Running } from '../instruments/rig.ts'
import { BareClient } from './bare-client.ts'
import { BareUpstream, type Answerer, type Heard } from './bare-upstream.ts'
import { statusOf, valuesOf } from './messages.ts'

/** Retries come at once and are never short: what is tried here is not how long they wait. */
const POLICY: Partial<Policy> = { firstRetryLeast: ms(1), firstRetryMost: ms(2), secondRetry: ms(2), retryReserve: 100_000 }

/** A gateway with bare sockets before and behind it, and a look at every socket it has. */
export type Place = Running & {
  readonly upstream: BareUpstream
  /** Connections of clients that the gateway has open. */
  readonly open: () => number
  readonly client: () => BareClient
}

export async function hostilePlace(
  t: Ending,
  options: { readonly clock?: Clock; readonly policy?: Partial<Policy> } = {},
): Promise<Place> {
  const upstream = await new BareUpstream(echoes).open()
  const running = await gatewayFor(t, {
    upstream: upstream.url,
    ...options,
    policy: { ...defaultPolicy, ...POLICY, ...options.policy },
  })
  const sockets: Socket[] = []
  const onSocket = (message: unknown): void => {
    const { socket } = message as { socket: Socket }
    if (socket.localPort === running.gateway.port) sockets.push(socket)
  }
  subscribe('net.server.socket', onSocket)
  t.after(() => {
    unsubscribe('net.server.socket', onSocket)
    upstream.shut()
  })
  return {
    ...running,
    upstream,
    open: () => sockets.filter((socket) => !socket.destroyed).length,
    client: () => new BareClient(running.gateway.port),
  }
}

export const hostOf = ({ gateway }: Place): string => `127.0.0.1:${gateway.port}`

const MARK = /M[0-9a-f]{8}M/g
let marks = 0

/** By which everything that belongs to one request is known. */
export const newMark = (): string => `M${(++marks).toString(16).padStart(8, '0')}M`

/** All marks in a request, each once. */
export const marksIn = (heard: Heard): readonly string[] => [
  ...new Set([heard.first, ...heard.headers.flat(), heard.body.toString('latin1')].flatMap((text) => text.match(MARK) ?? [])),
]

const MIB = 1_048_576

/** The most that memory grew meanwhile, in MiB. */
export async function growth(during: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss()
  let most = before
  const look = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5)
  await during()
  clearInterval(look)
  return (Math.max(most, process.memoryUsage.rss()) - before) / MIB
}

/** A healthy API: says in its answer whose request it was. */
export const echoes: Answerer = (heard, socket) => {
  const streaming = heard.body.includes('"stream":true')
  socket.write(streaming ? eventsFor(marksIn(heard).join('+')) : messageFor(marksIn(heard).join('+')))
}

export const messageFor = (text: string): string => {
  const body = `{"type":"message","content":[{"type":"text","text":"${text}"}]}`
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

export const START = 'event: message_start\ndata: {"type":"message_start","message":{"id":"m","usage":{}}}\n\n'
export const STOP = 'event: message_stop\ndata: {"type":"message_stop"}\n\n'
export const said = (text: string): string =>
  `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${text}"}}\n\n`
export const SSE_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n'
export const chunk = (text: string): string => `${Buffer.byteLength(text, 'latin1').toString(16)}\r\n${text}\r\n`

const eventsFor = (text: string): string =>
  `${SSE_HEAD}Transfer-Encoding: chunked\r\n\r\n${chunk(START + said(text) + STOP)}0\r\n\r\n`

/** A proper request. @param more header lines, each with its line end */
export function post(
  mark: string,
  host: string,
  { stream = false, more = '' }: { readonly stream?: boolean; readonly more?: string } = {},
): string {
  const body = bodyFor(mark, stream ? 'stream' : 'whole')
  return `POST /v1/messages?${mark} HTTP/1.1\r\nHost: ${host}\r\nx-api-key: k\r\nx-mark: ${mark}\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`
}

export const bodyFor = (mark: string, how: 'stream' | 'whole'): string =>
  `{"model":"claude-opus-5","max_tokens":9,${how === 'stream' ? '"stream":true,' : ''}"messages":"${mark}"}`

/** The gateway still serves, on a new connection. */
export async function probe(place: Place): Promise<void> {
  const mark = newMark()
  place.upstream.answerer = echoes
  const client = place.client()
  await client.send([post(mark, hostOf(place))])
  await until(() => client.answers.messages.length === 1, seconds(10))
  const [answer] = client.answers.messages
  assert.ok(answer !== undefined && statusOf(answer) === 200, `the probe got ${answer?.first}`)
  assert.ok(answer.body.includes(mark), 'the probe got the answer of another')
  client.leave()
}

/** Nothing of what was tried is left: no exchange, no copy, no connection on either side, no half-read request. */
export async function nothingLeft(place: Place): Promise<void> {
  const { gateway, upstream, open } = place
  await until(() => gateway.state().exchanges.length === 0).catch(() => assert.fail('an exchange is left'))
  const { replay } = gateway.state()
  assert.deepEqual([replay.bytesInMemory, replay.files], [0, 0], 'a replay copy is left')
  await until(() => open() === 0).catch(() => assert.fail(`${open()} connections of clients are left`))
  upstream.hangUp()
  await until(() => upstream.connections === 0)
}

/** Everything that reached the upstream was proper, and of one request alone. */
export function assertUnmixed({ upstream }: Place): void {
  assert.deepEqual(upstream.faults, [], 'the upstream was sent what is no proper HTTP')
  for (const heard of upstream.heard) {
    assert.ok(marksIn(heard).length <= 1, `two requests in one: ${heard.first} ${marksIn(heard).join(' ')}`)
    assert.ok(!/smuggled/i.test(heard.first), `a smuggled request reached the upstream: ${heard.first}`)
    assert.ok(valuesOf(heard, 'host').length === 1, 'not exactly one host')
  }
}
