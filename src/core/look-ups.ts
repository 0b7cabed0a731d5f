import type { Millis, UnixMillis } from './time.ts'

/** How a gateway has looked names up. Counts are since it started. */
export type LookUps = {
  readonly known: readonly KnownAddresses[]
  /** Look-ups for connections: all, those that waited for nobody, and those answered in the system's place. */
  readonly asked: number
  readonly kept: number
  readonly substituted: number
  /** Connections with several addresses: all, those that a later one saved, and those that were spared a dead first one. */
  readonly raced: number
  readonly rescued: number
  readonly spared: number
  /** By those spared, at the least. */
  readonly savedMillis: Millis
}

export type KnownAddresses = {
  readonly name: string
  /** `stale`: the last good ones, while the name servers fail. */
  readonly is: 'kept' | 'stale' | 'expired' | 'failed'
  readonly from: 'system' | 'own-question' | 'second' | 'last-good'
  /** Who answered, where that is known. */
  readonly server: string | undefined
  readonly addresses: readonly string[]
  readonly until: UnixMillis
}
