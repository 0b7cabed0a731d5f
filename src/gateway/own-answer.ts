import { gatewayEntry, type GatewayCode } from '../core/catalogue.ts'
import type { CatalogueTexts } from '../i18n/catalogue-text.ts'

/** An answer of our own, in the API's form, so that every client understands it. */
export type OwnAnswer = { readonly status: number; readonly headers: readonly string[]; readonly body: Uint8Array }

type Extra = {
  /** Seconds. */
  readonly retryAfter?: number
  /** Whether the client should try again by itself, where its status would mislead it. */
  readonly shouldRetry?: 'false'
  /** More than the catalogue's sentence: what was seen. */
  readonly message?: string
}

/** @param code what is wrong; its text in the gateway's language becomes the message */
export function ownAnswer(code: GatewayCode, texts: CatalogueTexts, extra: Extra = {}): OwnAnswer {
  const { status, error } = gatewayEntry(code)
  const { title, action } = texts[code]
  const message = extra.message ?? `Holdfast: ${title} ${action}`
  const body = new TextEncoder().encode(JSON.stringify({ type: 'error', error: { type: error, message } }))
  const headers = ['content-type', 'application/json', 'content-length', String(body.length), 'x-holdfast-code', code]
  if (extra.retryAfter !== undefined) headers.push('retry-after', String(extra.retryAfter))
  if (extra.shouldRetry !== undefined) headers.push('x-should-retry', extra.shouldRetry)
  return { status, headers, body }
}
