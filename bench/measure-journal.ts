import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { busyLoad, median, startGateway, type Effort } from './measure.ts'
import { startServer, stop } from './processes.ts'

export type JournalCost = {
  /** Microseconds of processor time for each request, the journal's thread included. */
  readonly on: number
  readonly off: number
  /** Median over the rounds of on / off in the same round. */
  readonly ratio: number
  readonly ratios: readonly number[]
}

/** What the journal costs: two gateways that are otherwise the same, one of which finds a folder where its journal should be. */
export async function measureJournal({ rounds, seconds }: Effort): Promise<JournalCost> {
  const dirs = [mkdtempSync(join(tmpdir(), 'holdfast-bench-')), mkdtempSync(join(tmpdir(), 'holdfast-bench-'))] as const
  mkdirSync(join(dirs[1], 'journal.sqlite'))
  const upstream = await startServer(['bench/upstream.ts', 'answer'], { place: 'other cores' })
  const on = await startGateway(upstream.url, dirs[0])
  const off = await startGateway(upstream.url, dirs[1])
  const cost = async (server: typeof on): Promise<number> => {
    const { busy, perSecond } = await busyLoad(server, seconds)
    return (busy / perSecond) * 1e6
  }
  try {
    const pairs: { readonly on: number; readonly off: number }[] = []
    // The first rounds are for the compilers.
    for (let round = -3; round < rounds; round++) {
      const swapped = round % 2 !== 0
      const first = await cost(swapped ? off : on)
      const second = await cost(swapped ? on : off)
      if (round >= 0) pairs.push(swapped ? { on: second, off: first } : { on: first, off: second })
    }
    const ratios = pairs.map((pair) => pair.on / pair.off)
    return { on: median(pairs.map((pair) => pair.on)), off: median(pairs.map((pair) => pair.off)), ratio: median(ratios), ratios }
  } finally {
    for (const server of [on, off, upstream]) await stop(server.process)
    for (const dir of dirs) rmSync(dir, { recursive: true, force: true })
  }
}
