import { looksLikeModel } from './model-name.ts'
import { isPlainly, outline, textAt, type Span } from './outline.ts'

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

/** What of a request says how it must be treated. */
const FIELDS = ['model', 'stream', 'max_tokens', 'mcp_servers', 'container', 'tools'] as const

type Fields = {
  readonly model: unknown
  readonly stream: unknown
  readonly maxTokens: unknown
  readonly mcpServers: unknown
  readonly container: unknown
  readonly tools: unknown
}

/** JSON.parse makes gigabytes of 64 MiB of `{}`. */
const PARSED_AT_MOST = 1_048_576
/** Stands for a value too large to be looked at, and means the worst of it wherever it stands: a list with a tool that acts. */
const UNSEEN: readonly { readonly type: string }[] = [{ type: 'mcp_unseen' }]

/** @param body JSON in UTF-8; what is no object describes a request without fields */
export function describeMessages(body: Uint8Array): Described {
  const [model, stream, maxTokens, mcpServers, container, tools] = outline(body, FIELDS) ?? []
  return describeFields({
    model: modelAt(body, model),
    stream: valueAt(body, stream),
    maxTokens: valueAt(body, maxTokens),
    mcpServers: valueAt(body, mcpServers),
    container: valueAt(body, container),
    tools: toolsAt(body, tools),
  })
}

function valueAt(body: Uint8Array, span: Span | undefined): unknown {
  if (span === undefined) return undefined
  return isTooLarge(span) ? UNSEEN : parsed(textAt(body, span))
}

/** The tools of an agent are long and hardly ever hold one that acts: then they need not be parsed. */
function toolsAt(body: Uint8Array, span: Span | undefined): unknown {
  if (span === undefined) return undefined
  if (isTooLarge(span)) return UNSEEN
  const text = textAt(body, span)
  return mayAct(text) ? parsed(text) : undefined
}

const isTooLarge = ({ from, to }: Span): boolean => to - from > PARSED_AT_MOST

/** One request after the other mostly asks for the same one, and then no new string need be made. */
let lastModel = ''
/** A longer one is not remembered. */
const NAME_AT_MOST = 128

function modelAt(body: Uint8Array, span: Span | undefined): unknown {
  if (span !== undefined && isPlainly(body, span.from, span.to, lastModel)) return lastModel
  const model = valueAt(body, span)
  if (typeof model === 'string' && model.length <= NAME_AT_MOST) lastModel = model
  return model
}

function parsed(text: string): unknown {
  if (text === 'true') return true
  if (isCount(text)) return Number(text)
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A number as nearly all are written. */
function isCount(text: string): boolean {
  if (text.length === 0 || text.length > 9 || text.startsWith('0')) return false
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at)
    if (letter < 0x30 || letter > 0x39) return false
  }
  return true
}

function describeFields(fields: Fields): Described {
  const model = typeof fields.model === 'string' ? fields.model : undefined
  const streaming = fields.stream === true
  return {
    kind: fields.maxTokens === 1 ? 'check' : 'messages',
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

const ACTING_TYPE = /^(code_execution|mcp_)/
/** How such a type begins in JSON; the last, for one that is written with escapes. */
const ACTING_MARKS = ['"code_execution', '"mcp_', String.raw`\u`]

function mayAct(tools: string): boolean {
  return ACTING_MARKS.some((mark) => tools.includes(mark))
}

/** Tools that run at the provider and may change something there: a second send could do it twice. */
function actsAtProvider(fields: Fields): boolean {
  if (Array.isArray(fields.mcpServers) && fields.mcpServers.length > 0) return true
  if (fields.container !== undefined && fields.container !== null) return true
  if (!Array.isArray(fields.tools)) return false
  return fields.tools.some((tool: unknown) => {
    const type = typeof tool === 'object' && tool !== null && 'type' in tool ? tool.type : undefined
    return typeof type === 'string' && ACTING_TYPE.test(type)
  })
}

/** `claude-opus-4-8`, `claude-3-5-haiku-latest`, `us.anthropic.claude-sonnet-5-v1:0` → `opus`, `haiku`, `sonnet`. */
export function familyOf(model: string | undefined): string {
  if (model === undefined) return 'any'
  const known = families.get(model)
  if (known !== undefined) return known
  const family = familyIn(model)
  if (families.size < FAMILIES_AT_MOST && model.length <= NAME_AT_MOST) families.set(model, family)
  return family
}

/** A client has a handful of models, and asks thousands of times. */
const families = new Map<string, string>()
/** Somebody may make up ever new ones. */
const FAMILIES_AT_MOST = 256

function familyIn(model: string): string {
  const name = /claude-(?:[\d.]+-)*([a-z]+)/i.exec(model)?.[1]
  const family = (name ?? model).toLowerCase()
  // It is shown in the log, and a client may send anything.
  return looksLikeModel(family) ? family : 'other'
}
