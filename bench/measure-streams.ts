import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { median, startGateway, type Effort } from './measure.ts'
import { cpuSeconds, startProgram, startServer, stop, type Server } from './processes.ts'
import type { StreamsResult } from './streams.ts'

export type Pace = StreamsResult & {
  /** Milliseconds of processor time for a thousand events. */
  readonly cpu: number
}
export type Streams = {
  readonly streams: number
  readonly direct: Pace
  readonly bare: Pace
  readonly holdfast: Pace
  /** Median over the rounds of holdfast / bare in the same round. */
  readonly ratio: number
  readonly ratios: readonly number[]
}

const STREAMS = 500

/** Long streams at the pace of a model: what each event costs, and how much its time is shifted. */
export async function measureStreams({ rounds, seconds }: Effort): Promise<Streams> {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
  const direct = await startServer(['bench/upstream.ts', 'pace'], { place: 'other cores' })
  const bare = await startServer(['bench/bare-proxy.ts', direct.url], { place: 'proxy core' })
  const holdfast = await startGateway(direct.url, dataDir)
  try {
    const trios: { readonly direct: Pace; readonly bare: Pace; readonly holdfast: Pace }[] = []
    // The first round is for the compilers.
    for (let round = 0; round <= rounds; round++) {
      const trio = {
        direct: await read(direct, seconds),
        bare: await read(bare, seconds),
        holdfast: await read(holdfast, seconds),
      }
      if (round > 0) trios.push(trio)
    }
    const ratios = trios.map((trio) => trio.holdfast.cpu / trio.bare.cpu)
    return {
      streams: STREAMS,
      direct: middle(trios.map((trio) => trio.direct)),
      bare: middle(trios.map((trio) => trio.bare)),
      holdfast: middle(trios.map((trio) => trio.holdfast)),
      ratio: median(ratios),
      ratios,
    }
  } finally {
    for (const server of [holdfast, bare, direct]) await stop(server.process)
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function middle(paces: readonly Pace[]): Pace {
  const of = (field: keyof Pace): number => median(paces.map((pace) => pace[field]))
  const lost = paces.reduce((sum, pace) => sum + pace.lost, 0)
  return { streams: STREAMS, events: of('events'), gapP50: of('gapP50'), gapP99: of('gapP99'), cpu: of('cpu'), lost }
}

function read(server: Server, seconds: number): Promise<Pace> {
  return new Promise((resolve, reject) => {
    let before = 0
    let result: Pace | undefined
    const reader = startProgram(
      ['bench/streams.ts', server.url, String(STREAMS), String(seconds)],
      { place: 'other cores' },
      (line) => {
        if (line === 'open') before = cpuSeconds(server.process)
        else {
          const seen = JSON.parse(line) as StreamsResult
          result = { ...seen, cpu: ((cpuSeconds(server.process) - before) * 1e6) / seen.events }
        }
      },
    )
    reader.on('close', () => {
      // Streams that were left are taken down before the next are opened.
      if (result === undefined) reject(new Error('the reader of streams ended without a result'))
      else void sleep(500).then(() => resolve(result as Pace))
    })
  })
}

/** From the start of the program to `listening on`, in milliseconds, with an empty data directory. */
export async function measureListening(times: number): Promise<number> {
  const took: number[] = []
  for (let count = 0; count < times; count++) {
    const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
    const before = performance.now()
    const gateway = await startGateway('http://127.0.0.1:9', dataDir)
    took.push(performance.now() - before)
    await stop(gateway.process)
    rmSync(dataDir, { recursive: true, force: true })
  }
  return median(took)
}
