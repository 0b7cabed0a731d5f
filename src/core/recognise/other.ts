import type { RefusalCode } from '../catalogue.ts'
import type { Found, Look } from './look.ts'

const CLIENT: Readonly<Record<number, RefusalCode>> = {
  400: 'other.bad-request',
  401: 'other.authentication',
  403: 'other.permission',
  404: 'other.not-found',
  408: 'other.timeout',
  413: 'other.too-large',
  422: 'other.bad-request',
  429: 'other.rate-limited',
}

/**
 * What nobody knows, by its status. A 4xx, or JSON, was written by a program that had understood the request, so it
 * counts as the upstream itself; a 5xx in other forms as a balancer's. Always finds something.
 */
export function foundByStatus({ status, json }: Look): Found {
  if (status < 400) return { code: 'other.not-an-answer' }
  if (status < 500) return { code: CLIENT[status] ?? 'other.client-error' }
  if (status === 529) return { code: 'other.overloaded' }
  if (json === undefined) return { code: 'edge.unknown-5xx' }
  return { code: status === 504 ? 'other.timeout' : status === 503 ? 'other.overloaded' : 'other.server-error' }
}
