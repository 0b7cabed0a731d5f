import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Holding } from './holders.ts'
import type { LoadResult } from './load.ts'
import { cpuSeconds, residentMegabytes, startProgram, runForResult, startServer, stop, type Server } from './processes.ts'

export type Effort = { readonly rounds: number; readonly seconds: number }

export type Throughput = {
  readonly bare: number
  readonly holdfast: number
  /** Median over the rounds of holdfast / bare in the same round. */
  readonly ratio: number
  readonly ratios: readonly number[]
  /** Share of its core that each proxy used: well below 1, something else was the slowest part. */
  readonly busy: { readonly bare: number; readonly holdfast: number }
  readonly failures: number
}

/** Milliseconds at the median. */
export type Latency = {
  readonly direct: number
  readonly bare: number
  readonly holdfast: number
  readonly ratio: number
  readonly ratios: readonly number[]
}
export type Memory = {
  readonly streams: number
  readonly held: number
  readonly lost: number
  readonly highest: number
  readonly idle: number
}
/** Milliseconds at the median. */
export type Start = { readonly version: number; readonly statusLine: number; readonly node: number }

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

type Stand = { readonly direct: Server; readonly bare: Server; readonly holdfast: Server }

export async function startGateway(upstream: string, dataDir: string): Promise<Server> {
  return startServer(['dist/main.mjs', 'serve', '--port', '0', '--upstream', upstream, '--data-dir', dataDir], {
    place: 'proxy core',
    log: join(dataDir, 'gateway.log'),
  })
}

/** Tens of thousands of requests: the larger a program, the later its last function is compiled. */
const WARM_UP_SECONDS = 8

/** Sets both proxies up in front of one stand-in, runs `measure`, and ends all three. */
async function withStand<Result>(measure: (stand: Stand) => Promise<Result>): Promise<Result> {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
  const direct = await startServer(['bench/upstream.ts', 'answer'], { place: 'other cores' })
  const bare = await startServer(['bench/bare-proxy.ts', direct.url], { place: 'proxy core' })
  const holdfast = await startGateway(direct.url, dataDir)
  try {
    for (const { url } of [bare, holdfast]) await load(url, { connections: 32, seconds: WARM_UP_SECONDS })
    return await measure({ direct, bare, holdfast })
  } finally {
    for (const server of [holdfast, bare, direct]) await stop(server.process)
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function load(
  url: string,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<LoadResult> {
  return runForResult<LoadResult>(['bench/load.ts', url, String(connections), String(seconds)], { place: 'other cores' })
}

type Load = Pick<LoadResult, 'perSecond' | 'failures'> & { readonly busy: number }

export async function busyLoad(server: Server, seconds: number): Promise<Load> {
  const before = cpuSeconds(server.process)
  const result = await load(server.url, { connections: 32, seconds })
  return { ...result, busy: (cpuSeconds(server.process) - before) / seconds }
}

/** A round is cut into so many short ones: these machines' speed changes from second to second. */
const SHORT_ROUNDS = 4

/**
 * Two processes of each, since two of the same program can differ by a tenth. In each short round one asks first and last,
 * the other twice in between: what the machine does meanwhile hits both alike.
 */
export async function measureThroughput({ rounds, seconds }: Effort): Promise<Throughput> {
  return withStand((one) =>
    withStand((other) => compared([one, other], { rounds: rounds * SHORT_ROUNDS, seconds: seconds / SHORT_ROUNDS })),
  )
}

async function compared(stands: readonly [Stand, Stand], { rounds, seconds }: Effort): Promise<Throughput> {
  const [one, other] = stands
  const pairs = []
  for (let round = 0; round < rounds; round++) {
    const [outer, inner] = round % 2 === 0 ? (['bare', 'holdfast'] as const) : (['holdfast', 'bare'] as const)
    const first = await busyLoad(one[outer], seconds / 2)
    const second = await busyLoad(one[inner], seconds / 2)
    const third = await busyLoad(other[inner], seconds / 2)
    const fourth = await busyLoad(other[outer], seconds / 2)
    const [outside, inside] = [mean(first, fourth), mean(second, third)]
    pairs.push(outer === 'bare' ? { bare: outside, holdfast: inside } : { bare: inside, holdfast: outside })
  }
  const ratios = pairs.map((pair) => pair.holdfast.perSecond / pair.bare.perSecond)
  return {
    bare: median(pairs.map((pair) => pair.bare.perSecond)),
    holdfast: median(pairs.map((pair) => pair.holdfast.perSecond)),
    ratio: median(ratios),
    ratios,
    busy: { bare: median(pairs.map((pair) => pair.bare.busy)), holdfast: median(pairs.map((pair) => pair.holdfast.busy)) },
    failures: pairs.reduce((sum, pair) => sum + pair.bare.failures + pair.holdfast.failures, 0),
  }
}

const mean = (one: Load, other: Load): Load => ({
  perSecond: (one.perSecond + other.perSecond) / 2,
  busy: (one.busy + other.busy) / 2,
  failures: one.failures + other.failures,
})

export function measureLatency({ rounds, seconds }: Effort): Promise<Latency> {
  return withStand(async (stand) => {
    const p50 = async (server: Server): Promise<number> => (await load(server.url, { connections: 1, seconds })).p50
    const trios = []
    for (let round = 0; round < rounds; round++) {
      trios.push({ direct: await p50(stand.direct), bare: await p50(stand.bare), holdfast: await p50(stand.holdfast) })
    }
    const ratios = trios.map(({ direct, bare, holdfast }) => (holdfast - direct) / (bare - direct))
    return {
      direct: median(trios.map((trio) => trio.direct)),
      bare: median(trios.map((trio) => trio.bare)),
      holdfast: median(trios.map((trio) => trio.holdfast)),
      ratio: median(ratios),
      ratios,
    }
  })
}

/** Long enough to see the clients being committed (after 50 s) and pinged. */
const HOLD_SECONDS = 75
const STREAMS = 5_000
const BODY_BYTES = 50_000

export async function measureMemory(): Promise<Memory> {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
  const upstream = await startServer(['bench/upstream.ts', 'refuse'], { place: 'other cores' })
  const gateway = await startGateway(upstream.url, dataDir)
  const idle = residentMegabytes(gateway.process).now
  let holding: Holding = { asked: 0, waiting: 0, committed: 0, lost: 0 }
  const holders = startProgram(
    ['bench/holders.ts', gateway.url, String(STREAMS), String(BODY_BYTES)],
    { place: 'other cores' },
    (line) => {
      holding = JSON.parse(line) as Holding
    },
  )
  try {
    for (let second = 0; second < HOLD_SECONDS; second++) await sleep(1000)
    const { highest } = residentMegabytes(gateway.process)
    return { streams: STREAMS, held: holding.waiting, lost: holding.lost, highest, idle }
  } finally {
    for (const child of [holders, gateway.process, upstream.process]) await stop(child)
    rmSync(dataDir, { recursive: true, force: true })
  }
}

export function measureStart(times: number): Start {
  const timeOf = (args: readonly string[]): number =>
    median(
      Array.from({ length: times }, () => {
        const before = performance.now()
        spawnSync(process.execPath, args, { input: '{}' })
        return performance.now() - before
      }),
    )
  return {
    version: timeOf(['dist/main.mjs', '--version']),
    statusLine: timeOf(['dist/statusline.mjs']),
    node: timeOf(['--eval', '0']),
  }
}
