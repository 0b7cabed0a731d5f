import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { takeLock } from '../config/lock-file.ts'
import {
  gatewaysDir,
  isAlive,
  listRuntimes,
  readRuntime,
  writeRuntime,
  type RuntimeFile,
  type RuntimeInfo,
} from '../config/runtime-file.ts'
import { ms, seconds } from '../core/time.ts'
import { sleep, type Clock } from '../world/clock.ts'
import { askGateway, proofOf, type Proof } from '../world/gateway-door.ts'
import type { Entries } from './context.ts'

/** A gateway that a client is to come through, and how it is started when it is not there. */
export type WantedGateway = {
  readonly dataDir: string
  readonly key: string
  /** Port of the first start; 0 takes a free one. */
  readonly port: number
  /** Whether it stays without clients. */
  readonly mode: 'background' | 'installed'
  /** Flags of `serve`, without port and key. */
  readonly launch: readonly string[]
  /** What the gateway process gets as environment: its way to the upstream, and no credential. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly entries: Entries
  readonly clock: Clock
}

export type FoundGateway = RuntimeFile & { readonly proof: Proof }

/** Why it could not be started: what it said last, and where the rest stands. */
export class NotStarted extends Error {
  readonly reason: 'said' | 'said-nothing' | 'took-too-long'
  readonly log: string
  constructor(reason: NotStarted['reason'], said: string, log: string) {
    super(said)
    this.reason = reason
    this.log = log
  }
}

const READY_WITHIN = seconds(15)
const LOOK_EVERY = ms(15)
/** No holder keeps it longer than two starts take. */
const LOCK_STALE_AFTER = seconds(60)
const LOG_AT_MOST = 5 * 1024 * 1024

/** One that runs already and may stand in for the wanted one; whoever it is, it has proved its secret. */
export async function findGateway(dataDir: string, key: string): Promise<FoundGateway | undefined> {
  const files = (await listRuntimes(dataDir)).filter(({ info }) => info.key === key && info.status === 'running')
  for (const file of files) {
    const proof = isAlive(file.info.pid) ? await proofOf(file.info) : undefined
    if (proof !== undefined) return { ...file, proof }
  }
  return undefined
}

/** The one that runs, or a new one; two who ask together get the same. @throws NotStarted */
export async function ensureGateway(wanted: WantedGateway, signal: AbortSignal): Promise<FoundGateway> {
  const found = await findGateway(wanted.dataDir, wanted.key)
  if (found !== undefined) return found
  return await underLock(
    wanted,
    signal,
    async () => (await findGateway(wanted.dataDir, wanted.key)) ?? (await startAgain(wanted, signal)),
  )
}

/**
 * The same gateway again: on its port and with its secret, since clients are on their way to them.
 * @returns undefined when it was ended on purpose
 * @throws NotStarted
 */
export async function reviveGateway(
  gone: RuntimeFile,
  wanted: WantedGateway,
  signal: AbortSignal,
): Promise<FoundGateway | undefined> {
  return await underLock(wanted, signal, async () => {
    const now = await readRuntime(gone.path)
    if (now?.status === 'stopped') return undefined
    const proof = await proofOf(gone.info)
    if (proof !== undefined) return { path: gone.path, info: now ?? gone.info, proof }
    // the file is where the new one finds the secret
    if (now === undefined) await writeRuntime(wanted.dataDir, { ...gone.info, status: 'running' })
    return await start(wanted, gone.info.port, signal)
  })
}

/** Runs `action` while nobody else starts a gateway of this key. */
export async function underLock<Result>(
  { dataDir, key, clock }: Pick<WantedGateway, 'dataDir' | 'key' | 'clock'>,
  signal: AbortSignal,
  action: () => Promise<Result>,
): Promise<Result> {
  await mkdir(gatewaysDir(dataDir), { recursive: true, mode: 0o700 })
  const path = join(gatewaysDir(dataDir), `${key}.lock`)
  const release = await takeLock(path, { clock, pid: process.pid, staleAfter: LOCK_STALE_AFTER, signal })
  try {
    return await action()
  } finally {
    await release()
  }
}

/** Ends one on purpose. @returns whether it was there, as its proof says */
export async function tellToStop(dataDir: string, info: RuntimeInfo): Promise<Proof | undefined> {
  const proof = await proofOf(info)
  if (proof === undefined) return undefined
  // said first: whoever supervises it must not take this for an accident
  await writeRuntime(dataDir, { ...info, status: 'stopped' })
  await askGateway(info, { method: 'POST', path: '/_holdfast/stop' })
  return proof
}

/** Clients of one that ended may still try its port: the new one takes it if it can, else any. */
async function startAgain(wanted: WantedGateway, signal: AbortSignal): Promise<FoundGateway> {
  const before = (await listRuntimes(wanted.dataDir)).find(({ info }) => info.key === wanted.key)
  if (before === undefined) return await start(wanted, wanted.port, signal)
  try {
    return await start(wanted, before.info.port, signal)
  } catch (error) {
    if (wanted.port === before.info.port) throw error
    return await start(wanted, wanted.port, signal)
  }
}

/** Starts one in the background and waits until it has proved itself. @throws NotStarted */
export async function start(wanted: WantedGateway, port: number, signal: AbortSignal): Promise<FoundGateway> {
  const { dataDir, key, mode, launch, entries, clock } = wanted
  const logPath = join(gatewaysDir(dataDir), `${key}.log`)
  const log = await openLog(logPath)
  const saidBefore = (await log.stat()).size
  const args = [entries.main, 'serve', ...launch, '--port', String(port), `--${mode}`, key]
  // its own session, so that neither Ctrl-C nor a closed terminal reaches it; away from the client's folder, so that nothing pins it
  const child = spawn(entries.node, args, {
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: wanted.env,
    cwd: dataDir,
    windowsHide: true,
  })
  child.unref()
  const ended = once(child, 'exit').catch(() => undefined)
  await log.close()
  const deadline = clock.now() + READY_WITHIN
  while (clock.now() < deadline) {
    const found = await readyGateway(dataDir, key, child.pid ?? 0)
    if (found !== undefined) return found
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      await ended
      throw notStarted(await saidSince(logPath, saidBefore), logPath)
    }
    await sleep(clock, LOOK_EVERY, signal)
  }
  child.kill('SIGTERM')
  throw new NotStarted('took-too-long', '', logPath)
}

async function readyGateway(dataDir: string, key: string, pid: number): Promise<FoundGateway | undefined> {
  const file = (await listRuntimes(dataDir)).find(({ info }) => info.key === key && info.pid === pid && info.status === 'running')
  const proof = file === undefined ? undefined : await proofOf(file.info)
  return file === undefined || proof === undefined ? undefined : { ...file, proof }
}

/** Appends to what earlier gateways of this key said; beyond a few megabytes only the last file is kept beside it. */
async function openLog(path: string): ReturnType<typeof open> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  if (size > LOG_AT_MOST) await rename(path, `${path}.1`)
  return await open(path, 'a', 0o600)
}

/** What it said of its end: our own sentence, else the error that ended it, else whatever came last. */
async function saidSince(path: string, offset: number): Promise<string> {
  const text = (await readFile(path)).subarray(offset).toString('utf8')
  const lines = text.trim().split('\n')
  const telling = lines.findLast((line) => line.startsWith('holdfast: ')) ?? lines.find((line) => /^\w*Error\b/.test(line))
  return (telling ?? lines.at(-1) ?? '').trim()
}

const notStarted = (said: string, log: string): NotStarted =>
  new NotStarted(said === '' ? 'said-nothing' : 'said', said.replace(/^holdfast: /, ''), log)

/** Credentials that are of no use to a gateway. */
const CREDENTIALS = ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'CLAUDE_CODE_OAUTH_TOKEN', 'CLAUDE_CODE_OAUTH_REFRESH_TOKEN']

/** The environment of a background gateway: the client's own, without credentials and without what a `run` put there. */
export function gatewayEnvironment(env: WantedGateway['env'], cwd: string): Record<string, string | undefined> {
  const kept = Object.entries(env).filter(
    ([name]) => !CREDENTIALS.includes(name) && !['HOLDFAST_RUN', 'HOLDFAST_RUNTIME'].includes(name),
  )
  const moved = kept.flatMap(([name, path]) =>
    FILE_VARIABLES.includes(name) && path !== undefined && path !== '' && !isAbsolute(path) ? [[name, resolve(cwd, path)]] : [],
  )
  return { ...Object.fromEntries(kept), ...Object.fromEntries(moved) }
}

/** Files that the client would look for where it was started. */
const FILE_VARIABLES = [
  'NODE_EXTRA_CA_CERTS',
  'CLAUDE_CODE_CLIENT_CERT',
  'CLAUDE_CODE_CLIENT_KEY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
]
