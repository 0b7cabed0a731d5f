import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { readConfig, type Config } from '../config/config.ts'
import { newSecret } from '../config/runtime-file.ts'
import { explainProblem } from '../drill/explain-problem.ts'
import { findScenario } from '../drill/named-scenarios.ts'
import { startProvider, type Provider } from '../drill/provider.ts'
import { runDrill, type DrilledGateway } from '../drill/run-drill.ts'
import type { Scenario } from '../drill/scenario.ts'
import { StartError } from '../gateway/start-error.ts'
import { startGateway } from '../gateway/start.ts'
import { drillTextsIn } from '../i18n/drill.ts'
import { realClock } from '../world/clock.ts'
import { undiciNetwork } from '../world/network.ts'
import { portOwner } from '../world/port-owner.ts'
import type { World } from '../world/world.ts'
import { Complaint, type Context } from './context.ts'
import { configSentence, errnoWords } from './print/config-sentence.ts'
import { startSentence } from './print/start-sentence.ts'

export type DrillFlags = { readonly stay?: boolean }
export type DrillServeFlags = { readonly port?: string; readonly scenario?: string }

/** `holdfast drill`. @returns the exit code: 1 when the gateway lost a turn */
export async function rehearse({ stay }: DrillFlags, context: Context): Promise<number> {
  // its journal and its runtime data are no use to anybody afterwards
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-drill-'))
  const { signal, letGo } = untilInterrupted()
  try {
    return await runDrill({
      write: (text) => process.stdout.write(text),
      width: process.stdout.columns ?? 80,
      isTty: process.stdout.isTTY,
      texts: drillTextsIn(context.language),
      startGateway: (upstream) => drilledGateway(upstream, dataDir, context),
      signal,
      stay: stay === true,
    })
  } finally {
    letGo()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** A real gateway, with the settings that everybody starts with. */
async function drilledGateway(upstream: string, dataDir: string, context: Context): Promise<DrilledGateway> {
  const config = plainConfig({ upstream, dataDir, port: '0' }, context)
  // nothing of the environment: a proxy would be asked for loopback
  const network = undiciNetwork({ env: {}, connectWithin: config.policy.connectWithin })
  const world: World = { clock: realClock, random: Math.random, network, env: {} }
  try {
    const gateway = await startGateway({ config, world, secret: newSecret(), ends: 'when-told' })
    return {
      url: gateway.url,
      state: () => Promise.resolve(gateway.state()),
      close: async () => {
        await gateway.close('now')
        await network.close()
      },
    }
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    throw new Complaint(startSentence(error, { port: config.port, upstream, holder: { kind: 'unknown' } }, context.texts))
  }
}

/** Read as always, but neither a file nor a variable has a say. */
function plainConfig(flags: Parameters<typeof readConfig>[0], { surroundings, texts }: Context): Config {
  const result = readConfig(flags, { ...surroundings, env: {} })
  if (!result.ok) throw new Complaint(configSentence(result.fault, texts))
  return result.config
}

/** `holdfast drill serve`: the stand-in alone, until it is told to stop. @returns the exit code */
export async function serveStandIn({ port, scenario: name }: DrillServeFlags, context: Context): Promise<number> {
  const texts = drillTextsIn(context.language)
  const wanted = plainConfig({ port: port ?? '0' }, context).port
  const scenario = name === undefined ? undefined : await scenarioOrComplaint(name, context)
  const provider = await providerOrComplaint(wanted, scenario, context)
  const { signal, letGo } = untilInterrupted()
  context.say(`listening on ${provider.url}`)
  const urls = { provider: provider.url, control: provider.controlUrl, scenario: scenario?.name ?? 'calm' }
  for (const line of texts.serving(urls)) context.note(line)
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  letGo()
  await provider.close()
  return 0
}

async function scenarioOrComplaint(name: string, { language }: Context): Promise<Scenario> {
  const found = await findScenario(name)
  if (!found.ok) throw new Complaint(explainProblem(found.problem, drillTextsIn(language)))
  return found.value
}

async function providerOrComplaint(port: number, scenario: Scenario | undefined, { texts }: Context): Promise<Provider> {
  try {
    return await startProvider({ port, ...(scenario === undefined ? {} : { scenario }) })
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'EACCES') throw new Complaint(texts.start.portForbidden(port))
    if (code !== 'EADDRINUSE') throw new Complaint(texts.start.other(errnoWords(code, texts)))
    const owner = await portOwner(port)
    const by = owner === undefined ? texts.start.byUnknown : texts.start.byProcess(owner.command, owner.pid)
    throw new Complaint(texts.start.portTaken(port, by))
  }
}

function untilInterrupted(): { readonly signal: AbortSignal; readonly letGo: () => void } {
  const controller = new AbortController()
  const end = (): void => controller.abort(new Error('interrupted'))
  process.once('SIGINT', end).once('SIGTERM', end)
  return { signal: controller.signal, letGo: () => void process.off('SIGINT', end).off('SIGTERM', end) }
}
