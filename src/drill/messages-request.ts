import { createHash } from 'node:crypto'
import { z } from 'zod'

type Block = { readonly type: string; readonly [field: string]: unknown }
type Message = { readonly role: 'user' | 'assistant' | 'system'; readonly content: string | readonly Block[] }

/** What count_tokens needs of a body; whatever else it holds is passed over. */
export type CountRequest = {
  readonly model: string
  readonly messages: readonly Message[]
  readonly system?: unknown
  readonly tools?: readonly { readonly name?: string }[]
}
export type MessagesRequest = CountRequest & {
  readonly max_tokens: number
  readonly stream?: boolean
  readonly output_config?: { readonly format?: { readonly schema?: unknown } }
}

const content = z.union([z.string(), z.array(z.looseObject({ type: z.string() }))])
const message = z.looseObject({ role: z.enum(['user', 'assistant', 'system']), content })
const shape = {
  model: z.string().min(1),
  messages: z.array(message).min(1),
  tools: z.array(z.looseObject({ name: z.string().exactOptional() })).exactOptional(),
}
const counted: z.ZodType<CountRequest> = z.looseObject(shape)
const asked: z.ZodType<MessagesRequest> = z.looseObject({
  ...shape,
  max_tokens: z.int().min(1),
  stream: z.boolean().exactOptional(),
  output_config: z.looseObject({ format: z.looseObject({}).exactOptional() }).exactOptional(),
})

export type Checked<Body> = { readonly ok: true; readonly body: Body } | { readonly ok: false; readonly message: string }

/** What the API says of a body that it does not take; its own words where they are known. */
export const checkMessages = (json: unknown): Checked<MessagesRequest> => refusePrefill(check(asked, json))
export const checkCount = (json: unknown): Checked<CountRequest> => check(counted, json)

function check<Body>(schema: z.ZodType<Body>, json: unknown): Checked<Body> {
  const result = schema.safeParse(json)
  if (result.success) return { ok: true, body: result.data }
  const [issue] = result.error.issues
  if (issue === undefined) return { ok: false, message: 'Invalid input' }
  const path = issue.path.map(String).join('.')
  return { ok: false, message: path === '' ? issue.message : `${path}: ${wordsFor(issue, json)}` }
}

function wordsFor(issue: z.core.$ZodIssue, json: unknown): string {
  if (valueAt(json, issue.path) === undefined) return 'Field required'
  return issue.code === 'too_small' && issue.origin === 'array' ? 'at least one message is required' : issue.message
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json
  for (const step of path) value = (value as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[step]
  return value
}

/** The exact text of the API (docs/facts.md 3.1), which clients look for. */
export const NO_PREFILL = 'This model does not support assistant message prefill. The conversation must end with a user message.'

function refusePrefill(checked: Checked<MessagesRequest>): Checked<MessagesRequest> {
  if (!checked.ok || checked.body.messages.at(-1)?.role !== 'assistant' || takesPrefill(checked.body.model)) return checked
  return { ok: false, message: NO_PREFILL }
}

/** Models from 4.6 on refuse a trailing assistant turn. */
export function takesPrefill(model: string): boolean {
  const [, major, minor = '0'] = /-(\d{1,2})(?:[-.](\d{1,2}))?(?=-|\[|$)/.exec(model) ?? []
  if (major === undefined) return false
  return Number(major) < 4 || (Number(major) === 4 && Number(minor) < 6)
}

/** A model of the provider's? Any of its families, of today or of tomorrow. */
export const isKnownModel = (model: string): boolean =>
  /^claude-(?:\d|opus|sonnet|haiku|fable|mythos)[a-z0-9.-]*(?:\[1m\])?$/.test(model)

/** The last thing the user said: its texts, and tool results as they are. */
export function lastUserText(body: CountRequest): string {
  const last = body.messages.findLast((one) => one.role === 'user')
  if (last === undefined) return ''
  if (typeof last.content === 'string') return last.content
  return last.content
    .map((one) => (typeof one['text'] === 'string' ? one['text'] : JSON.stringify(one['content'] ?? '')))
    .join('\n')
}

/** What stands in each answer, so that one that reached the wrong client is noticed. */
export const echoOf = (userText: string): string => createHash('sha256').update(userText).digest('hex').slice(0, 12)

/** About four characters a token, as everybody guesses. */
export const tokensIn = (text: string): number => Math.max(1, Math.ceil(text.length / 4))
