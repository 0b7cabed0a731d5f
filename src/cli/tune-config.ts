import { resolve } from 'node:path'
import { readConfig, type Config } from '../config/config.ts'
import { isAlive, listRuntimes, type RuntimeInfo } from '../config/runtime-file.ts'
import { tuneTextsIn } from '../i18n/tune.ts'
import { contentOf, targetOf, textIn } from '../install/content.ts'
import { readRecord } from '../install/record.ts'
import { withEntries, type Entry } from '../install/settings-edit.ts'
import { proofOf } from '../world/gateway-door.ts'
import type { Context } from './context.ts'
import { placed, refuseObstacle } from './install-ground.ts'
import { configOrComplaint } from './settled.ts'
import { NotVerified, type PlannedChange, type TuneFlags } from './tune-part.ts'

/** The gateway's configuration, and the file that says it. */
export type TuneConfig = {
  readonly config: Config
  /** Absolute; it may not be there yet. Undefined where nobody names one. */
  readonly file: string | undefined
}

/** As named by flag or variable; else the one that the installed gateway reads. @throws Complaint */
export async function tuneConfig(flags: TuneFlags, context: Context): Promise<TuneConfig> {
  const { surroundings } = context
  const { env, cwd } = surroundings
  const said = flags.config ?? env['HOLDFAST_CONFIG']
  const { config: _config, ...others } = flags
  if (said !== undefined && said !== '') {
    const file = resolve(cwd, said)
    if ((await contentOf(file).catch(() => 'unreadable')) !== undefined)
      return { config: configOrComplaint(flags, context), file }
    return { config: withoutFile(others, context), file }
  }
  const config = configOrComplaint(others, context)
  const file = await installedFile(config.dataDir)
  return file === undefined ? { config, file } : { config: configOrComplaint({ ...others, config: file }, context), file }
}

function withoutFile(flags: TuneFlags, context: Context): Config {
  const { HOLDFAST_CONFIG: _file, ...env } = context.surroundings.env
  return configOrComplaint(flags, { ...context, surroundings: { ...context.surroundings, env } })
}

async function installedFile(dataDir: string): Promise<string | undefined> {
  const record = await readRecord(dataDir).catch(() => undefined)
  const launch = record?.gateway.launch ?? []
  const at = launch.indexOf('--config')
  return at < 0 ? undefined : launch[at + 1]
}

export type ConfigEdit = {
  readonly entry: Entry
  /** Does the configuration say it now? */
  readonly says: (config: Config) => boolean
  /** Further proof that it works. */
  readonly proof?: (signal: AbortSignal) => Promise<void>
}

/** The configuration file with one setting changed. @throws Complaint with the place of what is in the way */
export async function planConfigEdit(
  { config, file }: TuneConfig & { readonly file: string },
  edit: ConfigEdit,
  context: Context,
): Promise<PlannedChange> {
  const path = await targetOf(file)
  await refuseObstacle(path, context)
  const before = await contentOf(path)
  const running = await runningGateways(config.dataDir)
  const { apply } = tuneTextsIn(context.language)
  return {
    path,
    before,
    after: { bytes: Buffer.from(edited(textIn(before), { edit, file }, context)), mode: before?.mode ?? 0o600 },
    verify: async (signal) => {
      const read = readConfig({ config: file }, context.surroundings)
      if (!read.ok || !edit.says(read.config)) throw new NotVerified('notRead')
      await edit.proof?.(signal)
      const proofs = await Promise.all(running.map((info) => proofOf(info)))
      if (proofs.includes(undefined)) throw new NotVerified('gatewayGone')
    },
    afterwards: [running.length > 0 && before !== undefined ? apply.restartGateway : apply.startWith(file)],
  }
}

type Editing = { readonly edit: ConfigEdit; readonly file: string }

function edited(text: string, { edit, file }: Editing, context: Context): string {
  try {
    return withEntries(text, [edit.entry])
  } catch (error) {
    throw placed(error, file, context)
  }
}

/** Those that answer now, so that it can be seen whether they still do. */
async function runningGateways(dataDir: string): Promise<readonly RuntimeInfo[]> {
  const all = (await listRuntimes(dataDir)).map(({ info }) => info)
  const alive = all.filter(({ status, pid }) => status === 'running' && isAlive(pid))
  const proofs = await Promise.all(alive.map((info) => proofOf(info)))
  return alive.filter((_, at) => proofs[at] !== undefined)
}
