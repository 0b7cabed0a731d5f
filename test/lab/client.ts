// A client in the lab, as a process of its own: it plays one turn for each order that it reads.
//   node test/lab/client.ts      orders come as lines of JSON, reports leave as lines of JSON
import process from 'node:process'
import { createInterface } from 'node:readline'
import { readAnswer, Watchdog } from '../../src/drill/session-answer.ts'
import { bodyFor, httpTransport, type SessionResponse, type Transport } from '../../src/drill/session-request.ts'
import { simulateSession, type SessionEvent } from '../../src/drill/session.ts'
import { ms } from '../../src/core/time.ts'
import { realClock } from '../../src/world/clock.ts'
import type { Order, Report } from './order.ts'

const never = new AbortController().signal
const throughGateway = httpTransport()

/** Without a gateway a client on Node asks with fetch: with its pools, and the limits of its kind. */
const straight: Transport = async ({ url, headers, body }, signal): Promise<SessionResponse> => {
  const response = await fetch(url, { method: 'POST', headers, body, signal })
  const chunks = response.body ?? new ReadableStream<Uint8Array>()
  return { status: response.status, headers: Object.fromEntries(response.headers), body: chunks }
}

function say(report: Report): void {
  process.stdout.write(`report ${JSON.stringify(report)}\n`)
}

/** Like Claude Code, with its retries and watchdogs. */
async function playSession({ id, url, prompt }: Order, transport: Transport): Promise<void> {
  let requests = 0
  const observe = (event: SessionEvent): void => {
    const at = realClock.wall()
    if (event.kind === 'request-sent') requests += 1
    if (event.kind === 'content-began') say({ id, at, is: 'content' })
    if (event.kind === 'turn-finished') say({ id, at, is: 'over', requests, how: 'finished' })
    if (event.kind === 'turn-lost') say({ id, at, is: 'over', requests, how: event.because })
  }
  const pause = { finished: ms(0), lost: ms(0) }
  const turns = { prompt: () => prompt, another: (turn: number) => turn === 1, pause }
  const session = { baseUrl: url, name: `lab-${id}`, clock: realClock, roll: () => 0.5, observe, transport }
  await simulateSession({ ...session, ...turns }, never)
}

/** One request, without retries. */
async function askOnce({ id, url, prompt, how: kind }: Order, transport: Transport): Promise<void> {
  const streaming = kind === 'plain'
  const began = realClock.wall()
  const body = JSON.stringify(bodyFor({ prompt, streaming, fallback: false, unfinished: '' }))
  const ownConnection = streaming ? { connection: 'close' } : {}
  const headers = {
    ...ownConnection,
    'content-type': 'application/json',
    'anthropic-version': '2023-06-01',
    'x-api-key': 'holdfast-lab',
  }
  const end = new AbortController()
  const dog = new Watchdog(realClock, end)
  const request = { url: `${url}/v1/messages`, headers: { ...headers, 'user-agent': 'claude-cli/2.1.330 (external, cli)' }, body }
  let how = 'dropped'
  try {
    const response = await transport(request, end.signal)
    const onContent = (): void => say({ id, at: realClock.wall(), is: 'content' })
    const { outcome } = await readAnswer({ response, streaming, dog, onContent })
    how = outcome.kind === 'message' ? 'finished' : outcome.kind === 'status' ? `status ${outcome.status}` : outcome.kind
  } catch (error) {
    // nobody answered
    if (streaming) how = `${codeOf(error)} after ${((realClock.wall() - began) / 1000).toFixed(1)} s`
  }
  dog.rest()
  say({ id, at: realClock.wall(), is: 'over', requests: 1, how })
}

/** The system's word for it, which fetch wraps. */
function codeOf(error: unknown): string {
  const { code, cause, errors } = error as {
    readonly code?: unknown
    readonly cause?: unknown
    readonly errors?: readonly unknown[]
  }
  if (typeof code === 'string') return code
  const inner = cause ?? errors?.[0]
  return inner === undefined ? 'dropped' : codeOf(inner)
}

createInterface(process.stdin)
  .on('line', (line) => {
    const order = JSON.parse(line) as Order
    const transport = order.via === 'gateway' ? throughGateway : straight
    void (order.how === 'session' ? playSession(order, transport) : askOnce(order, transport))
  })
  .on('close', () => process.exit(0))
process.stdout.write('ready\n')
