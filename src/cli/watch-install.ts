import { ms, seconds, type Millis } from '../core/time.ts'
import { readBypass } from '../install/bypass.ts'
import { finishCutShort, type OwnGateway } from '../install/cut-short.ts'
import { endDueBypass } from '../install/due-bypass.ts'
import type { Cancel, Clock } from '../world/clock.ts'

/** A bypass may begin at any time, and timers stand still while a machine sleeps. */
const LOOK_EVERY = seconds(15)
/** Of one that is over and cannot be ended: no timer of zero. */
const AT_LEAST = seconds(1)

/**
 * The installed gateway is always there: it does the rest of an install that was killed, and ends a bypass whose time is
 * over, at once when it starts. @returns ends the watch
 */
export function watchInstall(dataDir: string, own: OwnGateway, clock: Clock): Cancel {
  const over = new AbortController()
  let cancel: Cancel | undefined
  const look = async (): Promise<void> => {
    // a client that does not come through is no reason to end: the status line says so
    const delay = await lookAt(dataDir, own, clock).catch(() => LOOK_EVERY)
    if (!over.signal.aborted) cancel = clock.after(delay, () => void look())
  }
  void look()
  return () => {
    over.abort()
    cancel?.()
  }
}

/** @returns when to look again */
async function lookAt(dataDir: string, own: OwnGateway, clock: Clock): Promise<Millis> {
  // who installs now may be killed in a moment
  if ((await finishCutShort(dataDir, own, clock)) === 'busy') return AT_LEAST
  // this is the gateway: it is there
  await endDueBypass(dataDir, { clock, gateway: () => Promise.resolve(), reader: 'nobody', retry: 'later' })
  const until = (await readBypass(dataDir))?.until
  const left = until === undefined ? LOOK_EVERY : until - clock.wall()
  return ms(Math.min(LOOK_EVERY, left > 0 ? Math.max(left, AT_LEAST) : LOOK_EVERY))
}
