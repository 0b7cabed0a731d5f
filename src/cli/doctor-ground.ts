import { readConfig } from '../config/config.ts'
import { listRuntimes } from '../config/runtime-file.ts'
import type { Ground } from '../doctor/plan.ts'
import { clientSources, voicesOn } from '../clients/client-voices.ts'
import { dataDir } from '../world/data-dir.ts'
import type { Context } from './context.ts'
import { configSentence } from './print/config-sentence.ts'

export type Standing = {
  readonly ground: Ground
  readonly dataDir: string
  /** What the person should know besides. */
  readonly notes: readonly string[]
}

/** What is known of this machine before anything is asked. Whatever is broken here, there is an answer. */
export async function whereWeStand({ surroundings, texts }: Context): Promise<Standing> {
  const { env, home, platform } = surroundings
  const read = readConfig({}, surroundings)
  const dir = read.ok ? read.config.dataDir : dataDir(env, platform, home)
  const runtimes = await listRuntimes(dir).catch(() => [])
  return {
    ground: {
      baseUrl: voicesOn('ANTHROPIC_BASE_URL', clientSources(surroundings), surroundings)[0]?.value,
      upstream: read.ok && read.config.chosen.has('upstream') ? read.config.upstream : undefined,
      gateways: runtimes.map(({ info: { url, upstream } }) => ({ url, upstream })),
    },
    dataDir: dir,
    notes: read.ok ? [] : [configSentence(read.fault, texts)],
  }
}
