import type { Millis } from '../core/time.ts'
import type { KnownAddresses, LookUps } from '../core/look-ups.ts'

/** What a gateway's own look-ups have come to, for who examines it. */
export type LookUpsText = {
  readonly heading: string
  /** One name. @param left for how long its answer may still be used; negative when that is over */
  readonly known: (known: KnownAddresses, left: Millis) => string
  /** Empty where nothing was asked. */
  readonly counts: (counts: Pick<LookUps, 'asked' | 'kept' | 'substituted'>) => string
  /** Empty where racing made no difference. */
  readonly racing: (racing: Pick<LookUps, 'rescued' | 'spared' | 'savedMillis'>) => string
}
