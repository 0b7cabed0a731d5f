import type { RefusalCode } from '../catalogue.ts'
import type { HeaderValues } from '../retry-after.ts'
import { asObject, asRequestId, asText, parseJson, type Found, type JsonObject, type Recogniser } from './look.ts'

type ApiError = {
  readonly type: string
  readonly message: string
  readonly errorCode: string
  readonly status: number | undefined
}

/** error.type, with the status the documentation gives it. Types may grow: an unknown one goes by its status. */
const TYPES: ReadonlyMap<string, { readonly code: RefusalCode; readonly status: number }> = new Map([
  ['invalid_request_error', { code: 'api.invalid-request', status: 400 }],
  ['authentication_error', { code: 'api.authentication', status: 401 }],
  ['billing_error', { code: 'api.billing', status: 402 }],
  ['permission_error', { code: 'api.permission', status: 403 }],
  ['forbidden', { code: 'api.forbidden-region', status: 403 }],
  ['not_found_error', { code: 'api.not-found', status: 404 }],
  ['conflict_error', { code: 'api.conflict', status: 409 }],
  ['request_too_large', { code: 'api.too-large', status: 413 }],
  ['rate_limit_error', { code: 'api.rate-limit', status: 429 }],
  ['api_error', { code: 'api.internal', status: 500 }],
  ['timeout_error', { code: 'api.timeout', status: 504 }],
  ['overloaded_error', { code: 'api.overloaded', status: 529 }],
])

const STATUSES: ReadonlyMap<number, RefusalCode> = new Map([
  [400, 'api.invalid-request'],
  [401, 'api.authentication'],
  [402, 'api.billing'],
  [403, 'api.permission'],
  [404, 'api.not-found'],
  [405, 'api.invalid-request'],
  [408, 'api.timeout'],
  [409, 'api.conflict'],
  [413, 'api.too-large'],
  [422, 'api.invalid-request'],
  [429, 'api.rate-limit'],
  [504, 'api.timeout'],
  [529, 'api.overloaded'],
])

const PLAN_STATUS = /^anthropic-ratelimit-unified-(?:.{1,60}-)?status$/
const TRUNCATED = /^\{\s*"type"\s*:\s*"error"\s*,\s*"error"\s*:\s*\{\s*"type"\s*:\s*"(\w{1,60})"/

/** The Messages API itself, Anthropic's or one that speaks like it: `{"type":"error","error":{"type","message"}}`. */
export const recogniseApi: Recogniser = ({ status, headers, json, text }) => {
  // Only the API knows plans; whatever the body says, the limit stands.
  if (status === 429 && planSaysNo(headers)) return { code: 'api.plan-limit', ...requestIdOf(headers, json) }
  const error = readApiError(json) ?? readErrorFrame(text) ?? readTruncated(text)
  if (error === undefined) return undefined
  const judged = codeOf(error, status < 400 ? undefined : status)
  return { ...judged, ...requestIdOf(headers, json) }
}

/** The `data` of an `error` event in a stream: the status is the one that the API would have answered with. */
export function foundInErrorEvent(data: string): Found & { readonly status: number } {
  const json = parseJson(data.trim())
  const error = readApiError(json) ?? readLooseError(json)
  const judged = error === undefined ? BROKEN : codeOf(error, error.status)
  return { ...judged, ...requestIdOf({}, json) }
}

/** What an `error.type` of the API means; undefined for one that it does not have. */
export const apiCodeOfType = (type: string): RefusalCode | undefined => TYPES.get(type)?.code

/** An error of an API whose own words are not known: by its status alone. */
export function apiCodeOfStatus(status: number): RefusalCode {
  return STATUSES.get(status) ?? (status >= 500 ? 'api.internal' : 'api.unknown')
}

/** The id to give to the provider's support. */
export function requestIdOf(headers: HeaderValues, json: JsonObject | undefined): { readonly requestId?: string } {
  const candidates = [headers['request-id'], json?.['request_id'], headers['x-amzn-requestid'], headers['apim-request-id']]
  const requestId = candidates.map(asRequestId).find((id) => id !== undefined)
  return requestId === undefined ? {} : { requestId }
}

const BROKEN: { readonly code: RefusalCode; readonly status: number } = { code: 'api.internal', status: 500 }

function codeOf(error: ApiError, status: number | undefined): { readonly code: RefusalCode; readonly status: number } {
  const known = TYPES.get(error.type)
  // Some speakers of the format say api_error for everything: their status knows better.
  const vague = known === undefined || error.type === 'api_error'
  const byType = vague && status !== undefined ? { code: apiCodeOfStatus(status), status } : (known ?? BROKEN)
  return { code: refine(byType.code, error), status: status ?? byType.status }
}

/** One error.type stands for several troubles; the texts are the documented ones. */
function refine(code: RefusalCode, error: ApiError): RefusalCode {
  if (error.errorCode === 'enforced_spend_limit_reached') return 'api.spend-limit'
  if (/credit balance is too low/i.test(error.message)) return 'api.billing'
  if (code === 'api.invalid-request' && /reached your specified .{0,40}usage limits?/i.test(error.message))
    return 'api.spend-limit'
  const region = /request not allowed|unsupported (?:country|region)|not available in your (?:country|region)/i
  return code === 'api.permission' && region.test(error.message) ? 'api.forbidden-region' : code
}

const planSaysNo = (headers: HeaderValues): boolean =>
  Object.entries(headers).some(([name, value]) => PLAN_STATUS.test(name) && value?.trim().toLowerCase() === 'rejected')

function readApiError(json: JsonObject | undefined): ApiError | undefined {
  const error = asObject(json?.['error'])
  const type = error?.['type']
  if (error === undefined || typeof type !== 'string') return undefined
  // Without the outer type only words that are the API's count: others have an error.type too.
  return json?.['type'] === 'error' || TYPES.has(type) ? apiError(error) : undefined
}

/** `{"error":{"code":502,"message":…}}`, as relays put it into their streams. */
function readLooseError(json: JsonObject | undefined): ApiError | undefined {
  const error = asObject(json?.['error'])
  return error === undefined ? undefined : apiError(error)
}

function apiError(error: JsonObject): ApiError {
  const status = error['code']
  return {
    type: asText(error['type']),
    message: asText(error['message']),
    errorCode: asText(asObject(error['details'])?.['error_code']),
    status: typeof status === 'number' && status >= 400 && status <= 599 ? status : undefined,
  }
}

/** An answer that is a stream with nothing but an `error` event. */
function readErrorFrame(text: string): ApiError | undefined {
  if (!text.startsWith('event:') && !text.startsWith('data:')) return undefined
  const line = text.split('\n').find((candidate) => candidate.startsWith('data:') && candidate.includes('"error"'))
  return line === undefined ? undefined : readApiError(parseJson(line.slice('data:'.length).trim()))
}

/** Validation errors repeat the input and can be longer than what is kept of a body. */
function readTruncated(text: string): ApiError | undefined {
  const type = TRUNCATED.exec(text)?.[1]
  return type === undefined ? undefined : { type, message: text.slice(0, 2000), errorCode: '', status: undefined }
}
