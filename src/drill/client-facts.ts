import { ms, type Millis } from '../core/time.ts'
import type { Counts, SeenRequest } from './counts.ts'
import { labelsOf } from './fault-label.ts'
import type { Recovery, SideFacts } from './rehearsed.ts'
import { timetableOf, type Scenario } from './scenario.ts'
import { troublesOf, type Trouble } from './timetable.ts'

export type ClientSeen = {
  readonly scenario: Scenario
  readonly speed: number
  readonly counts: Counts
  readonly log: readonly Readonly<SeenRequest>[]
  /** When the timetable began, on the stand-in's own count, and what was lived through of it. */
  readonly began: Millis
  readonly elapsed: Millis
  /** Turns that the gateway knows its client did not get. */
  readonly lost: number
}

/**
 * What can be known of a client that is not ours: what the stand-in saw, and what the gateway counted. The client and the
 * gateway live in real time however fast the timetable is, and so a recovery is told in real time.
 */
export function clientFacts(seen: ClientSeen): SideFacts {
  const { scenario, counts, began, lost } = seen
  const answers = asked(seen).filter(({ status, ended }) => status === 200 && ended === 'answered')
  return {
    finished: answers.length,
    lost,
    falselyComplete: undefined,
    because: {},
    longestLoss: undefined,
    requests: counts.requests,
    mostStartsInASecond: counts.mostStartsInASecond,
    recoveries: troublesOf(timetableOf(scenario)).map((trouble) => recoveryFrom(trouble, seen)),
    marks: answers.map(({ endedAt, at }) => ({ at: ms(Math.max(0, (endedAt ?? at) - began)), what: 'finished' })),
  }
}

/** Messages asked for in earnest. */
const asked = ({ log }: ClientSeen): ClientSeen['log'] =>
  log.filter(({ method, path, authenticated }) => method === 'POST' && path === '/v1/messages' && authenticated)

function recoveryFrom(trouble: Trouble, seen: ClientSeen): Recovery {
  const over = seen.began + trouble.to
  const fault = labelsOf(trouble.faults)
  const afterwards = asked(seen).filter(({ at, endedAt }) => (endedAt ?? at) >= over)
  if (trouble.to > seen.elapsed || afterwards.length === 0) return { fault, after: trouble.to, back: undefined }
  const ends = afterwards.flatMap(({ status, ended, endedAt }) =>
    status === 200 && ended === 'answered' ? [endedAt ?? over] : [],
  )
  return { fault, after: trouble.to, back: ends.length === 0 ? 'never' : ms((Math.min(...ends) - over) / seen.speed) }
}
