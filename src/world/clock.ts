import { performance } from 'node:perf_hooks'
import { instant, seconds, unixMillis, type Instant, type Millis, type UnixMillis } from '../core/time.ts'
import { TimerRows } from './timer-rows.ts'

/** Ends what it was given for, once; further calls do nothing. */
export type Cancel = () => void

/** Time as everybody here sees it. An argument, so that no test waits for real time. */
export interface Clock {
  readonly now: () => Instant
  readonly wall: () => UnixMillis
  /** Runs `action` once, after `delay`. Does not keep the process alive by itself. */
  readonly after: (delay: Millis, action: () => void) => Cancel
  /** Where long timers wait that are set with every exchange and hardly ever fire; not every clock has them. */
  readonly rows?: TimerRows
}

/** From here on a few hundredths of a second make no difference. */
export const LONG: Millis = seconds(3)
const rows = new TimerRows(() => performance.now())

export const realClock: Clock = {
  now: () => instant(performance.now()),
  wall: () => unixMillis(Date.now()),
  rows,
  after(delay, action) {
    if (delay >= LONG) return rows.set(delay, action)
    const timer = setTimeout(action, Math.max(0, delay))
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
