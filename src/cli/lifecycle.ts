import { listRuntimes, isAlive, writeRuntime, type RuntimeFile } from '../config/runtime-file.ts'
import type { Flags } from '../config/config.ts'
import { ms, seconds, type Millis } from '../core/time.ts'
import { realClock, sleep } from '../world/clock.ts'
import { askGateway, proofOf } from '../world/gateway-door.ts'
import { gatewayEnvironment, NotStarted, start, tellToStop, underLock, type WantedGateway } from './background.ts'
import { Complaint, type Context } from './context.ts'
import { restartKept } from './installed-gateway.ts'
import { notStartedSentence } from './print/not-started-sentence.ts'
import { configOrComplaint } from './settled.ts'
import { installTextsIn } from '../i18n/install.ts'

/** Relays may take thirty seconds to finish; longer than a person watches a command. */
const ENDED_WITHIN = seconds(3)

/** `holdfast stop`: every gateway of this data directory. @returns the exit code */
export async function stopGateways(flags: Flags, context: Context): Promise<number> {
  const { dataDir } = configOrComplaint(flags, context)
  const running = await runningGateways(dataDir)
  if (running.length === 0) context.say(context.texts.gateways.none)
  for (const file of running) context.say(await stopOne(file, dataDir, context))
  return 0
}

/** `holdfast restart`: those in the background, each on its port and with its secret. @returns the exit code */
export async function restartGateways(flags: Flags, context: Context): Promise<number> {
  const { dataDir } = configOrComplaint(flags, context)
  const running = await runningGateways(dataDir)
  if (running.length === 0) context.say(context.texts.gateways.none)
  for (const file of running) context.say(await restartOne(file, dataDir, context))
  return 0
}

const runningGateways = async (dataDir: string): Promise<readonly RuntimeFile[]> =>
  (await listRuntimes(dataDir)).filter(({ info }) => info.status === 'running' && isAlive(info.pid))

async function stopOne({ info }: RuntimeFile, dataDir: string, { texts, language }: Context): Promise<string> {
  const proof = await tellToStop(dataDir, info)
  if (proof === undefined) return texts.gateways.notOurs(info.url)
  const words = (await hasEnded(proof.pid, ENDED_WITHIN)) ? texts.gateways.stopped : texts.gateways.draining
  const again = info.mode === 'installed' ? [installTextsIn(language).startsAgain] : []
  return [words(info.url, proof.pid), ...again].join(texts.words.gap)
}

async function restartOne({ info }: RuntimeFile, dataDir: string, context: Context): Promise<string> {
  const { texts, surroundings, entries } = context
  if (info.mode === 'foreground') return texts.gateways.inForeground(info.url)
  const proof = await proofOf(info)
  if (proof === undefined) return texts.gateways.notOurs(info.url)
  const kept = info.mode === 'installed' ? await restartKept(dataDir, context) : undefined
  if (kept !== undefined) return texts.gateways.restarted(kept.url, kept.version)
  const wanted: WantedGateway = {
    dataDir,
    key: info.key,
    port: info.port,
    mode: info.mode,
    launch: info.launch,
    env: gatewayEnvironment(surroundings.env, surroundings.cwd),
    entries,
    clock: realClock,
  }
  const { signal } = new AbortController()
  try {
    return await underLock(wanted, signal, async () => {
      // Here the new one finds port and secret, and what is another's the old one does not remove.
      await writeRuntime(dataDir, { ...info, pid: 0 })
      await askGateway(info, { method: 'POST', path: '/_holdfast/stop' })
      // The port is free at once, though what is being relayed goes on: who is handed back must not wait for that.
      const { info: fresh } = await start(wanted, info.port, signal)
      return texts.gateways.restarted(fresh.url, fresh.version)
    })
  } catch (error) {
    if (error instanceof NotStarted) throw new Complaint(notStartedSentence(error, texts), 1)
    throw error
  }
}

async function hasEnded(pid: number, within: Millis): Promise<boolean> {
  const deadline = realClock.now() + within
  while (isAlive(pid)) {
    if (realClock.now() >= deadline) return false
    await sleep(realClock, ms(25), new AbortController().signal)
  }
  return true
}
