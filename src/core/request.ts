/** What a request is, as far as retrying and holding it is concerned. */
export type RequestKind =
  /** POST /v1/messages: held. */
  | 'messages'
  /** A `max_tokens: 1` message: somebody checks whether it works. Never held. */
  | 'check'
  /** Token counts and model lists: two quick retries. */
  | 'quick'
  /** GET or HEAD of anything else: repeated without harm. */
  | 'safe'
  /** Batches, files, anything that may do something. */
  | 'acting'

/** When may it be sent again? Anything that acts at the provider only if it cannot have been acted on. */
export type Resend = 'always' | 'if-nothing-sent'

export type Described = {
  readonly kind: RequestKind
  readonly streaming: boolean
  /** As asked; undefined when the body does not say. */
  readonly model: string | undefined
  /** What shares an overload: `opus`, `sonnet`, …; the model itself where it is nobody's family. */
  readonly family: string
  readonly resend: Resend
}

type Fields = {
  readonly model?: unknown
  readonly stream?: unknown
  readonly max_tokens?: unknown
  readonly mcp_servers?: unknown
  readonly container?: unknown
  readonly tools?: unknown
}

/** @param body the parsed body; anything that is no object describes a request without fields */
export function describeMessages(body: unknown): Described {
  const fields: Fields = typeof body === 'object' && body !== null ? body : {}
  const model = typeof fields.model === 'string' ? fields.model : undefined
  const streaming = fields.stream === true
  return {
    kind: fields.max_tokens === 1 ? 'check' : 'messages',
    streaming,
    model,
    family: familyOf(model),
    resend: actsAtProvider(fields) ? 'if-nothing-sent' : 'always',
  }
}

/** Everything that is not a message. @param path without query */
export function describeOther(method: string, path: string): Described {
  const safe = method === 'GET' || method === 'HEAD'
  const quick = (safe && /^\/v1\/models(\/|$)/.test(path)) || (method === 'POST' && path === '/v1/messages/count_tokens')
  return {
    kind: quick ? 'quick' : safe ? 'safe' : 'acting',
    streaming: false,
    model: undefined,
    family: 'any',
    resend: quick || safe ? 'always' : 'if-nothing-sent',
  }
}

/** Tools that run at the provider and may change something there: a second send could do it twice. */
function actsAtProvider(fields: Fields): boolean {
  if (Array.isArray(fields.mcp_servers) && fields.mcp_servers.length > 0) return true
  if (fields.container !== undefined && fields.container !== null) return true
  if (!Array.isArray(fields.tools)) return false
  return fields.tools.some((tool: unknown) => {
    const type = typeof tool === 'object' && tool !== null && 'type' in tool ? tool.type : undefined
    return typeof type === 'string' && /^(code_execution|mcp_)/.test(type)
  })
}

/** `claude-opus-4-8`, `claude-3-5-haiku-latest`, `us.anthropic.claude-sonnet-5-v1:0` → `opus`, `haiku`, `sonnet`. */
export function familyOf(model: string | undefined): string {
  if (model === undefined) return 'any'
  const name = /claude-(?:[\d.]+-)*([a-z]+)/i.exec(model)?.[1]
  return (name ?? model).toLowerCase().slice(0, 64)
}
