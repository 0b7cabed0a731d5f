import { readConfig } from '../config/config.ts'
import { listRuntimes } from '../config/runtime-file.ts'
import type { Ground } from '../doctor/plan.ts'
import { clientSources, voicesOn } from '../clients/client-voices.ts'
import { dataDir } from '../world/data-dir.ts'
import { bypassStage } from '../clients/bypass-stage.ts'
import { readBypass } from '../install/bypass.ts'
import { installTextsIn } from '../i18n/install.ts'
import { realClock } from '../world/clock.ts'
import type { Context } from './context.ts'
import { configSentence } from './print/config-sentence.ts'
import { localTime } from './print/local-time.ts'

export type Standing = {
  readonly ground: Ground
  readonly dataDir: string
  /** What the person should know besides. */
  readonly notes: readonly string[]
}

/** What is known of this machine before anything is asked. Whatever is broken here, there is an answer. */
export async function whereWeStand(context: Context): Promise<Standing> {
  const { surroundings, texts } = context
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
    notes: [...(read.ok ? [] : [configSentence(read.fault, texts)]), ...(await bypassNotes(dir, context))],
  }
}

/** A bypass is on purpose, and easily forgotten. */
async function bypassNotes(dir: string, { language }: Context): Promise<readonly string[]> {
  const bypass = await readBypass(dir)
  if (bypass === undefined) return []
  const { bypass: texts } = installTextsIn(language)
  const now = realClock.wall()
  const until = bypass.until === undefined ? '' : localTime(bypass.until, { language, now, zone: undefined })
  return [bypassStage(bypass, now) === 'lasts' ? texts.lasts(until) : texts.due(until)]
}
