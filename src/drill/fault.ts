import { z } from 'zod'
import { ms, parseDuration, type Millis } from '../core/time.ts'
import { namesOf, type Expected } from './drill-problem.ts'

/** Which requests a fault meets. What is left out matches everything; a trailing `*` matches every ending. */
export type FaultMatch = {
  readonly path?: string
  readonly model?: string
  /** Came with a credential? The half-dead provider answers those without, and fails those with. */
  readonly authenticated?: boolean
  readonly streaming?: boolean
}

/** Down for the first `down` of every `period`. */
export type Flap = { readonly period: Millis; readonly down: Millis }

/** Where in a streamed answer: after so many whole events (pings count), or the first place that looks like this. */
export const PLACES = ['message-start', 'mid-thinking', 'mid-text', 'mid-tool', 'after-text', 'before-stop'] as const
export type Place = number | (typeof PLACES)[number]

/** `drop` closes the connection, `reset` sends RST (which may take bytes back that were not read yet), `end` ends politely. */
export const CUTS = ['drop', 'reset', 'end'] as const
export const EDGES = ['nginx', 'cloudflare', 'alb'] as const
export const SILENCES = ['headers', 'message-start'] as const

/** Whose habits a simulated client has. */
export const CLIENTS = ['claude-code', 'sdk'] as const

type Headers = Readonly<Record<string, string>>

/** What goes wrong in front of the API, whoever asks and for what. */
export type EdgeEffect =
  /** The balancer's 503. Without a reason: no healthy upstream; with one: Envoy's reset text. */
  | {
      readonly kind: 'envoy-503'
      readonly reason?: string
      readonly transport?: string
      readonly retried?: boolean
      readonly headers?: Headers
    }
  /** An HTML page of something that stands there. */
  | { readonly kind: 'edge-page'; readonly by: (typeof EDGES)[number]; readonly status: number; readonly headers?: Headers }
  /** Nobody listens. */
  | { readonly kind: 'refused' }
  /** Reset after the request was read, before a header. */
  | { readonly kind: 'reset' }
  /** The request is taken, and that was all. */
  | { readonly kind: 'no-headers' }

/** An error of the API itself, in its JSON: 529, 429, 500, 401, 403, 400, 413 and the rest. */
export type ApiEffect = {
  readonly kind: 'api-error'
  readonly status: number
  readonly type?: string
  readonly message?: string
  readonly headers?: Headers
}

/** What goes wrong in an answer that began with 200. */
export type AnswerEffect =
  /** Nothing more after the headers or message_start; with `pings`, pings alone. */
  | { readonly kind: 'silence'; readonly after: (typeof SILENCES)[number]; readonly pings?: Millis }
  /** The answer breaks at a place; `inside` sends half of the next event first. */
  | { readonly kind: 'cut'; readonly at: Place; readonly inside?: boolean; readonly by?: (typeof CUTS)[number] }
  /** An error event, then the end. */
  | { readonly kind: 'error-event'; readonly at: Place; readonly type?: string; readonly message?: string }
  /** Not one byte of body. */
  | { readonly kind: 'empty-200' }
  /** So many bytes at a time. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly every: Millis }

type Common = {
  readonly match?: FaultMatch
  /** Meets a matching request with this chance (seeded). */
  readonly probability?: number
  /** Is spent after so many. */
  readonly times?: number
  readonly flap?: Flap
}

export type Fault = (EdgeEffect | ApiEffect | AnswerEffect) & Common
export type FaultKind = Fault['kind']

/** What parseDuration takes, for editors. */
const DURATION = String.raw`^\s*(0|(\d+(\.\d+)?\s*(ms|s|m|min|h|d)\s*)+)$`

export const expects = (what: Expected): { readonly error: Expected } => ({ error: what })

export const durationSchema: z.ZodType<Millis> = z
  .string(expects('duration'))
  .meta({ pattern: DURATION, examples: ['12s', '250ms', '4m34s'] })
  .transform((text, context): Millis => {
    const length = parseDuration(text)
    if (length !== undefined) return length
    context.addIssue({ code: 'custom', message: 'duration' satisfies Expected })
    return z.NEVER
  })

const someDuration = durationSchema.refine((length) => length > ms(0), expects('duration'))
export const textSchema: z.ZodString = z.string(expects('text'))
const text = textSchema
const flag = z.boolean(expects('yes-or-no'))
export const countSchema: z.ZodInt = z.int(expects('count')).min(1, expects('count'))
const count = countSchema
const status = z.int(expects('status')).min(400, expects('status')).max(599, expects('status'))
// A captive portal's page comes with a 200.
const pageStatus = z.int(expects('page-status')).min(200, expects('page-status')).max(599, expects('page-status'))
const headers = z.record(
  text.regex(/^[\w!#$%&'*+.^`|~-]+$/, expects('header')),
  text.regex(/^[\t -~]*$/, expects('header')),
  expects('headers'),
)
const place = z.union([z.int().min(0), z.enum(PLACES)], expects('place'))

const match = z.strictObject(
  {
    path: text.exactOptional(),
    model: text.exactOptional(),
    authenticated: flag.exactOptional(),
    streaming: flag.exactOptional(),
  },
  expects('match'),
)

const flap = z
  .strictObject({ period: someDuration, down: someDuration }, expects('flap'))
  .refine((times) => times.down < times.period, expects('flap'))

const when = {
  probability: z.number(expects('probability')).gt(0, expects('probability')).max(1, expects('probability')).exactOptional(),
  times: count.exactOptional(),
  flap: flap.exactOptional(),
}
const common = { ...when, match: match.exactOptional() }

/** What a scenario file or the control API may say of a fault. */
export const faultSchema: z.ZodType<Fault> = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('envoy-503'),
      reason: text.exactOptional(),
      transport: text.exactOptional(),
      retried: flag.exactOptional(),
      headers: headers.exactOptional(),
      ...common,
    }),
    z.strictObject({
      kind: z.literal('edge-page'),
      by: z.enum(EDGES, expects('edge')),
      status: pageStatus,
      headers: headers.exactOptional(),
      ...common,
    }),
    z.strictObject({
      kind: z.literal('api-error'),
      status,
      type: text.exactOptional(),
      message: text.exactOptional(),
      headers: headers.exactOptional(),
      ...common,
    }),
    // Nobody listens for anybody: there is no request to match, count or draw for.
    z.strictObject({ kind: z.literal('refused'), flap: flap.exactOptional() }),
    z.strictObject({ kind: z.literal('reset'), ...common }),
    z.strictObject({ kind: z.literal('no-headers'), ...common }),
    z.strictObject({
      kind: z.literal('silence'),
      after: z.enum(SILENCES, expects('silence')),
      pings: someDuration.exactOptional(),
      ...common,
    }),
    z.strictObject({
      kind: z.literal('cut'),
      at: place,
      inside: flag.exactOptional(),
      by: z.enum(CUTS, expects('cut')).exactOptional(),
      ...common,
    }),
    z.strictObject({
      kind: z.literal('error-event'),
      at: place,
      type: text.exactOptional(),
      message: text.exactOptional(),
      ...common,
    }),
    z.strictObject({ kind: z.literal('empty-200'), ...common }),
    z.strictObject({ kind: z.literal('drip'), bytes: count, every: someDuration, ...common }),
  ],
  { error: (issue) => (issue.code === 'invalid_union' ? 'fault-kind' : 'fault') satisfies Expected },
)

export const FAULT_KINDS: readonly FaultKind[] = namesOf({
  'envoy-503': true,
  'edge-page': true,
  'api-error': true,
  refused: true,
  reset: true,
  'no-headers': true,
  silence: true,
  cut: true,
  'error-event': true,
  'empty-200': true,
  drip: true,
})
