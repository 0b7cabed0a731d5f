import type { IncomingMessage } from 'node:http'
import type { RequestFacts } from './fault-board.ts'

/** A body as JSON, where it is JSON. */
export type Json = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string }

export function parseJson(bytes: Uint8Array): Json {
  try {
    return { ok: true, value: JSON.parse(new TextDecoder().decode(bytes)) as unknown }
  } catch (error) {
    return { ok: false, reason: (error as Error).message }
  }
}

export const pathOf = (incoming: IncomingMessage): string => (incoming.url ?? '/').split('?', 1)[0] ?? '/'

export function factsOf(incoming: IncomingMessage, json: Json): RequestFacts {
  const body =
    json.ok && typeof json.value === 'object' && json.value !== null ? (json.value as Readonly<Record<string, unknown>>) : {}
  return {
    method: incoming.method ?? 'GET',
    path: pathOf(incoming),
    authenticated: hasCredential(incoming),
    model: typeof body['model'] === 'string' ? body['model'] : undefined,
    streaming: body['stream'] === true,
  }
}

function hasCredential(incoming: IncomingMessage): boolean {
  const key = incoming.headers['x-api-key']
  return (typeof key === 'string' && key !== '') || /^Bearer \S/i.test(incoming.headers.authorization ?? '')
}

export function sessionOf(incoming: IncomingMessage): string | undefined {
  const session = incoming.headers['x-claude-code-session-id']
  return typeof session === 'string' ? session : undefined
}
