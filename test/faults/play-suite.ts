import { monitorEventLoopDelay } from 'node:perf_hooks'
import { playPair, SPEED, type Pair, type PairResult } from './play-pair.ts'
import { troubleIn } from './table.ts'

type SuiteOptions = {
  readonly seed: number
  /** Pairs at a time: those in this process, and those with a gateway process of their own, which mostly wait. */
  readonly abreast: { readonly here: number; readonly processes: number }
  readonly onResult: (result: PairResult) => void
}

/** Plays pairs side by side, each with a gateway of its own. @returns in the order of the pairs */
export async function playSuite(pairs: readonly Pair[], options: SuiteOptions): Promise<readonly PairResult[]> {
  const results: PairResult[] = []
  const drain = async (queue: (readonly [Pair, number])[]): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [pair, index] = next
      const result = await playFairly(pair, options.seed + index)
      results[index] = result
      options.onResult(result)
    }
  }
  const numbered = pairs.map((pair, index) => [pair, index] as const)
  // The long ones first, or they would stand alone at the end.
  const ordered = numbered.toSorted(([one], [other]) => weightOf(other) - weightOf(one))
  const here = ordered.filter(([pair]) => pair.fault.fullSize !== 'yes')
  const processes = ordered.filter(([pair]) => pair.fault.fullSize === 'yes')
  await Promise.all([
    ...Array.from({ length: options.abreast.here }, () => drain(here)),
    ...Array.from({ length: options.abreast.processes }, () => drain(processes)),
  ])
  return results
}

/** Of the clock that runs fast: whoever stands still for longer misses soundings and time limits by no fault of the gateway's. */
const STANDSTILL_MILLIS = 4000 / SPEED
const MOST_TIMES = 4

/** Plays a pair, and again if it went wrong while this process did not get the processor: that is no measurement. */
export async function playFairly(pair: Pair, seed: number): Promise<PairResult> {
  for (let times = 1; ; times++) {
    const delay = monitorEventLoopDelay({ resolution: 10 })
    delay.enable()
    const result = await playPair(pair, seed).catch((error: unknown) => unplayed(pair, error))
    delay.disable()
    const stoodStill = delay.max / 1e6 > STANDSTILL_MILLIS
    if (!stoodStill || times === MOST_TIMES || troubleIn(result).length === 0) return result
  }
}

/** The instruments failed: that is no loss of the gateway's, and no proof of anything. */
const unplayed = ({ fault, client, form }: Pair, error: unknown): PairResult => ({
  fault: fault.name,
  client,
  form,
  turns: 0,
  completed: 0,
  told: 0,
  falselyComplete: 0,
  lost: 0,
  starts: 0,
  soundings: 0,
  tokensTwice: 0,
  firstBytes: [],
  reasons: [],
  unproved: [`not played: ${String(error)}`],
})

function weightOf({ fault, form }: Pair): number {
  if (typeof fault.lasts !== 'string') return fault.lasts
  return fault.strikes === 'silently' ? (form === 'whole' ? 600_000 : 90_000) : fault.strikes === 'in-text' ? 20_000 : 0
}
