import { setTimeout as delay } from 'node:timers/promises'
import process from 'node:process'
import { readRuntime, runtimePath, type RuntimeInfo } from '../config/runtime-file.ts'
import { seconds, type Millis } from '../core/time.ts'
import { installedEnvironment } from '../install/environment.ts'
import { keeperOf, type KeeperKind } from '../install/keeper.ts'
import type { Argv, Keeper } from '../install/kept.ts'
import { readRecord, type InstalledGateway } from '../install/record.ts'
import { realClock } from '../world/clock.ts'
import { proofOf, type Proof } from '../world/gateway-door.ts'
import { runCommand } from '../world/run-command.ts'
import { gatewayEnvironment, NotStarted, start, tellToStop, underLock, type WantedGateway } from './background.ts'
import { Complaint, type Context } from './context.ts'
import { notStartedReason } from './print/not-started-sentence.ts'
import { installTextsIn } from '../i18n/install.ts'

/** systemctl waits for what it starts; nothing else here takes long. */
const COMMAND_WITHIN = seconds(60)
const READY_WITHIN = seconds(20)
/** After a command that failed: it may be there all the same. */
const THERE_WITHIN = seconds(1)
const LOOK_EVERY = 50

/** A gateway that clients are sent to for good, and who keeps it. */
export type Keeping = { readonly dataDir: string; readonly gateway: InstalledGateway; readonly kind: KeeperKind }

/** How this system keeps it. */
export function keeperFor({ dataDir, gateway, kind }: Keeping, { surroundings, entries }: Context): Keeper {
  const { key, port, launch } = gateway
  const command: Argv = [entries.node, entries.main, 'serve', ...launch, '--port', String(port), '--installed', key]
  const { home, env } = surroundings
  const host = launch[launch.indexOf('--host') + 1] ?? '127.0.0.1'
  return keeperOf(kind, { command, host, port, home, env, dataDir, uid: process.getuid?.() ?? 0 })
}

/** Starts it, whatever was there before, and waits until it has proved itself. @throws Complaint with the reason */
export async function startInstalled(keeping: Keeping, context: Context): Promise<Proof> {
  if (keeping.kind === 'nobody') return await startAlone(keeping, context)
  const commands = keeperFor(keeping, context).start
  const failed = await runAll(commands, context)
  const started = commands.at(-1)?.join(' ') ?? ''
  const proof = await readyGateway(keeping, failed.some((line) => line.startsWith(started)) ? THERE_WITHIN : READY_WITHIN)
  if (proof !== undefined) return proof
  const { refuse } = installTextsIn(context.language)
  throw new Complaint(refuse.didNotStart(failed.join('; ') || context.texts.run.tookTooLong), 1)
}

/** Brings it back if it is not there. @throws Complaint with the reason */
export async function ensureInstalled(keeping: Keeping, context: Context): Promise<Proof> {
  return (await proofOfInstalled(keeping)) ?? (await startInstalled(keeping, context))
}

/** Ends it for good. What does not end by itself is told to. */
export async function stopInstalled(keeping: Keeping, context: Context): Promise<void> {
  await runAll(keeperFor(keeping, context).stop, context)
  const info = await runtimeOf(keeping)
  if (info !== undefined) await tellToStop(keeping.dataDir, info)
}

/** @returns where it is and its version; undefined when nobody keeps it */
export async function restartKept(dataDir: string, context: Context): Promise<{ url: string; version: string } | undefined> {
  const record = await readRecord(dataDir)
  if (record === undefined || record.keeper === 'nobody') return undefined
  const keeping: Keeping = { dataDir, gateway: record.gateway, kind: record.keeper }
  await runAll(keeperFor(keeping, context).restart, context)
  const proof = (await readyGateway(keeping)) ?? (await startInstalled(keeping, context))
  return { url: record.gateway.url, version: proof.version }
}

/** @returns undefined when it is not there */
export async function proofOfInstalled(keeping: Keeping): Promise<Proof | undefined> {
  const info = await runtimeOf(keeping)
  return info?.mode === 'installed' ? await proofOf(info) : undefined
}

const runtimeOf = ({ dataDir, gateway }: Keeping): Promise<RuntimeInfo | undefined> => readRuntime(runtimePath(dataDir, gateway))

async function startAlone(keeping: Keeping, { surroundings, entries, texts, language }: Context): Promise<Proof> {
  const { dataDir, gateway } = keeping
  const { key, port, launch } = gateway
  const env = gatewayEnvironment({ ...surroundings.env, ...(await installedEnvironment(dataDir)) }, surroundings.cwd)
  const wanted: WantedGateway = { dataDir, key, port, mode: 'installed', launch, env, entries, clock: realClock }
  const { signal } = new AbortController()
  try {
    return await underLock(wanted, signal, async () => {
      const before = await runtimeOf(keeping)
      if (before !== undefined) await tellToStop(dataDir, before)
      return (await start(wanted, port, signal)).proof
    })
  } catch (error) {
    if (!(error instanceof NotStarted)) throw error
    throw new Complaint(installTextsIn(language).refuse.didNotStart(notStartedReason(error, texts.run)), 1)
  }
}

/** A process that has just been started needs a moment. */
async function readyGateway(keeping: Keeping, within: Millis = READY_WITHIN): Promise<Proof | undefined> {
  const deadline = realClock.now() + within
  while (realClock.now() < deadline) {
    const proof = await proofOfInstalled(keeping)
    if (proof !== undefined) return proof
    await delay(LOOK_EVERY)
  }
  return undefined
}

/** All of them, whatever they answer: what counts is whether the gateway runs in the end. @returns those that failed */
async function runAll(commands: readonly Argv[], { surroundings }: Context): Promise<readonly string[]> {
  const failed: string[] = []
  for (const [program, ...args] of commands) {
    const ended = await runCommand({ program, args, env: surroundings.env }, AbortSignal.timeout(COMMAND_WITHIN)).catch(
      (error: unknown) => ({ status: error instanceof Error ? error.message : String(error) }),
    )
    if (ended.status !== 0) failed.push(`${[program, ...args].join(' ')} (${ended.status ?? 'killed'})`)
  }
  return failed
}
