import process from 'node:process'
import { leaveEarly } from './leave-early.ts'

export type Interruption = { readonly signal: AbortSignal; readonly letGo: () => void }

/** Ctrl-C ends what goes on in good order, and once more at once. */
export function untilInterrupted(): Interruption {
  const controller = new AbortController()
  const end = (): void => controller.abort(new Error('interrupted'))
  process.once('SIGINT', end).once('SIGTERM', end)
  // from here on, somebody knows better
  process.off('SIGINT', leaveEarly)
  return { signal: controller.signal, letGo: () => void process.off('SIGINT', end).off('SIGTERM', end) }
}
