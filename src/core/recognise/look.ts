import type { RefusalCode } from '../catalogue.ts'
import type { HeaderValues } from '../retry-after.ts'
import type { Millis, UnixMillis } from '../time.ts'

/** An answer as it came, before anybody knows whose it is. */
export type Answer = {
  readonly status: number
  /** Names in lower case. */
  readonly headers: HeaderValues
  /** The first 64 KiB as text; may end in the middle. */
  readonly body: string
  /** Now, for a retry-after that is a date. */
  readonly wall: UnixMillis
}

/** The same, prepared for the recognisers. */
export type Look = {
  readonly status: number
  readonly headers: HeaderValues
  readonly text: string
  /** undefined when the body is no JSON object or list. */
  readonly json: JsonObject | undefined
  readonly html: boolean
  readonly server: string
}

export type JsonObject = Readonly<Record<string, unknown>>

/** What a recogniser found out. */
export type Found = {
  readonly code: RefusalCode
  /** The status the answer ought to have had, where it came as a 200. */
  readonly status?: number
  readonly requestId?: string
  /** From the body; the header goes before it. */
  readonly retryAfter?: Millis
}

/** One maker of answers. undefined: not mine. Never throws. */
export type Recogniser = (look: Look) => Found | undefined

export function lookAt(answer: Answer): Look {
  const text = answer.body.trim()
  const type = answer.headers['content-type']?.toLowerCase() ?? ''
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    json: parseJson(text),
    html:
      /^(?:<!--.{0,200}?-->\s*)?<(?:!doctype html|html|head|body|title|meta|h1|center)\b/is.test(text) ||
      (type.includes('text/html') && text !== ''),
    server: answer.headers['server']?.toLowerCase() ?? '',
  }
}

/** The object of a JSON text, or the first one of a list of them (Google's way). */
export function parseJson(text: string): JsonObject | undefined {
  if (!text.startsWith('{') && !text.startsWith('[')) return undefined
  try {
    const parsed: unknown = JSON.parse(text)
    return asObject(Array.isArray(parsed) ? (parsed[0] as unknown) : parsed)
  } catch {
    return undefined
  }
}

export const asObject = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined

export const asText = (value: unknown): string => (typeof value === 'string' ? value : '')

/** An id that is fit for a log and a screen, else undefined. */
export const asRequestId = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w.:/+=-]{1,200}$/.test(value) ? value : undefined

/** `cf-ray` as Cloudflare makes it: 16 hexadecimal digits, and the airport of its data centre. */
export const asRay = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[0-9a-f]{16}(?:-[A-Z]{3})?$/.test(value) ? value : undefined
