import assert from 'node:assert/strict'
import type { Over, Turn } from './cast.ts'
import type { Lab, LabOptions } from './net/lab.ts'

/** A fault of a real network, and what comes of exchanges in it. */
export type Row = {
  readonly name: string
  /** The sentence of the test. */
  readonly shows: string
  /** What is done to the network, for the page. */
  readonly fault: string
  /** `quick` ones run with every `npm test`. */
  readonly when: 'quick' | 'all'
  readonly lab?: LabOptions
  /** System programs that it needs besides. */
  readonly needs?: readonly ('squid' | 'tinyproxy')[]
  readonly play: (lab: Lab, depth: Depth) => Promise<Seen>
}

/** `quick`: the gateway alone, since others may take long. */
export type Depth = 'quick' | 'whole'

/** What was seen; the row has asserted by then that it is as it should be. */
export type Seen = {
  /** What an observer saw of the fault, independent of gateway and client. */
  readonly evidence: string
  /** What the times are counted from. */
  readonly from: 'the request' | 'its end'
  readonly gateway: readonly Measured[]
  /** A gateway beside it, without the part that this row is about. */
  readonly without?: readonly Measured[]
  readonly direct: readonly Measured[]
  /** What Node does by itself: one request on a connection of its own, without retries. */
  readonly plain?: readonly Measured[]
}

/** In milliseconds. */
export type Measured = { readonly how: string; readonly firstByte: number | undefined; readonly requests: number }

/** Times count from `since`, where that is later than the request. */
export function measured({ how, contentAt, askedAt, requests }: Over, since: number = askedAt): Measured {
  return { how, requests, firstByte: contentAt === undefined ? undefined : contentAt - Math.max(askedAt, since) }
}

/** How a turn ended, or that it had not ended after `atMost` milliseconds. For a client without a gateway, which may never end. */
export async function within(turn: Turn, atMost: number): Promise<Over> {
  const { askedAt } = turn
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Over>((resolve) => {
    const how = `nothing within ${Math.round(atMost / 1000)} s`
    const end = (): void =>
      resolve({ how, finished: false, requests: 0, askedAt, endedAt: askedAt + atMost, contentAt: undefined })
    timer = setTimeout(end, atMost)
  })
  const over = await Promise.race([turn.over, late])
  clearTimeout(timer)
  return over
}

/** It has its answer, and soon enough. Both in milliseconds. */
export function assertServed(seen: Measured, { within: most }: { readonly within: number }): void {
  assert.equal(seen.how, 'finished')
  assert.ok(
    seen.firstByte !== undefined && seen.firstByte <= most,
    `first byte after ${seen.firstByte} ms, not within ${most} ms`,
  )
}

/** A stretch of real time, while a fault holds. */
export const lasting = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis))

export function seconds(millis: number | undefined): string {
  if (millis === undefined) return '–'
  return millis < 100 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`
}
