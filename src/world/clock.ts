import { performance } from 'node:perf_hooks'
import { instant, unixMillis, type Instant, type Millis, type UnixMillis } from '../core/time.ts'

/** Ends what it was given for, once; further calls do nothing. */
export type Cancel = () => void

/** Time as everybody here sees it. An argument, so that no test waits for real time. */
export interface Clock {
  readonly now: () => Instant
  readonly wall: () => UnixMillis
  /** Runs `action` once, after `delay`. Does not keep the process alive by itself. */
  readonly after: (delay: Millis, action: () => void) => Cancel
}

/** setTimeout turns anything above this into 1 ms. */
const LONGEST_TIMER = 2_147_483_647

export const realClock: Clock = {
  now: () => instant(performance.now()),
  wall: () => unixMillis(Date.now()),
  after(delay, action) {
    const timer = setTimeout(action, Math.min(Math.max(0, delay), LONGEST_TIMER))
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/**
 * Waits for `delay` on `clock`.
 * @throws the signal's reason when it aborts first: an ended wait is not a finished one
 */
export function sleep(clock: Clock, delay: Millis, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error)
      return
    }
    const onAbort = (): void => {
      cancel()
      reject(signal.reason as Error)
    }
    const cancel = clock.after(delay, () => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    })
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
