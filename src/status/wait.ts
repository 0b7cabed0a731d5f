import { between, later, type Instant, type Millis } from '../core/time.ts'
import type { Usable } from './statement.ts'

/** A script's wait for the service. */
export type Wait =
  | { readonly is: 'waiting'; readonly until: Instant | undefined }
  | { readonly is: 'over'; readonly exitCode: 0 | 1 | 130 }

export type WaitEvent =
  | { readonly kind: 'saw'; readonly usable: Usable; readonly now: Instant }
  | { readonly kind: 'time'; readonly now: Instant }
  | { readonly kind: 'interrupted' }

/** @param patience undefined: for ever */
export const newWait = (now: Instant, patience: Millis | undefined): Wait => ({
  is: 'waiting',
  until: patience === undefined ? undefined : later(now, patience),
})

/** Only `yes` ends it well: neither `degraded` nor `unknown` is a word that all is well. A look that comes with the last moment still counts. */
export function waited(wait: Wait, event: WaitEvent): Wait {
  if (wait.is === 'over') return wait
  if (event.kind === 'interrupted') return { is: 'over', exitCode: 130 }
  if (event.kind === 'saw' && event.usable === 'yes') return { is: 'over', exitCode: 0 }
  const isLate = wait.until !== undefined && between(wait.until, event.now) >= 0
  return isLate ? { is: 'over', exitCode: 1 } : wait
}
