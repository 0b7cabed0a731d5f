import process from 'node:process'
import type { Config, Flags } from '../config/config.ts'
import {
  configHash,
  gatewayKey,
  listRuntimes,
  newSecret,
  readRuntime,
  removeRuntime,
  runtimePath,
  writeRuntime,
  type RuntimeInfo,
} from '../config/runtime-file.ts'
import { clearLeftovers } from '../config/leftovers.ts'
import { VERSION } from '../config/version.ts'
import { between, ms, seconds } from '../core/time.ts'
import { passedSocket } from '../gateway/listen.ts'
import { isLoopback, StartError } from '../gateway/start-error.ts'
import type { LogLine } from '../gateway/log-line.ts'
import { startGateway, type RunningGateway } from '../gateway/start.ts'
import { installedEnvironment } from '../install/environment.ts'
import { sleep } from '../world/clock.ts'
import { nodeWorld } from '../world/node.ts'
import { portOwner } from '../world/port-owner.ts'
import type { World } from '../world/world.ts'
import { proofOf } from '../world/gateway-door.ts'
import { Complaint, type Context } from './context.ts'
import { surviveBugs } from './survive-bugs.ts'
import { watchInstall } from './watch-install.ts'
import { batched } from './print/batched.ts'
import { logJson, logPrinter } from './print/log-printer.ts'
import { startSentence, type PortHolder } from './print/start-sentence.ts'
import { configOrComplaint, dataDirOrComplaint, launchFlags } from './settled.ts'

export type ServeFlags = Flags & {
  /** Set by `run`: the key of the gateway that is to run in the background. */
  readonly background?: string
  /** Set by `install`: the key of the gateway that is to stay. */
  readonly installed?: string
}

/** Runs the gateway until it is told to stop. @returns the exit code */
export async function serveGateway(flags: ServeFlags, context: Context): Promise<number> {
  const config = configOrComplaint(flags, context)
  await dataDirOrComplaint(config.dataDir, context)
  // the unit has no proxy and no authority in its own environment
  if (flags.installed !== undefined) Object.assign(process.env, await installedEnvironment(config.dataDir))
  const world = nodeWorld(config)
  const hash = configHash(config, context.surroundings.env)
  const key = flags.installed ?? flags.background ?? gatewayKey(config.upstream, hash)
  const secret = await secretFor(config, key)
  if (!isLoopback(config.host)) throw await startComplaint(new StartError('host-not-allowed', config.host), config, context)
  const mode = modeOf(flags)
  const stamp = mode === 'foreground' ? 'time' : 'date-and-time'
  const onLine = logPrinter({ log: config.log, language: config.language, stamp, write: batched(context.note) })
  const gateway = await startOrComplain({ config, world, secret, context, mode, onLine })
  const letFall = surviveBugs((code) => onLine({ at: world.clock.wall(), event: 'trouble', code }))
  const info: RuntimeInfo = {
    key,
    mode,
    status: 'running',
    pid: process.pid,
    host: config.host,
    port: gateway.port,
    url: gateway.url,
    secret: gateway.secret,
    version: VERSION,
    upstream: config.upstream,
    configHash: hash,
    startedAt: world.clock.wall(),
    launch: launchFlags(config),
  }
  const path = await writeRuntime(config.dataDir, info)
  // before anybody is told that it is ready: the next thing may be a signal
  const forget = endOnSignals(gateway, context)
  sayListening(config, info, context)
  void clearLeftovers(config.dataDir, world.clock)
  const unwatch = mode === 'installed' ? watchInstall(config.dataDir, info, world.clock) : undefined
  await gateway.closed
  await world.network.close()
  unwatch?.()
  forget()
  letFall()
  await removeOwnRuntime(path).catch(() => onLine({ at: world.clock.wall(), event: 'trouble', code: 'files.left-behind' }))
  return 0
}

function modeOf({ background, installed }: ServeFlags): RuntimeInfo['mode'] {
  if (installed !== undefined) return 'installed'
  return background === undefined ? 'foreground' : 'background'
}

async function removeOwnRuntime(path: string): Promise<void> {
  if ((await readRuntime(path))?.status === 'running') await removeRuntime(path, process.pid)
}

/** The one that clients of an earlier gateway on this port have, so that they come into this one. */
async function secretFor(config: Config, key: string): Promise<string> {
  const before = config.port === 0 ? undefined : await readRuntime(runtimePath(config.dataDir, { key, port: config.port }))
  return before?.secret ?? newSecret()
}

type Starting = {
  readonly config: Config
  readonly world: World
  readonly secret: string
  readonly context: Context
  readonly mode: RuntimeInfo['mode']
  readonly onLine: (line: LogLine) => void
}

/** In the background the port is that of a gateway which ends at this moment: it may need a little. */
const PORT_FREE_WITHIN = seconds(3)

async function startOrComplain({ config, world, secret, context, mode, onLine }: Starting): Promise<RunningGateway> {
  const { clock } = world
  const began = clock.now()
  const ends = mode === 'background' ? 'when-unused' : 'when-told'
  const socket = passedSocket(context.surroundings.env, process.pid)
  for (;;) {
    try {
      return await startGateway({ config, world, secret, ends, socket, onLine })
    } catch (error) {
      if (!(error instanceof StartError)) throw error
      const mayWait = mode !== 'foreground' && error.code === 'port-taken' && config.port !== 0
      if (!mayWait || between(began, clock.now()) > PORT_FREE_WITHIN) throw await startComplaint(error, config, context)
    }
    await sleep(clock, ms(50), new AbortController().signal)
  }
}

async function startComplaint(error: StartError, config: Config, { texts }: Context): Promise<Complaint> {
  const holder = error.code === 'port-taken' ? await holderOf(config) : { kind: 'unknown' as const }
  return new Complaint(startSentence(error, { port: config.port, upstream: config.upstream, holder }, texts))
}

async function holderOf({ port, dataDir }: Config): Promise<PortHolder> {
  const ours = (await listRuntimes(dataDir)).filter(({ info }) => info.port === port)
  for (const { info } of ours) {
    const proof = await proofOf(info)
    if (proof !== undefined) return { kind: 'ours', pid: proof.pid }
  }
  const owner = await portOwner(port)
  return owner === undefined ? { kind: 'unknown' } : { kind: 'process', ...owner }
}

/** Scripts wait for this line: it is the same in every language. */
function sayListening({ log }: Config, { url, upstream, startedAt }: RuntimeInfo, { say }: Context): void {
  say(log === 'json' ? logJson({ at: startedAt, event: 'listening', url, upstream }) : `listening on ${url}`)
}

/** Whoever insists does not wait for a journal either. In milliseconds. */
const INSISTED_WITHIN = 1000

/** The first asks, the second insists. @returns lets go of the signals */
function endOnSignals(gateway: RunningGateway, { note, texts }: Context): () => void {
  let asked = 0
  const end = (signal: NodeJS.Signals): void => {
    asked += 1
    if (asked === 1 && signal === 'SIGINT') note(texts.start.stopping)
    void gateway.close(asked === 1 ? 'drain' : 'now')
    if (asked > 1) setTimeout(() => process.exit(0), INSISTED_WITHIN).unref()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, end)
  return () => {
    for (const signal of signals) process.off(signal, end)
  }
}
