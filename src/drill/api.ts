import type { Clock } from '../world/clock.ts'
import { planAnswer, type Answer } from './answer.ts'
import { errorReply, jsonReply, MODELS, ORGANIZATION, rateHeaders, type Reply } from './api-form.ts'
import type { RequestFacts } from './fault-board.ts'
import { checkCount, checkMessages, isKnownModel, tokensIn } from './messages-request.ts'
import type { Json } from './request-facts.ts'

/** What the API does with a request that reached it. */
export type ApiDecision =
  | { readonly do: 'reply'; readonly reply: Reply }
  | { readonly do: 'answer'; readonly answer: Answer; readonly headers: Readonly<Record<string, string>> }

export type ApiRequest = {
  readonly facts: RequestFacts
  readonly json: Json
  readonly version: string | undefined
  readonly requestId: string
  readonly clock: Clock
}

type Method = 'GET' | 'POST' | 'HEAD'

const ROUTES: readonly (readonly [path: RegExp, methods: readonly Method[]])[] = [
  [/^\/v1\/messages$/, ['POST']],
  [/^\/v1\/messages\/count_tokens$/, ['POST']],
  [/^\/v1\/models(?:\/[^/]+)?$/, ['GET', 'HEAD']],
  [/^\/api\/hello$/, ['GET', 'HEAD']],
  [/^\/$/, ['HEAD']],
]

/** A path or method that is not there, or a missing credential: said before anything else is looked at. */
export function refuseAtDoor(request: ApiRequest): Reply | undefined {
  const { facts } = request
  const bare = { 'request-id': request.requestId }
  const methods = ROUTES.find(([path]) => path.test(facts.path))?.[1]
  if (methods === undefined || (facts.path === '/' && facts.method === 'GET')) {
    return errorReply({ status: 404, message: `Not found: ${facts.path}` }, bare)
  }
  if (!methods.some((method) => method === facts.method)) {
    return errorReply({ status: 405, message: 'Method Not Allowed', headers: { allow: methods.join(', ') } }, bare)
  }
  if (facts.authenticated || !facts.path.startsWith('/v1/')) return undefined
  // The organization is not known yet: its header comes with a credential only.
  return errorReply({ status: 401, message: 'x-api-key header is required' }, bare)
}

/** The answer to a request that passed the door. */
export function answerRequest(request: ApiRequest): ApiDecision {
  const { facts } = request
  const headers = headersFor(request)
  if (!facts.path.startsWith('/v1/')) return reply(jsonReply({ message: 'hello' }, headers))
  if (facts.path.startsWith('/v1/models')) return reply(models(facts.path, headers))
  const invalid = invalidRequest(request)
  if (invalid !== undefined) return reply(errorReply({ status: 400, message: invalid }, headers))
  if (facts.model !== undefined && !isKnownModel(facts.model)) {
    return reply(errorReply({ status: 404, message: `model: ${facts.model}` }, headers))
  }
  return facts.path === '/v1/messages' ? messages(request, headers) : count(request, headers)
}

export const headersFor = (request: ApiRequest): Readonly<Record<string, string>> => ({
  'request-id': request.requestId,
  'anthropic-organization-id': ORGANIZATION,
})

const reply = (made: Reply): ApiDecision => ({ do: 'reply', reply: made })

function invalidRequest(request: ApiRequest): string | undefined {
  if (request.version === undefined) return 'anthropic-version: header is required'
  return request.json.ok ? undefined : `The request body is not valid JSON: ${request.json.reason}`
}

type Headers = Readonly<Record<string, string>>

function messages(request: ApiRequest, headers: Headers): ApiDecision {
  const checked = checkMessages(request.json.ok ? request.json.value : undefined)
  if (!checked.ok) return reply(errorReply({ status: 400, message: checked.message }, headers))
  const answer = planAnswer(checked.body, request.requestId.slice('req_'.length))
  return { do: 'answer', answer, headers: { ...headers, ...rateHeaders(request.clock) } }
}

function count(request: ApiRequest, headers: Headers): ApiDecision {
  const checked = checkCount(request.json.ok ? request.json.value : undefined)
  if (!checked.ok) return reply(errorReply({ status: 400, message: checked.message }, headers))
  const { system, messages: said, tools } = checked.body
  return reply(jsonReply({ input_tokens: tokensIn(JSON.stringify([system ?? '', said, tools ?? []])) }, headers))
}

function models(path: string, headers: Headers): Reply {
  const id = path.split('/')[3]
  if (id === undefined) {
    const page = { data: MODELS, has_more: false, first_id: MODELS[0]?.id ?? null, last_id: MODELS.at(-1)?.id ?? null }
    return jsonReply(page, headers)
  }
  const one = MODELS.find((model) => model.id === decodeURIComponent(id))
  return one === undefined ? errorReply({ status: 404, message: `model: ${id}` }, headers) : jsonReply(one, headers)
}
