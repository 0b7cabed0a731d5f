import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GatewayCode } from '../core/catalogue.ts'
import { seconds } from '../core/time.ts'
import { VERSION } from '../config/version.ts'
import { proofOfSecret } from '../world/proof.ts'
import { knowsSecret, type Door } from './guard.ts'
import { ownAnswer } from './own-answer.ts'
import type { Shared } from './shared.ts'
import type { GatewayState } from './state.ts'
import { statusLine } from './status-line.ts'

export type AdminParts = {
  readonly shared: Shared
  readonly state: () => GatewayState
  readonly presence: Presence
  readonly onStop: () => void
}

/** The gateway's own paths: for its owner, who knows the secret, and for balancers, who need only a yes. */
export type Admin = { readonly serve: (request: IncomingMessage, response: ServerResponse, door: Door) => void }

type Ask = { readonly request: IncomingMessage; readonly response: ServerResponse; readonly url: URL; readonly door: Door }
type Route = {
  readonly method: 'GET' | 'POST'
  readonly secret: 'needed' | 'not-needed'
  readonly answer: (parts: AdminParts, ask: Ask) => void
}

export function adminOf(parts: AdminParts): Admin {
  return {
    serve: (request, response, door) => {
      const url = new URL(request.url ?? '/', 'http://gateway')
      const route = ROUTES.get(url.pathname) ?? (url.pathname.startsWith(RUNS) ? RUN : undefined)
      const refused = refusal(route, request, door)
      if (route === undefined || refused !== undefined) {
        const { status, headers, body } = ownAnswer(refused ?? 'gateway.not-found', parts.shared.texts)
        response.writeHead(status, headers as string[]).end(body)
        return
      }
      route.answer(parts, { request, response, url, door })
    },
  }
}

function refusal(route: Route | undefined, request: IncomingMessage, door: Door): GatewayCode | undefined {
  if (route === undefined) return 'gateway.not-found'
  if (route.secret === 'needed' && !knowsSecret(request, door)) return 'gateway.secret-missing'
  const method = request.method === 'HEAD' ? 'GET' : request.method
  return method === route.method ? undefined : 'gateway.wrong-method'
}

function json(response: ServerResponse, value: unknown): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`)
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': body.length, 'cache-control': 'no-store' })
    .end(body)
}

function text(response: ServerResponse, value: string): void {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(`${value}\n`)
}

const get = (secret: Route['secret'], answer: Route['answer']): Route => ({ method: 'GET', secret, answer })
const post = (answer: Route['answer']): Route => ({ method: 'POST', secret: 'needed', answer })

const RUNS = '/_holdfast/runs/'
const RUN: Route = get('needed', ({ shared }, { response, url }) => {
  json(response, shared.tally.runTotals(decodeURIComponent(url.pathname.slice(RUNS.length)), shared.returning))
})

const ROUTES: ReadonlyMap<string, Route> = new Map([
  ['/healthz', get('not-needed', (_parts, { response }) => text(response, 'ok'))],
  // An unfit upstream leaves the gateway ready: its balancer would end every hold.
  ['/readyz', get('not-needed', ready)],
  ['/_holdfast/prove', get('not-needed', prove)],
  ['/_holdfast/state', get('needed', ({ state }, { response }) => json(response, state()))],
  ['/_holdfast/events', get('needed', events)],
  ['/_holdfast/statusline', get('needed', line)],
  ['/_holdfast/try-now', post(tryNow)],
  ['/_holdfast/stop', post(stop)],
])

function ready({ shared }: AdminParts, { response }: Ask): void {
  if (!shared.stopping.aborted) text(response, 'ready')
  else response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '1' }).end('stopping\n')
}

function prove({ shared }: AdminParts, { response, url, door }: Ask): void {
  const nonce = url.searchParams.get('nonce') ?? ''
  // Only what is surely a nonce is signed.
  if (!/^[0-9a-f]{16,128}$/.test(nonce)) {
    const { status, headers, body } = ownAnswer('gateway.unreadable-body', shared.texts)
    response.writeHead(status, headers as string[]).end(body)
    return
  }
  json(response, { proof: proofOfSecret(door.secret, nonce, door.port), version: VERSION, pid: process.pid })
}

function line({ shared, state }: AdminParts, { response, url }: Ask): void {
  const session = url.searchParams.get('session') ?? undefined
  text(
    response,
    statusLine(state().exchanges, session, (code) => shared.texts[code].short),
  )
}

function tryNow({ shared, state }: AdminParts, { response }: Ask): void {
  for (const lane of shared.health.all()) lane.tryNow()
  json(response, state())
}

function stop({ onStop }: AdminParts, { response }: Ask): void {
  response.on('finish', onStop)
  json(response, { stopping: true })
}

/** Clients that are here: each keeps `events` open. */
export class Presence {
  readonly #here = new Map<ServerResponse, string>()
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  get runs(): readonly string[] {
    return [...new Set(this.#here.values())].filter((run) => run !== '')
  }

  get count(): number {
    return this.#here.size
  }

  enter(response: ServerResponse, run: string): void {
    this.#here.set(response, run)
    this.#onChange()
  }

  leave(response: ServerResponse): void {
    this.#here.delete(response)
    this.#onChange()
  }

  /** A server does not close while connections are open. */
  endAll(): void {
    for (const response of this.#here.keys()) response.end()
  }
}

/** The state as it changes: at once on opening, then whenever it is different, looked at twice a second. */
const LOOK_EVERY = seconds(0.5)
const COMMENT_EVERY = seconds(15)

function events({ shared, state, presence }: AdminParts, { request, response }: Ask): void {
  const { clock } = shared
  const run = request.headers['x-holdfast-run']
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
  presence.enter(response, typeof run === 'string' ? run : '')
  let shown = ''
  let shownAt = clock.now()
  let cancel = (): void => undefined
  const look = (): void => {
    const current = state()
    const now = clock.now()
    // Passing time alone is a change only while somebody waits.
    const mark = JSON.stringify({
      ...current,
      now: current.exchanges.some((exchange) => exchange.hold) ? Math.floor(now / 1000) : 0,
    })
    if (mark !== shown) response.write(`event: state\ndata: ${JSON.stringify(current)}\n\n`)
    else if (now - shownAt >= COMMENT_EVERY) response.write(':\n\n')
    else {
      cancel = clock.after(LOOK_EVERY, look)
      return
    }
    shown = mark
    shownAt = now
    cancel = clock.after(LOOK_EVERY, look)
  }
  look()
  response.on('close', () => {
    cancel()
    presence.leave(response)
  })
}
