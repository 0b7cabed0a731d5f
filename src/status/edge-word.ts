import type { UnixMillis } from '../core/time.ts'
import type { HttpFacts } from '../probes/facts.ts'

/** What the API's front door says to somebody without a login: an answer of the API's own shows that its edge lets requests through. */
export type EdgeWord =
  | { readonly is: 'not-asked' }
  | { readonly is: 'well'; readonly askedAt: UnixMillis; readonly status: number }
  /** `code`: of the catalogue; undefined for an answer that is no refusal of anybody known. */
  | { readonly is: 'unwell'; readonly askedAt: UnixMillis; readonly status: number; readonly code: string | undefined }
  /** `code`: the system's own word. */
  | { readonly is: 'unreachable'; readonly askedAt: UnixMillis; readonly code: string }

/** @param facts of an empty message without credential, which the API refuses at no cost */
export function edgeWordOf({ messages }: Pick<HttpFacts, 'messages'>, askedAt: UnixMillis): EdgeWord {
  if (messages === undefined) return { is: 'not-asked' }
  if (!messages.ok) return { is: 'unreachable', askedAt, code: messages.code }
  const { status, code } = messages.saw
  const isOwn = code?.startsWith('api.') === true && status >= 400 && status < 500
  return isOwn ? { is: 'well', askedAt, status } : { is: 'unwell', askedAt, status, code }
}
