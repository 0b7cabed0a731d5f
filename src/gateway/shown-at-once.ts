import type { Reason } from '../core/decision.ts'
import type { Accepted } from './exchange.ts'
import { withHeader } from './headers.ts'

/**
 * `run` turns on Claude Code's watchdog, which would sit out the limit of a plan in silence, and try a rejected key 300
 * times over hours (both measured). The client obeys this header before it looks at the status. A login is left alone: its
 * client may renew it.
 */
export function shownAtOnce(accepted: Accepted, because: Reason, raw: readonly string[]): readonly string[] {
  const watched = accepted.run !== undefined && accepted.envelope.client === 'claude-code'
  if (!watched) return raw
  const final = because.code === 'api.plan-limit' || (because.code === 'api.authentication' && hasKeyAlone(accepted.headers))
  return final ? withHeader(raw, 'x-should-retry', 'false') : raw
}

/** A key has nothing to renew; what a helper prints is sent as both, and the helper is asked again. */
function hasKeyAlone(raw: readonly string[]): boolean {
  const names = new Set(raw.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase()))
  return names.has('x-api-key') && !names.has('authorization')
}
