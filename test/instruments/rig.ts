import { mkdtemp, rm } from 'node:fs/promises'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { defaultPolicy, type Policy } from '../../src/core/policy.ts'
import { ms, type Millis } from '../../src/core/time.ts'
import type { LogLine } from '../../src/gateway/log-line.ts'
import { startGateway, type RunningGateway } from '../../src/gateway/start.ts'
import type { GatewayState } from '../../src/gateway/state.ts'
import { realClock, type Clock } from '../../src/world/clock.ts'
import { undiciNetwork, type Network } from '../../src/world/network.ts'
import type { Interfaces } from '../../src/world/outside.ts'
import type { World } from '../../src/world/world.ts'
import { Asking, message, type Question } from './asking.ts'
import { Upstream, type Script, type UpstreamOptions } from './upstream.ts'
import { VirtualClock } from './virtual-clock.ts'

export const SECRET = 'a secret of the test'

/** A test, or a whole file: where something is ended that was begun for it. A gateway costs a tenth of a second; tables share one. */
export type Ending = { readonly after: (end: () => void | Promise<void>) => unknown }

/** Called while a file is read, not later: a hook that is registered in a test is that test's. */
export function wholeFile(): Ending {
  const ends: (() => void | Promise<void>)[] = []
  after(async () => {
    for (const end of ends.toReversed()) await end()
  })
  return { after: (end) => ends.push(end) }
}

export type GatewayOptions = {
  readonly upstream: string
  readonly clock?: Clock
  readonly policy?: Partial<Policy>
  readonly port?: number
  readonly host?: string
  readonly dataDir?: string
  /** One draw from [0, 1); a half leaves every wait as it is planned. */
  readonly random?: () => number
  /** Proxies and certificates. */
  readonly env?: Readonly<Record<string, string>>
  readonly interfaces?: () => Interfaces
  /** What the system's settings of name servers say. */
  readonly nameSettings?: () => string
  /** Bytes of request bodies in memory. */
  readonly replayMemory?: number
  /** What the gateway gets in place of the network. */
  readonly through?: (network: Network) => Network
}

export type Running = {
  readonly gateway: RunningGateway
  readonly lines: readonly LogLine[]
  readonly network: Network
  readonly dataDir: string
}

/** A whole gateway on loopback, ended with its test. */
export async function gatewayFor(t: Ending, options: GatewayOptions): Promise<Running> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'holdfast-flow-')))
  const policy: Policy = { ...defaultPolicy, ...options.policy }
  const lines: LogLine[] = []
  const network = undiciNetwork({ ...policy, env: options.env ?? {} })
  let gateway: RunningGateway | undefined
  const end = async (): Promise<void> => {
    await gateway?.close('now')
    await network.close()
    // another gateway may be writing there: it ends with the same test
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
  // Not waited for: its journal's thread ends while the next test runs. What ends badly still fails the file.
  t.after(() => void end())
  gateway = await startGateway({
    config: {
      port: options.port ?? 0,
      host: options.host ?? '127.0.0.1',
      upstream: options.upstream,
      dataDir,
      patience: policy.patience,
      language: 'en',
      log: 'json',
      policy,
      timeouts: 'learned',
      dns: { cache: 'off', resolvers: [] },
      file: undefined,
      chosen: new Set(),
    },
    world: worldOf(options, network),
    secret: SECRET,
    ends: 'when-told',
    onLine: (line) => lines.push(line),
    ...(options.replayMemory === undefined ? {} : { replayMemory: options.replayMemory }),
  })
  return { gateway, lines, network, dataDir }
}

const worldOf = (options: GatewayOptions, network: Network): World => ({
  clock: options.clock ?? realClock,
  random: options.random ?? (() => 0.5),
  network: options.through?.(network) ?? network,
  interfaces: options.interfaces ?? networkInterfaces,
  nameSettings: options.nameSettings ?? (() => ''),
  env: options.env ?? {},
})

type RigOptions = Partial<Omit<GatewayOptions, 'upstream' | 'clock'>> & {
  readonly upstream?: UpstreamOptions
  /** Path of the upstream's URL. */
  readonly base?: string
}

/** A gateway before an upstream that can be told what to do. */
export type Rig<Time extends Clock = Clock> = Running & {
  readonly upstream: Upstream
  readonly clock: Time
  readonly state: () => GatewayState
  /** Asks the gateway; without a path for a short message. */
  readonly ask: (question?: Question) => Asking
  /** What was done and why, from the log: `attempt first-try`. */
  readonly steps: () => readonly string[]
}

/** On real time. */
export async function rig(t: Ending, script: Script, options: RigOptions = {}): Promise<Rig> {
  return await rigOn(t, realClock, { script, options })
}

/** On time that stands still until the test moves it; sockets are real all the same. */
export async function virtualRig(t: Ending, script: Script, options: RigOptions = {}): Promise<Rig<VirtualClock>> {
  return await rigOn(t, new VirtualClock(), { script, options })
}

async function rigOn<Time extends Clock>(
  t: Ending,
  clock: Time,
  { script, options }: { readonly script: Script; readonly options: RigOptions },
): Promise<Rig<Time>> {
  const upstream = await new Upstream(script, { clock, ...options.upstream }).open()
  t.after(async () => await upstream.shut())
  const { base = '', upstream: _, ...rest } = options
  const running = await gatewayFor(t, { ...rest, upstream: upstream.url + base, clock })
  const { gateway, lines } = running
  return {
    ...running,
    upstream,
    clock,
    state: () => gateway.state(),
    ask: (question = {}) => {
      const body = question.body ?? (question.path === undefined ? message('Hello') : undefined)
      return new Asking(gateway.url, { clock, ...question, ...(body === undefined ? {} : { body }) })
    },
    steps: () =>
      lines.flatMap((line) =>
        line.event === 'step' ? [`${line.did.do} ${'because' in line.did ? line.did.because.why : ''}`.trim()] : [],
      ),
  }
}

/** Turns of the event loop in which a request and its answer go through client, gateway and upstream: all are in this process. */
const TURNS = 40

async function sockets(turns: number = TURNS): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** Lets virtual time pass in steps, and the sockets speak after each. */
export async function pass(
  clock: VirtualClock,
  length: Millis,
  { step = ms(500) }: { readonly step?: Millis } = {},
): Promise<void> {
  await sockets()
  for (let passed = 0; passed < length; passed += step) {
    await clock.advance(ms(Math.min(step, length - passed)))
    await sockets()
  }
}

/** Lets virtual time pass until something is true. @throws when it is not after `atMost` */
export async function passUntil(
  clock: VirtualClock,
  isTrue: () => boolean,
  { atMost, step = ms(500) }: { readonly atMost: Millis; readonly step?: Millis },
): Promise<void> {
  await sockets()
  for (let passed = 0; !isTrue(); passed += step) {
    if (passed > atMost) throw new Error(`not within ${atMost} ms of virtual time: ${isTrue.toString()}`)
    await clock.advance(step)
    await sockets()
  }
}

/** Waits for something real. @throws when it does not come about in time */
export async function until(isTrue: () => boolean | Promise<boolean>, within: Millis = ms(5000)): Promise<void> {
  const end = realClock.now() + within
  while (!(await isTrue())) {
    if (realClock.now() > end) throw new Error(`not within ${within} ms: ${isTrue.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
