import { readConfig, type Config } from '../config/config.ts'
import { newSecret } from '../config/runtime-file.ts'
import { explainProblem } from '../drill/explain-problem.ts'
import type { DrilledGateway, DrillTime } from '../drill/run-drill.ts'
import { findScenario } from '../drill/scenario-file.ts'
import type { Scenario } from '../drill/scenario.ts'
import { StartError } from '../gateway/start-error.ts'
import { startGateway } from '../gateway/start.ts'
import { drillTextsIn } from '../i18n/drill.ts'
import { undiciNetwork } from '../world/network.ts'
import type { World } from '../world/world.ts'
import { Complaint, type Context } from './context.ts'
import { configSentence } from './print/config-sentence.ts'
import { startSentence } from './print/start-sentence.ts'

export type DrilledSetting = { readonly upstream: string; readonly dataDir: string; readonly time: DrillTime }

/** A real gateway, with the settings that everybody starts with. */
export async function drilledGateway({ upstream, dataDir, time }: DrilledSetting, context: Context): Promise<DrilledGateway> {
  const config = plainConfig({ upstream, dataDir, port: '0' }, context)
  // nothing of the environment: a proxy would be asked for loopback
  const network = undiciNetwork({ env: {}, connectWithin: config.policy.connectWithin })
  const world: World = {
    clock: time.clock,
    random: time.random,
    network,
    interfaces: () => ({}),
    nameSettings: () => '',
    env: {},
  }
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
export function plainConfig(flags: Parameters<typeof readConfig>[0], { surroundings, texts }: Context): Config {
  const result = readConfig(flags, { ...surroundings, env: {} })
  if (!result.ok) throw new Complaint(configSentence(result.fault, texts))
  return result.config
}

export async function scenarioOrComplaint(name: string, { language }: Context): Promise<Scenario> {
  const found = await findScenario(name)
  if (!found.ok) throw new Complaint(explainProblem(found.problem, drillTextsIn(language)))
  return found.value
}
