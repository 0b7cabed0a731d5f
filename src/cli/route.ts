import { dirname } from 'node:path'
import { baseUrlOf } from '../clients/claude-code.ts'
import { environmentOf, type Said, type SettingsSource } from '../clients/claude-settings.ts'
import type { Env } from '../clients/client-environment.ts'
import { readConfig, type Config, type Flags } from '../config/config.ts'
import { configHash, gatewayKey, listRuntimes, PATH_VARIABLES, readRuntime, type RuntimeFile } from '../config/runtime-file.ts'
import { realClock } from '../world/clock.ts'
import { proofOf } from '../world/gateway-door.ts'
import { ensureGateway, gatewayEnvironment, type FoundGateway, type WantedGateway } from './background.ts'
import { Complaint, type Context } from './context.ts'
import { configOrComplaint, launchFlags } from './settled.ts'

/** Which way a client's requests will go. */
export type Route = {
  readonly config: Config
  readonly wanted: WantedGateway
  /** Set inside another `run`: the gateway that its clients come through already. */
  readonly joined: FoundGateway | undefined
  /** What the person should know before the client starts. */
  readonly notes: readonly string[]
}

/** Sources are empty for a client without settings files. */
export async function planRoute(flags: Flags, sources: readonly SettingsSource[], context: Context): Promise<Route> {
  const { env } = context.surroundings
  const config = configOrComplaint(flags, context)
  const said = baseUrlOf({ shell: env, sources })
  const own = said === undefined ? undefined : await gatewayAt(said.value, config.dataDir, env)
  const proof = own === undefined ? undefined : await proofOf(own.info)
  if (own !== undefined && proof !== undefined && !config.chosen.has('upstream')) {
    return {
      config: { ...config, upstream: own.info.upstream },
      wanted: wantedLike(own, context),
      joined: { ...own, proof },
      notes: [],
    }
  }
  const { upstream, notes } = own === undefined ? upstreamFrom(said, config, context) : upstreamBehind(own, config)
  const routed: Config = { ...config, upstream }
  return { config: routed, wanted: wantedFor(routed, pathEnvironment(env, sources), context), joined: undefined, notes }
}

export const gatewayFor = async ({ joined, wanted }: Route, signal: AbortSignal): Promise<FoundGateway> =>
  joined ?? (await ensureGateway(wanted, signal))

/** A gateway of ours that has, or had, this address. */
async function gatewayAt(url: string, dataDir: string, env: Env): Promise<RuntimeFile | undefined> {
  const same = ({ info }: RuntimeFile): boolean => URL.parse(info.url)?.origin === URL.parse(url)?.origin
  const outer = env['HOLDFAST_RUNTIME']
  const info = outer === undefined ? undefined : await readRuntime(outer)
  const named = outer === undefined || info === undefined ? [] : [{ path: outer, info }]
  return [...named, ...(await listRuntimes(dataDir))].find(same)
}

type Upstream = { readonly upstream: string; readonly notes: readonly string[] }

/** The address of a gateway that is gone is no upstream: what stood behind it is. */
const upstreamBehind = ({ info }: RuntimeFile, config: Config): Upstream => ({
  upstream: config.chosen.has('upstream') ? config.upstream : info.upstream,
  notes: [],
})

function upstreamFrom(said: Said | undefined, config: Config, context: Context): Upstream {
  if (said === undefined) return { upstream: config.upstream, notes: [] }
  const { run } = context.texts
  const where = placeOf(said, context)
  const read = readConfig({ upstream: said.value.trim() }, { ...context.surroundings, env: {} })
  if (!read.ok) throw new Complaint(run.badBaseUrl(where, said.value))
  const theirs = read.config.upstream
  if (theirs === config.upstream) return { upstream: theirs, notes: [] }
  if (config.chosen.has('upstream')) return { upstream: config.upstream, notes: [run.setAside(theirs, where, config.upstream)] }
  return { upstream: theirs, notes: [run.tookUpstream(theirs, where)] }
}

/** Who said it, as a phrase. */
export function placeOf({ by }: Said, { texts: { run } }: Context): string {
  if (by === 'shell') return run.byShell
  return by.file === undefined ? run.byArgument : run.byFile(by.file)
}

/** A proxy or an authority that stands in the client's settings is the gateway's way out as well. */
function pathEnvironment(shell: Env, sources: readonly SettingsSource[]): Env {
  const names = PATH_VARIABLES.flatMap((name) => [name, name.toUpperCase()])
  const seen = environmentOf(shell, sources)
  const changed = names.filter((name) => seen[name] !== shell[name])
  return { ...shell, ...Object.fromEntries(changed.map((name) => [name, seen[name]])) }
}

function wantedFor(config: Config, env: Env, { surroundings, entries }: Context): WantedGateway {
  return {
    dataDir: config.dataDir,
    key: gatewayKey(config.upstream, configHash(config, env)),
    port: config.chosen.has('port') ? config.port : 0,
    mode: 'background',
    launch: launchFlags(config),
    env: gatewayEnvironment(env, surroundings.cwd),
    entries,
    clock: realClock,
  }
}

/** For bringing back a gateway that somebody else has started. */
const wantedLike = ({ path, info }: RuntimeFile, { surroundings, entries }: Context): WantedGateway => ({
  dataDir: dirname(dirname(path)),
  key: info.key,
  port: info.port,
  mode: info.mode === 'installed' ? 'installed' : 'background',
  launch: info.launch,
  env: gatewayEnvironment(surroundings.env, surroundings.cwd),
  entries,
  clock: realClock,
})
