import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { ms, seconds } from '../../src/core/time.ts'
import { defaultPolicy, type Policy } from '../../src/core/policy.ts'
import { startGateway, type RunningGateway } from '../../src/gateway/start.ts'
import { realClock } from '../../src/world/clock.ts'
import { undiciNetwork, type Network } from '../../src/world/network.ts'
import { SECRET, until } from '../instruments/rig.ts'
import type { Fate } from './client.ts'
import type { Order, Told } from './outside.ts'

/** Waits of hours in minutes, so that every kind of wait ends within the run. */
const HASTE: Policy = {
  ...defaultPolicy,
  firstRetryLeast: ms(10),
  firstRetryMost: ms(25),
  secondRetry: ms(50),
  retryRefill: 40,
  headersWithin: seconds(2),
  firstEventWithin: seconds(2),
  idleWithPings: seconds(2),
  idleWithoutPings: seconds(2),
  settleWithin: ms(250),
  uncommittedWhileHeld: ms(700),
  uncommittedWhileTrying: ms(2500),
  pingEvery: ms(200),
  ownStartAfter: seconds(2),
  ownDeltaEvery: ms(500),
  soundEvery: ms(50),
  soundAtMost: ms(300),
  overloadTryAtMost: ms(300),
  canarySilence: seconds(1),
  rampStart: 250,
}

type Size = { readonly exchanges: number; readonly atOnce: number; readonly rounds: number; readonly seed: number }

/** What a run left behind in this process; the same before and after means nothing. */
type Remains = {
  readonly sockets: number
  readonly files: readonly string[]
  readonly resources: Readonly<Record<string, number>>
}

export type Soaked = {
  readonly fates: Readonly<Record<string, number>>
  readonly heaps: readonly number[]
  readonly seconds: number
}

/** A gateway between failing providers and faithless clients. @throws with the seed when anything of its promises is broken */
export async function soak(t: TestContext, size: Size): Promise<Soaked> {
  try {
    return await soaked(t, size)
  } catch (error) {
    throw new Error(`SEED=${size.seed} ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

async function soaked(t: TestContext, { exchanges, atOnce, rounds, seed }: Size): Promise<Soaked> {
  const began = performance.now()
  const outside = fork(fileURLToPath(new URL('outside.ts', import.meta.url)), [String(seed), String(atOnce)])
  t.after(() => outside.kill('SIGKILL'))
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-soak-'))
  t.after(() => rmSync(dataDir, { recursive: true, force: true }))
  const upstream = await heard(outside, 'provider')
  const before = remains()
  const network = undiciNetwork({ env: {}, connectWithin: seconds(2) })
  const gateway = await gatewayOn({ dataDir, network, upstream: upstream.url })
  t.after(() => gateway.close('now'))
  const fates: (Fate & { readonly number: number })[] = []
  const heaps: number[] = []
  for (let round = 0; round < rounds; round++) {
    const share = exchanges / rounds
    tell(outside, { kind: 'go', url: gateway.url, from: round * share, to: (round + 1) * share })
    fates.push(...(await heard(outside, 'round')).fates)
    await until(() => isIdle(gateway), seconds(10))
    heaps.push(heap())
  }
  checkFates(fates, exchanges)
  checkHeaps(heaps)
  await gateway.close('drain')
  await network.close()
  // no temporary file, no lock: the journal and what was learned stay
  const left = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !/^journal|^gateways$|^gateways\/learned-\d+\.json$/.test(name),
  )
  assert.deepEqual(left, [], `files are left: ${left.join(', ')}`)
  await until(() => JSON.stringify(remains()) === JSON.stringify(before), seconds(5)).catch(() =>
    assert.deepEqual(remains(), before, 'handles are left'),
  )
  tell(outside, { kind: 'end' })
  return { fates: countOf(fates.map((fate) => fate.is)), heaps, seconds: (performance.now() - began) / 1000 }
}

type Gatewaying = { readonly dataDir: string; readonly network: Network; readonly upstream: string }

async function gatewayOn({ dataDir, network, upstream }: Gatewaying): Promise<RunningGateway> {
  const { patience } = HASTE
  return await startGateway({
    config: {
      port: 0,
      host: '127.0.0.1',
      upstream,
      dataDir,
      patience,
      language: 'en',
      log: 'json',
      policy: HASTE,
      timeouts: 'learned',
      dns: { cache: 'on', resolvers: [] },
      file: undefined,
      chosen: new Set(),
    },
    world: { clock: realClock, random: Math.random, network, interfaces: networkInterfaces, nameSettings: () => '', env: {} },
    secret: SECRET,
    ends: 'when-told',
    onLine: (line) => {
      if (line.event === 'trouble') assert.fail(`trouble: ${line.code}`)
    },
  })
}

function checkFates(fates: readonly (Fate & { readonly number: number })[], exchanges: number): void {
  const worst = fates.filter((fate) => fate.is === 'false' || fate.is === 'of-another')
  assert.deepEqual(worst, [], 'answers that are not what was asked for')
  const lost = fates.filter((fate) => fate.is === 'lost' && fate.bound === 'inside')
  assert.deepEqual(lost, [], 'lost inside the bounds')
  assert.equal(new Set(fates.map((fate) => fate.number)).size, exchanges)
}

/** A single round may lie 10 MB above or below the others; what leaks lies above all of them from some round on. 2 kB left by each exchange are seen. */
const GROWTH_AT_MOST = 2 * 1024 * 1024

/** The first round fills caches and pools. Of the others, the least of the later half against the most of the earlier. */
function checkHeaps(heaps: readonly number[]): void {
  const [, ...settled] = heaps
  const half = Math.floor(settled.length / 2)
  if (half === 0) return
  const growth = Math.min(...settled.slice(-half)) - Math.max(...settled.slice(0, -half))
  assert.ok(
    growth < GROWTH_AT_MOST,
    `memory after each round: ${heaps.map((bytes) => Math.round(bytes / 1e5) / 10).join(', ')} MB`,
  )
}

function isIdle(gateway: RunningGateway): boolean {
  const { exchanges, replay, lanes } = gateway.state()
  return exchanges.length === 0 && replay.bytesInMemory === 0 && replay.files === 0 && lanes.every((lane) => lane.waiting === 0)
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes that are still reachable. */
function heap(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function remains(): Remains {
  const handles = readdirSync('/proc/self/fd').flatMap((name) => linkOf(`/proc/self/fd/${name}`))
  return {
    sockets: handles.filter((target) => target.startsWith('socket:')).length,
    files: handles.filter((target) => target.startsWith('/') && !target.startsWith('/dev/')).toSorted(),
    resources: countOf(process.getActiveResourcesInfo().filter((name) => name !== 'Immediate')),
  }
}

function linkOf(path: string): readonly string[] {
  try {
    return [readlinkSync(path)]
  } catch {
    return []
  }
}

const countOf = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(names.toSorted(), (name) => name)].map(([name, all]) => [name, all.length]))

const tell = (child: ChildProcess, order: Order): void => void child.send(order)

async function heard<Kind extends Told['kind']>(child: ChildProcess, kind: Kind): Promise<Extract<Told, { kind: Kind }>> {
  const [told] = (await once(child, 'message')) as [Told]
  assert.equal(told.kind, kind)
  return told as Extract<Told, { kind: Kind }>
}
