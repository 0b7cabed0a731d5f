import type { Millis } from '../core/time.ts'
import type { Cancel, Clock } from '../world/clock.ts'
import type { Sending } from '../world/network.ts'

type Watching = {
  readonly clock: Clock
  readonly every: Millis
  /** Called once: nothing of what was sent has arrived, and nothing will. */
  readonly onLost: () => void
}

/**
 * Looks now and then whether a request that hears nothing has arrived at all. A connection that is dead on the way gives no
 * error for a quarter of an hour: without this only the limit for headers would end the wait, and an answer that is not
 * streamed has none.
 */
export function watchDelivery(sending: Sending, { clock, every, onLost }: Watching): Cancel {
  let stopped = false
  let cancel: Cancel
  const look = async (): Promise<void> => {
    const seen = await sending.delivery?.()
    if (stopped) return
    if (seen === 'lost') onLost()
    // what has arrived stays so: it is the other side that takes its time
    else if (seen === 'under-way') wait()
  }
  const wait = (): void => {
    cancel = clock.after(every, () => void look())
  }
  wait()
  return () => {
    stopped = true
    cancel()
  }
}
