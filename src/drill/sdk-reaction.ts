import { ms, seconds } from '../core/time.ts'
import type { ClientSituation, LossReason, Outcome, Reaction, WatchdogLimits } from './client-reaction.ts'

// What the vendor's SDK does with each outcome, with the settings that it comes with (docs/facts.md 1.1).

/** It waits ten minutes for headers; behind them it has no limit at all. */
export const SDK_LIMITS: WatchdogLimits = {
  headers: seconds(600),
  event: ms(Number.POSITIVE_INFINITY),
  byte: ms(Number.POSITIVE_INFINITY),
}

const MOST_RETRIES = 2
const FIRST_WAIT = 500
const LONGEST_WAIT = 8000

/** `opened`: the headers of a 200 had come. From then on nothing is retried. */
export type SdkSituation = Pick<ClientSituation, 'saw' | 'tries' | 'roll'> & { readonly opened: boolean }

/** What the SDK does next. Pure: chance comes in as a roll. */
export function sdkReaction(situation: SdkSituation): Reaction {
  const { saw, opened } = situation
  switch (saw.kind) {
    case 'message':
      return { do: 'finish' }
    case 'status':
      return isRetried(saw) ? retry(situation) : giveUp(saw.plan === 'rejected' ? 'plan-limit' : 'final-error')
    case 'timed-out':
      return retry(situation)
    case 'dropped':
      return opened ? giveUp('connection-lost') : retry(situation)
    case 'stalled':
      return giveUp('stalled')
    case 'error-event':
      return giveUp('server-error-in-answer')
    case 'malformed':
      return giveUp('malformed-answer')
  }
}

type Status = Extract<Outcome, { kind: 'status' }>

const isRetried = ({ status, shouldRetry }: Status): boolean =>
  shouldRetry ?? (status >= 500 || status === 429 || status === 408 || status === 409)

function retry({ saw, tries, roll }: SdkSituation): Reaction {
  if (tries.retries >= MOST_RETRIES) return giveUp('retries-used-up')
  const asked = saw.kind === 'status' ? saw.retryAfter : undefined
  const own = Math.min(FIRST_WAIT * 2 ** tries.retries, LONGEST_WAIT) * (1 - roll / 4)
  const after = ms(asked !== undefined && asked > 0 ? asked : own)
  return { do: 'send-again', how: 'retry', after, tries: { ...tries, retries: tries.retries + 1 } }
}

const giveUp = (because: LossReason): Reaction => ({ do: 'give-up', because })
