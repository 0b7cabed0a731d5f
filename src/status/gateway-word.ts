import { between, instant, minutes, type Millis, type UnixMillis } from '../core/time.ts'

/** What the gateways of this computer saw; of several, the one that is worst off. */
export type GatewaySeen =
  | { readonly is: 'none'; readonly askedAt: UnixMillis }
  | { readonly is: 'silent'; readonly askedAt: UnixMillis; readonly url: string }
  | {
      readonly is: 'answers'
      readonly askedAt: UnixMillis
      readonly url: string
      readonly held: number
      readonly trouble: GatewayTrouble | undefined
      readonly lastAnswerAt: UnixMillis | undefined
    }

/** Where it is unfit: all of the upstream, a family of models, or what a credential may use. */
export type GatewayTrouble = {
  readonly scope: string
  /** Of the models; empty where all are meant. */
  readonly family: string
  /** Of the catalogue. */
  readonly code: string
  readonly since: UnixMillis
  /** Is somebody asking, so that its end will be seen? */
  readonly asking: 'yes' | 'no'
  readonly nextTryIn: Millis | undefined
}

/**
 * `holding`: requests wait, or are being let through again. `working`: answers come. `quiet`: no trouble is known, but nobody
 * has asked lately. `unsure`: the last tries failed, and nobody asks any more.
 */
export type Standing = 'none' | 'silent' | 'holding' | 'working' | 'quiet' | 'unsure'

/** An answer is news for so long. */
const FRESH_FOR: Millis = minutes(5)

export function standingOf(seen: GatewaySeen, now: UnixMillis): Standing {
  if (seen.is !== 'answers') return seen.is
  if (seen.held > 0 || seen.trouble?.asking === 'yes') return 'holding'
  if (seen.trouble !== undefined) return 'unsure'
  const isFresh = seen.lastAnswerAt !== undefined && between(instant(seen.lastAnswerAt), instant(now)) <= FRESH_FOR
  return isFresh ? 'working' : 'quiet'
}
