import { hours, minutes, ms, seconds, type Millis, type UnixMillis } from '../core/time.ts'
import type { RecordedExchange, RecordedStep } from '../journal/columns.ts'
import { readJournal, type JournalReader } from '../journal/read.ts'
import type { GatewayFacts } from './gateway-facts.ts'

export type Recent = GatewayFacts['recent']
type Failure = Recent['failures'][number]

const LOOKED_BACK: Millis = minutes(30)
/** What began earlier may have failed just now: holds and long answers last. */
const BEGUN_WITHIN: Millis = hours(12)
/** The newest; this many are read in some 20 ms, and nothing else goes on meanwhile. */
const EXCHANGES_AT_MOST = 1000
const WITH_STEPS_AT_MOST = 200

export const NO_TRAFFIC: Recent = {
  completed: 0,
  lastCompletedAt: undefined,
  failures: [],
  cuts: [],
  wokeAt: undefined,
  offlineAt: undefined,
}

/** What live traffic has met in the last half hour, as the journal tells it. A journal that cannot be read tells nothing. */
export function recentTraffic(file: string, now: UnixMillis): Recent {
  const read = readJournal(file, (reader) => recentIn(reader, now))
  return read.ok ? read.value : NO_TRAFFIC
}

function recentIn(reader: JournalReader, now: UnixMillis): Recent {
  const from = (now - LOOKED_BACK) as UnixMillis
  const since = (now - BEGUN_WITHIN) as UnixMillis
  const exchanges = reader.exchanges({ since }, { order: 'newest-first', limit: EXCHANGES_AT_MOST })
  const whole = exchanges.filter((one) => one.end?.outcome === 'completed' && endOf(one) >= from)
  const completed = whole.map(endOf)
  const told = exchanges
    .filter((one) => one.end === undefined || endOf(one) >= from)
    .filter(isEventful)
    .slice(0, WITH_STEPS_AT_MOST)
    .map((one) => reader.steps(one))
  const offline = reader.incidents(from).find(({ code }) => (code as string) === 'path.offline')
  return {
    completed: completed.length,
    lastCompletedAt: completed.length === 0 ? undefined : Math.max(...completed),
    failures: failuresIn(told.flat().filter(({ at }) => at >= from)),
    cuts: told
      .flatMap(cutsIn)
      .filter(({ at }) => at >= from)
      .toSorted((one, other) => other.at - one.at),
    ...streamedIn(whole),
    // no row tells of it: the gateway itself does, while it runs
    wokeAt: undefined,
    offlineAt: offline?.openedAt,
  }
}

const endOf = ({ startedAt, end }: RecordedExchange): number => startedAt + (end?.finishedAfter ?? 0)

/** All others went well at the first try. */
const isEventful = ({ end }: RecordedExchange): boolean =>
  end === undefined || end.outcome !== 'completed' || end.absorbed > 0 || end.held > 0 || end.attempts > 1

/** In a shorter time the model itself may have said little. */
const LONG: Millis = seconds(5)
/** A few words take longer to be thought of. */
const AT_ONCE: Millis = ms(150)

/** How long answers came: what was tried more than once, or held, tells nothing of that. */
function streamedIn(whole: readonly RecordedExchange[]): Pick<Recent, 'streamed'> {
  const long = whole.flatMap(({ streaming, end }) => {
    const { attempts = 0, held = 0, firstByteAfter, finishedAfter = 0 } = end ?? {}
    if (!streaming || attempts !== 1 || held > 0 || firstByteAfter === undefined || finishedAfter < LONG) return []
    return [{ finishedAfter, isAtOnce: finishedAfter - firstByteAfter <= AT_ONCE }]
  })
  if (long.length === 0) return {}
  const atOnce = long.filter(({ isAtOnce }) => isAtOnce).length
  return { streamed: { long: long.length, atOnce, longestMillis: Math.max(...long.map(({ finishedAfter }) => finishedAfter)) } }
}

const FAILED: ReadonlySet<string> = new Set(['refused', 'failed', 'error-event'])

function failuresIn(steps: readonly RecordedStep[]): readonly Failure[] {
  const byCode = new Map<string, Failure>()
  for (const { at, saw } of steps) {
    if (!FAILED.has(saw.kind) || saw.code === undefined) continue
    const before = byCode.get(saw.code)
    const newest = before === undefined || at >= before.lastAt
    byCode.set(saw.code, {
      code: saw.code,
      count: (before?.count ?? 0) + 1,
      lastAt: newest ? at : before.lastAt,
      requestId: (newest ? saw.requestId : undefined) ?? before?.requestId,
    })
  }
  return [...byCode.values()].toSorted((one, other) => other.lastAt - one.lastAt)
}

/** Answers that broke off, with the age of each: its relay begins where an attempt was answered. */
function cutsIn(steps: readonly RecordedStep[]): readonly Recent['cuts'][number][] {
  return steps.flatMap(({ at, saw }, index) => {
    if ((saw.kind as string) !== 'torn') return []
    const opened = steps.slice(0, index).findLast((step) => (step.saw.kind as string) === 'opened')
    return [{ at, afterMillis: opened === undefined ? 0 : Math.max(0, at - opened.at), by: saw.code ?? 'cut' }]
  })
}
