import { compactDuration, seconds } from '../core/time.ts'
import type { TroubleCode } from '../core/verdict.ts'
import type { ExchangeState } from './state.ts'

/**
 * One line for narrow places, the same in every language: `holding 2m13s - retry in 4s (attempt 12) - provider 503`,
 * `offline - holding 2m13s`.
 * @param session only what concerns it, if it has something in flight; else whoever waits longest
 * @returns `ok` when nobody waits
 */
export function statusLine(
  exchanges: readonly ExchangeState[],
  session: string | undefined,
  short: (code: TroubleCode) => string,
): string {
  const held = exchanges.filter((exchange) => exchange.hold !== undefined)
  const own = held.filter((exchange) => exchange.session === session)
  const longest = (own.length > 0 ? own : held).toSorted((one, other) => other.sinceMillis - one.sinceMillis)[0]
  if (longest?.hold === undefined) return 'ok'
  const { hold } = longest
  if (hold.next === 'network') return `offline - holding ${compactDuration(longest.sinceMillis)}`
  const parts = [`holding ${compactDuration(longest.sinceMillis)}`, nextStep(hold), short(hold.code)]
  return parts.join(' - ')
}

function nextStep(hold: NonNullable<ExchangeState['hold']>): string {
  if (hold.nextTryInMillis === undefined) return `trying now (attempt ${hold.attempt - 1})`
  if (hold.next === 'turn') return `back, ${hold.place + 1} in line`
  // A countdown that a person reads ends with one, not with a rounded nothing.
  return `retry in ${compactDuration(seconds(Math.max(1, Math.ceil(hold.nextTryInMillis / 1000))))} (attempt ${hold.attempt})`
}
