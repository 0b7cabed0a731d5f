import { readConfig, type Config, type Flags } from '../config/config.ts'
import { ensureDataDir } from '../world/data-dir.ts'
import { Complaint, type Context } from './context.ts'
import { configSentence } from './print/config-sentence.ts'

/** The configuration that flags, variables and file make together. @throws Complaint that says what is wrong, and where */
export function configOrComplaint(flags: Flags, { surroundings, texts }: Context): Config {
  const result = readConfig(flags, surroundings)
  if (!result.ok) throw new Complaint(configSentence(result.fault, texts))
  return result.config
}

/** Makes the data directory if need be. @throws Complaint when it cannot be used */
export async function dataDirOrComplaint(dir: string, { texts }: Context): Promise<void> {
  const check = await ensureDataDir(dir)
  if (!check.ok)
    throw new Complaint(`${texts.start.dataDir[check.code](check.path)}${texts.words.gap}${texts.start.otherDataDir}`)
}

/** Flags of `serve` that make the same gateway again, wherever it is started from. */
export function launchFlags(config: Config): readonly string[] {
  const { upstream, host, dataDir, language } = config
  const file = config.file === undefined ? [] : ['--config', config.file]
  const json = config.log === 'json' ? ['--json'] : []
  return [...file, '--upstream', upstream, '--host', host, '--data-dir', dataDir, '--lang', language, ...json]
}
