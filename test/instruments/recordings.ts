import { minutes, unixMillis, type Millis } from '../../src/core/time.ts'
import type { RecordedStep } from '../../src/journal/columns.ts'
import { code, ownId } from '../../src/journal/words.ts'
import type { Recording } from '../../src/tune/again.ts'
import { NOON, startOf } from './journal-rows.ts'

// Exchanges as the journal tells them.

export const recordedStep = (ordinal: number, at: number, more: Partial<RecordedStep>): RecordedStep => ({
  ordinal,
  at: unixMillis(NOON + at),
  did: { kind: code('attempt'), because: code('first-try') },
  saw: { kind: code('completed') },
  judged: code('done'),
  ...more,
})

/** The first try said nothing for as long as its limit; the second was answered. */
export function stalled(limit: Millis): Recording {
  return {
    ...startOf('0197c3f1-stalled'),
    startedAt: unixMillis(NOON),
    gateway: ownId('g1'),
    number: 1,
    path: code('messages'),
    client: code('claude-code'),
    streaming: true,
    steps: [
      recordedStep(1, limit, { saw: { kind: code('silent'), phase: code('headers') }, judged: code('down') }),
      recordedStep(2, limit + 900, {
        did: { kind: code('attempt'), because: code('retry') },
        saw: { kind: code('opened') },
        judged: code('good'),
      }),
      recordedStep(3, limit + 4000, { did: { kind: code('relay'), because: code('answered') } }),
    ],
  }
}

/** One whose silence left no time for another try. */
export function outOfTime(): Recording {
  const { steps, ...exchange } = stalled(minutes(6.1))
  const [silence, answer] = steps
  if (silence === undefined || answer === undefined) throw new Error('a stall has two tries')
  return { ...exchange, steps: [silence, { ...answer, did: { kind: code('hand-back') } }] }
}
