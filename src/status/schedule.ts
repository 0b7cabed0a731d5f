import { minutes, ms, seconds, type Millis } from '../core/time.ts'
import type { Usable } from './statement.ts'

/** Others poll the page every two to five minutes; who waits for the end of an incident may look once a minute. */
const PAGE_CALM: Millis = minutes(3)
const PAGE_IN_TROUBLE: Millis = minutes(1)
/** A page that fails is asked less and less often. */
const PAGE_AT_MOST: Millis = minutes(15)
const EDGE_CALM: Millis = minutes(3)
const EDGE_IN_TROUBLE: Millis = seconds(30)
const EDGE_AT_MOST: Millis = minutes(5)
/** Nobody leaves a request for so long that the answer would be of no use. */
const ADVICE_AT_MOST: Millis = minutes(60)
/** So that those who were cut off together do not come back together. */
const JITTER = 0.2

/** The gateway is on this computer, and its answer costs a thousandth of a second. */
export const GATEWAY_EVERY: Millis = seconds(2)

export type Past = {
  readonly usable: Usable
  /** Failures in a row. */
  readonly failures: number
  /** What the last answer asked for. */
  readonly retryAfter: Millis | undefined
  /** One draw from [0, 1). */
  readonly roll: number
}

/** How long to leave the page alone. */
export function pageWait({ usable, failures, retryAfter, roll }: Past): Millis {
  const usual = usable === 'yes' && failures === 0 ? PAGE_CALM : PAGE_IN_TROUBLE
  const wait = jittered(backedOff(usual, failures, PAGE_AT_MOST), roll)
  return ms(Math.max(wait, Math.min(retryAfter ?? 0, ADVICE_AT_MOST)))
}

/** How long to leave the API's front door alone. */
export function edgeWait({ usable, failures, roll }: Omit<Past, 'retryAfter'>): Millis {
  return jittered(backedOff(usable === 'yes' ? EDGE_CALM : EDGE_IN_TROUBLE, failures, EDGE_AT_MOST), roll)
}

const backedOff = (usual: Millis, failures: number, atMost: Millis): Millis =>
  ms(Math.min(usual * 2 ** Math.max(0, Math.min(failures, 20) - 1), atMost))

const jittered = (length: Millis, roll: number): Millis => ms(Math.round(length * (1 - JITTER + 2 * JITTER * roll)))
