import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { startProvider, type Provider } from '../drill/provider.ts'
import { runDrill } from '../drill/run-drill.ts'
import { timetableOf, type Scenario } from '../drill/scenario.ts'
import { drillTextsIn } from '../i18n/drill.ts'
import { portOwner } from '../world/port-owner.ts'
import { Complaint, type Context } from './context.ts'
import { drilledGateway, plainConfig, scenarioOrComplaint } from './drill-stage.ts'
import { untilInterrupted } from './until-interrupted.ts'
import { errnoWords } from './print/config-sentence.ts'

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
      startGateway: (upstream, time) => drilledGateway({ upstream, dataDir, time }, context),
      signal,
      stay: stay === true,
    })
  } finally {
    letGo()
    await rm(dataDir, { recursive: true, force: true })
  }
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

async function providerOrComplaint(port: number, scenario: Scenario | undefined, { texts }: Context): Promise<Provider> {
  try {
    return await startProvider({
      port,
      ...(scenario === undefined ? {} : { scenario: timetableOf(scenario), seed: scenario.seed }),
    })
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'EACCES') throw new Complaint(texts.start.portForbidden(port))
    if (code !== 'EADDRINUSE') throw new Complaint(texts.start.other(errnoWords(code, texts)))
    const owner = await portOwner(port)
    const by = owner === undefined ? texts.start.byUnknown : texts.start.byProcess(owner.command, owner.pid)
    throw new Complaint(texts.start.portTaken(port, by))
  }
}
