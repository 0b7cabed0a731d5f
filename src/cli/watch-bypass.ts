import { seconds } from '../core/time.ts'
import type { Cancel, Clock } from '../world/clock.ts'

/** How late a client comes back at most. */
const LOOK_EVERY = seconds(15)

/** The installed gateway is always there: it ends a bypass whose time is over. @returns ends the watch */
export function watchBypass(dataDir: string, clock: Clock): Cancel {
  const over = new AbortController()
  const look = async (): Promise<void> => {
    const { endDueBypass } = await import('../install/bypass.ts')
    // a client that stays bypassed is no reason to end: the status line says so
    await endDueBypass(dataDir, clock.wall()).catch(() => undefined)
    next()
  }
  const next = (): void => {
    if (!over.signal.aborted) clock.after(LOOK_EVERY, () => void look())
  }
  next()
  return () => over.abort()
}
