import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { parseWith, type Parsed } from './drill-problem.ts'
import { readBody, sendReply } from './exchange.ts'
import { expects } from './fault.ts'
import type { Provider } from './provider.ts'
import { parseJson, pathOf } from './request-facts.ts'
import { parseFaults, parseScenario, timetableOf } from './scenario.ts'

const MOST_BYTES = 1024 * 1024

type Outcome = { readonly status: number; readonly body: unknown }

const serverState = z.strictObject({ up: z.boolean(expects('yes-or-no')) }, expects('server'))

/** What the control API can do to a stand-in. */
export type Controlled = Omit<Provider, 'close' | 'url' | 'controlUrl'>

/** Serves `/_drill/...`: what was asked, what goes wrong, which servers are up. */
export async function serveControl(provider: Controlled, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body } = await outcomeOf(provider, incoming)
  // The connection ends here: it would otherwise outlive a listener that was shut.
  sendReply(response, {
    status,
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: `${JSON.stringify(body)}\n`,
  })
}

async function outcomeOf(provider: Controlled, incoming: IncomingMessage): Promise<Outcome> {
  // No web page may steer it.
  if (incoming.headers.origin !== undefined) return { status: 403, body: { problem: { kind: 'foreign-origin' } } }
  const path = pathOf(incoming).slice('/_drill'.length)
  switch (`${incoming.method} ${path}`) {
    case 'GET /counts':
      return ok(provider.counts())
    case 'GET /log':
      return ok(provider.log())
    case 'GET /servers':
      return ok(provider.servers())
    case 'GET /faults':
      return ok(provider.faults())
    case 'DELETE /faults':
      await provider.set([])
      return ok(provider.faults())
  }
  if (incoming.method !== 'POST') return { status: 404, body: { problem: { kind: 'not-found' } } }
  return await post(provider, path, await jsonOf(incoming))
}

async function post(provider: Controlled, path: string, json: unknown): Promise<Outcome> {
  const server = /^\/servers\/(\d+)$/.exec(path)?.[1]
  if (server !== undefined) {
    return await apply(parseWith(serverState, json), ({ up }) => {
      const known = provider.put(Number(server), up ? 'up' : 'down')
      return known ? ok(provider.servers()) : { status: 404, body: { problem: { kind: 'no-such-server' } } }
    })
  }
  if (path === '/faults') {
    return await apply(parseFaults(json), async (faults) => {
      await provider.set(faults)
      return ok(provider.faults())
    })
  }
  if (path === '/scenario') {
    return await apply(parseScenario(json), async (scenario) => {
      await provider.play(timetableOf(scenario))
      return ok(provider.faults())
    })
  }
  return { status: 404, body: { problem: { kind: 'not-found' } } }
}

async function apply<Value>(parsed: Parsed<Value>, act: (value: Value) => Outcome | Promise<Outcome>): Promise<Outcome> {
  return parsed.ok ? await act(parsed.value) : { status: 400, body: { problem: parsed.problem } }
}

async function jsonOf(incoming: IncomingMessage): Promise<unknown> {
  const body = await readBody(incoming, MOST_BYTES)
  const json = body.kind === 'whole' ? parseJson(body.bytes) : undefined
  return json?.ok === true ? json.value : undefined
}

const ok = (body: unknown): Outcome => ({ status: 200, body })
