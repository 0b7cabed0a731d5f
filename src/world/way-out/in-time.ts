import { WayError, type FailureReading } from '../../core/failure-code.ts'
import type { Millis } from '../../core/time.ts'
import type { Clock } from '../clock.ts'

export type Limit = {
  readonly clock: Clock
  readonly within: Millis
  /** What it is when the time is up. */
  readonly late: FailureReading
}

/** What `work` gives, unless time or `ended` is quicker; the work itself goes on then. @throws WayError, or the reason of `ended` */
export function inTime<Result>(work: Promise<Result>, { clock, within, late }: Limit, ended: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(within, () => fail(new WayError(late)))
    const onEnded = (): void => fail(ended.reason)
    const over = (): void => {
      cancel()
      ended.removeEventListener('abort', onEnded)
    }
    const fail = (error: unknown): void => {
      over()
      reject(error)
    }
    ended.addEventListener('abort', onEnded, { once: true })
    if (ended.aborted) onEnded()
    work.finally(over).then(resolve, reject)
  })
}
