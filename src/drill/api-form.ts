import type { Clock } from '../world/clock.ts'

/** An answer in one piece. */
export type Reply = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

const MESSAGES: Readonly<Record<string, string>> = {
  api_error: 'Internal server error',
  authentication_error: 'invalid x-api-key',
  overloaded_error: 'Overloaded',
  rate_limit_error: 'Number of request tokens has exceeded your rate limit',
  request_too_large: 'Request exceeds the maximum allowed number of bytes.',
  timeout_error: 'Request timed out',
}

/** docs/facts.md 3.1: what a status is called; other 4xx are invalid requests, other 5xx the API's own. */
export const errorTypeOf = (status: number): string => TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error')

export const errorMessageOf = (type: string): string => MESSAGES[type] ?? type

type ApiError = {
  readonly status: number
  readonly type?: string
  readonly message?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** An error in the API's own form. `headers` are those of every answer, `request-id` among them. */
export function errorReply(error: ApiError, headers: Readonly<Record<string, string>>): Reply {
  const type = error.type ?? errorTypeOf(error.status)
  const body = {
    type: 'error',
    error: { type, message: error.message ?? errorMessageOf(type) },
    request_id: headers['request-id'] ?? null,
  }
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', ...headers, ...error.headers },
    body: JSON.stringify(body),
  }
}

export const jsonReply = (body: unknown, headers: Readonly<Record<string, string>>): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

/** The same for every organization: an identifier that belongs to nobody. */
export const ORGANIZATION = '00000000-0000-4000-8000-000000000000'

/** Token buckets that never run dry: their reset is the current second. */
export function rateHeaders(clock: Clock): Readonly<Record<string, string>> {
  const reset = `${new Date(clock.wall()).toISOString().slice(0, 19)}Z`
  const buckets = [
    ['requests', 4_000],
    ['tokens', 2_400_000],
    ['input-tokens', 2_000_000],
    ['output-tokens', 400_000],
  ] as const
  return Object.fromEntries(
    buckets.flatMap(([name, limit]) => [
      [`anthropic-ratelimit-${name}-limit`, String(limit)],
      [`anthropic-ratelimit-${name}-remaining`, String(limit - 1)],
      [`anthropic-ratelimit-${name}-reset`, reset],
    ]),
  )
}

type Model = { readonly type: 'model'; readonly id: string; readonly display_name: string; readonly created_at: string }

/** Newest first, as the API lists them. */
const KNOWN: readonly (readonly [id: string, name: string, day: string])[] = [
  ['claude-opus-5', 'Claude Opus 5', '2026-07-01'],
  ['claude-sonnet-5', 'Claude Sonnet 5', '2026-06-01'],
  ['claude-fable-5', 'Claude Fable 5', '2026-05-01'],
  ['claude-opus-4-8', 'Claude Opus 4.8', '2026-04-01'],
  ['claude-haiku-4-5-20251001', 'Claude Haiku 4.5', '2025-10-01'],
]

export const MODELS: readonly Model[] = KNOWN.map(([id, name, day]) => ({
  type: 'model',
  id,
  display_name: name,
  created_at: `${day}T00:00:00Z`,
}))
