import { minutes, type UnixMillis } from '../core/time.ts'

/** What the file of a bypass says of its end. */
export type BypassEnd = {
  /** undefined: until somebody ends it. */
  readonly until?: UnixMillis | undefined
  readonly failed?: BypassFailure | undefined
}

/** Its time was over, and it could not be ended. */
export type BypassFailure = {
  /** `gateway`: it does not start, and a client that came back would come back to nobody. */
  readonly why: 'settings' | 'gateway'
  readonly at: UnixMillis
  /** Has a person been told? */
  readonly told: 'yes' | 'no'
}

/** `due`: to be ended now; `stuck`: that has failed a moment ago. */
export type BypassStage = 'lasts' | 'due' | 'stuck'

/** A gateway that does not start takes 20 s to fail: nobody waits for that with every command. */
const AGAIN_AFTER = minutes(5)

/** The one place that decides whether a bypass is to end. By the wall clock: machines sleep and are restarted. */
export function bypassStage({ until, failed }: BypassEnd, now: UnixMillis): BypassStage {
  if (until === undefined || now < until) return 'lasts'
  const isFresh = failed !== undefined && failed.at <= now && now - failed.at < AGAIN_AFTER
  return isFresh ? 'stuck' : 'due'
}
