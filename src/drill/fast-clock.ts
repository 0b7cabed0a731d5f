import { instant, ms, unixMillis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'

/**
 * A clock that runs `speed` times faster than `clock`: who lives by it lives through an hour in a few minutes, and measures
 * an hour. The wall clock runs along: a wall that lags behind would look like a machine that slept.
 */
export function fastClock(clock: Clock, speed: number): Clock {
  if (speed === 1) return clock
  const began = clock.now()
  const wallAtBegin = clock.wall()
  return {
    now: () => instant(began + (clock.now() - began) * speed),
    wall: () => unixMillis(wallAtBegin + (clock.now() - began) * speed),
    after: (delay, action) => clock.after(ms(delay / speed), action),
  }
}
