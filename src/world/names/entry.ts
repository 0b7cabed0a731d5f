import type { Instant, UnixMillis } from '../../core/time.ts'
import type { Cancel } from '../clock.ts'
import type { Address } from '../way-out/look-up.ts'
import type { Asking } from './asking.ts'
import type { KnownName, Source } from './names.ts'

export type Answer = {
  readonly addresses: readonly Address[]
  readonly from: Source
  readonly server: string | undefined
  readonly at: Instant
  readonly until: Instant
  /** The same for people; made once, or it would be another millisecond at each look. */
  readonly answeredAt: UnixMillis
  readonly untilWall: UnixMillis
}

/** All that is known of a name, on the network where the machine is. */
export type Entry = {
  readonly name: string
  answer: Answer | undefined
  failed: { readonly code: string; readonly until: Instant; readonly at: UnixMillis } | undefined
  asking: Asking | undefined
  /** How the system did at its last chance. */
  system: 'unasked' | 'answered' | { readonly failing: string }
  /** Addresses that have shown somebody else's certificate, and until when that is held against them. */
  readonly liars: Map<string, Instant>
  /** `inside`: it has addresses that mean something in one network alone. */
  reach: 'anywhere' | 'inside'
  usedAt: Instant
  cancelRefresh: Cancel
}

export const newEntry = (name: string, usedAt: Instant): Entry => ({
  name,
  answer: undefined,
  failed: undefined,
  asking: undefined,
  system: 'unasked',
  liars: new Map(),
  reach: 'anywhere',
  usedAt,
  cancelRefresh: () => undefined,
})

/** Of those that nobody asks for at this moment. */
export const longestUnused = (entries: readonly Entry[]): Entry | undefined =>
  entries.filter(({ asking }) => asking === undefined).toSorted((one, other) => one.usedAt - other.usedAt)[0]

export const isAmong = (addresses: readonly Address[], address: string): boolean =>
  addresses.some((one) => one.address === address)

export const isLiar = ({ liars }: Entry, { address }: Address, now: Instant): boolean => (liars.get(address) ?? 0) > now

/** As it looks from outside; points of time alone, since a length would be another one at each look. */
export function shown({ name, answer, failed }: Entry, now: Instant): readonly KnownName[] {
  if (answer === undefined) {
    if (failed === undefined) return []
    return [{ name, is: 'failed', addresses: [], from: 'system', answeredAt: failed.at, until: failed.at }]
  }
  const { addresses, from, server, answeredAt, until, untilWall } = answer
  return [
    {
      name,
      is: from === 'last-good' ? 'stale' : until > now ? 'kept' : 'expired',
      addresses: addresses.map(({ address }) => address),
      from,
      ...(server === undefined ? {} : { server }),
      answeredAt,
      until: untilWall,
    },
  ]
}
