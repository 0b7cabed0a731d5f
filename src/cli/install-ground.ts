import { createServer } from 'node:net'
import { dirname, resolve } from 'node:path'
import type { ClaudeSituation } from '../clients/claude-code.ts'
import {
  environmentIn,
  findManagedSettings,
  findSettings,
  managedDirs,
  settingsFiles,
  type Settings,
  type SettingsSource,
} from '../clients/claude-settings.ts'
import { quoted, statusLineCommand } from '../clients/status-line-command.ts'
import type { Config, Flags } from '../config/config.ts'
import { parseJsonWithComments } from '../config/json-with-comments.ts'
import { runtimePath } from '../config/runtime-file.ts'
import { seconds } from '../core/time.ts'
import { installTextsIn } from '../i18n/install.ts'
import { clientEntries, keepsHeadersInShell } from '../install/client-entries.ts'
import { obstacleTo, targetOf, textIn } from '../install/content.ts'
import { wayOutVariables } from '../install/environment.ts'
import { underLockOfInstall } from '../install/install-lock.ts'
import { findKeeper, type KeeperKind } from '../install/keeper.ts'
import { planInstall, settingsBefore } from '../install/plan.ts'
import { BadRecord, readRecord, type Asked, type InstalledGateway, type InstallRecord } from '../install/record.ts'
import { Unfit } from '../install/settings-edit.ts'
import { realClock } from '../world/clock.ts'
import { runCommand } from '../world/run-command.ts'
import { Complaint, type Context } from './context.ts'
import { keeperFor } from './installed-gateway.ts'
import { errnoWords } from './print/config-sentence.ts'
import { planRoute, type Route } from './route.ts'
import { refuseClouds } from './run.ts'

/** All that is known before anything is changed. */
export type Prepared = {
  readonly dataDir: string
  readonly record: InstallRecord
  /** What the person should know besides. */
  readonly notes: readonly string[]
}

type Wanted = { readonly flags: Flags; readonly former: InstallRecord | undefined }

/** Looks at everything, changes nothing. @throws Complaint with the place of what is in the way */
export async function prepareInstall({ flags, former }: Wanted, context: Context): Promise<Prepared> {
  const { surroundings, entries } = context
  refuseCache(context)
  const own = await userSettings(former, context)
  const situation: ClaudeSituation = {
    args: [],
    shell: surroundings.env,
    sources: [own.source],
    managed: findManagedSettings(managedDirs(surroundings.platform)),
  }
  refuseClouds(situation, context)
  refuseManaged(situation.managed, context)
  const asked: Asked = { ...former?.asked, ...askedBy(flags, surroundings.cwd) }
  const route = await planRoute({ ...flags, ...asked }, situation.sources, context)
  const gateway = await gatewayOf(route, former, context)
  const { dataDir, patience } = route.config
  const kind: KeeperKind = await findKeeper(surroundings.platform, surroundings.env, runCommand)
  const runtime = runtimePath(dataDir, gateway)
  const { node, statusLine: entry } = entries
  const { platform } = surroundings
  // its output would become part of the session
  const starter = kind === 'nobody' ? `${startLine(dataDir, context)} >/dev/null 2>&1` : undefined
  const mount = {
    gatewayUrl: gateway.url,
    upstream: gateway.upstream,
    runId: gateway.key,
    patience,
    statusLine: (wrapped: string | undefined) =>
      statusLineCommand({ node, entry, runtime, language: context.language, wrapped, platform }),
  }
  const wish = {
    dataDir,
    record: former,
    gateway,
    asked,
    kind,
    keeper: keeperFor({ dataDir, gateway, kind }, context),
    environment: wayOutVariables(route.wanted.env),
    settings: own.target,
    entries: clientEntries(situation, mount, starter),
  }
  const record = await planInstall(wish).catch((error: unknown) => Promise.reject(placed(error, own.file, context)))
  for (const { path } of record.files) await refuseObstacle(path, context)
  return { dataDir, record, notes: [...route.notes, ...notesOn(own, situation, context)] }
}

/** Starts the installed gateway, for a shell. */
export function startLine(dataDir: string, { entries, surroundings }: Context): string {
  const words = [entries.node, entries.main, 'start', '--data-dir', dataDir]
  return words.map((word) => quoted(word, surroundings.platform)).join(' ')
}

function askedBy({ config, port, upstream, patience }: Flags, cwd: string): Asked {
  const words = { config: config === undefined ? undefined : resolve(cwd, config), port, upstream, patience }
  return Object.fromEntries(Object.entries(words).filter(([, word]) => word !== undefined))
}

/** `npx holdfast install` would point settings at files that are gone tomorrow. */
function refuseCache({ entries, language }: Context): void {
  if (/[/\\]_npx[/\\]/.test(entries.main)) throw new Complaint(installTextsIn(language).refuse.fromCache(dirname(entries.main)))
}

type UserSettings = { readonly file: string; readonly target: string; readonly text: string; readonly source: SettingsSource }

/** As they were before any install. */
async function userSettings(former: InstallRecord | undefined, context: Context): Promise<UserSettings> {
  const file = settingsFiles(context.surroundings).find(({ scope }) => scope === 'user')?.file ?? ''
  const target = await targetOf(file)
  await refuseObstacle(target, context)
  try {
    const text = textIn(await settingsBefore(former, target))
    const parsed = parseJsonWithComments(/^\uFEFF?\s*$/.test(text) ? '{}' : text)
    if (!parsed.ok) throw new Unfit(parsed)
    return { file, target, text, source: { scope: 'user', file, settings: (parsed.value ?? {}) as Settings } }
  } catch (error) {
    throw placed(error, file, context)
  }
}

/** What cannot be edited or written, with its place. */
export function placed(error: unknown, file: string, { language, texts }: Context): unknown {
  const { refuse } = installTextsIn(language)
  const { code, path } = error as NodeJS.ErrnoException
  if (code !== undefined && path !== undefined) return new Complaint(refuse.cannotWrite(path, errnoWords(code, texts)), 1)
  if (!(error instanceof Unfit)) return error
  const { line, column, expected } = error.fault
  const place = refuse.place(file, line, column)
  if (expected === 'object') return new Complaint(refuse.notObject(place))
  return new Complaint(expected === 'list' ? refuse.notList(place) : refuse.notJson(place, refuse.wanted[expected]))
}

/** @throws Complaint when the file cannot be replaced */
export async function refuseObstacle(path: string, { language }: Context): Promise<void> {
  const obstacle = await obstacleTo(path)
  if (obstacle !== undefined) throw new Complaint(installTextsIn(language).refuse.obstacle[obstacle](path))
}

function refuseManaged(managed: readonly SettingsSource[], { surroundings, language }: Context): void {
  const source = managed.find(({ settings }) => environmentIn(settings)['ANTHROPIC_BASE_URL'] !== undefined)
  if (source?.file === undefined) return
  const { refuse } = installTextsIn(language)
  const text = surroundings.readText(source.file)
  const parsed = parseJsonWithComments(text)
  const start = parsed.ok ? (parsed.spanOf(['env', 'ANTHROPIC_BASE_URL'])?.start ?? 0) : 0
  const lines = text.slice(0, start).split('\n')
  throw new Complaint(refuse.managed(refuse.place(source.file, lines.length, (lines.at(-1)?.length ?? 0) + 1)))
}

/** Ports that are tried when nobody has chosen one: behind the usual one. */
const PORTS = 20

async function gatewayOf(route: Route, former: InstallRecord | undefined, context: Context): Promise<InstalledGateway> {
  const { config, wanted } = route
  const port = await portFor(config, former, context)
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  return { key: wanted.key, port, url: `http://${host}:${port}`, upstream: config.upstream, launch: wanted.launch }
}

async function portFor(config: Config, former: InstallRecord | undefined, { language }: Context): Promise<number> {
  const { refuse } = installTextsIn(language)
  const chosen = config.chosen.has('port') && config.port !== 0 ? config.port : undefined
  const had = former?.gateway.port
  if (had !== undefined && (chosen === undefined || chosen === had)) return had
  if (chosen !== undefined) {
    if (await isFree(config.host, chosen)) return chosen
    throw new Complaint(refuse.portTaken(chosen))
  }
  const first = config.port === 0 ? 4180 : config.port
  for (let port = first; port < first + PORTS; port++) if (await isFree(config.host, port)) return port
  throw new Complaint(refuse.noFreePort(first, first + PORTS - 1))
}

const isFree = (host: string, port: number): Promise<boolean> =>
  new Promise((settle) => {
    const server = createServer()
    server.once('error', () => settle(false))
    server.listen({ host, port }, () => server.close(() => settle(true)))
  })

function notesOn(own: UserSettings, { shell, sources }: ClaudeSituation, { surroundings, language }: Context): readonly string[] {
  const { notes, refuse } = installTextsIn(language)
  const nearer = findSettings(surroundings, ['project', 'local']).flatMap(({ file, settings }) => {
    const url = environmentIn(settings)['ANTHROPIC_BASE_URL']
    return url === undefined || file === undefined ? [] : [notes.projectWins(file, url)]
  })
  const headers = keepsHeadersInShell({ shell, sources }) === 'yes' ? [notes.headersInShell] : []
  const odd = firstNotPlain(own.text)
  const commented = odd === undefined ? [] : [notes.commented(refuse.place(own.file, odd.line, odd.column))]
  return [...nearer, ...headers, ...commented]
}

/** Where a text that people may write stops being plain JSON. */
function firstNotPlain(text: string): { readonly line: number; readonly column: number } | undefined {
  const plain = text.replace(/^\uFEFF/, '')
  if (plain.trim() === '') return undefined
  try {
    JSON.parse(plain)
    return undefined
  } catch {
    const at = /"(?:[^"\\]|\\.)*"|(\/\/|\/\*|,(?=\s*[}\]]))/g
    const found = [...plain.matchAll(at)].find(([, odd]) => odd !== undefined)?.index ?? 0
    const lines = plain.slice(0, found).split('\n')
    return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
  }
}

/** @throws Complaint when it cannot be understood */
export async function recordOrComplaint(dataDir: string, { language }: Context): Promise<InstallRecord | undefined> {
  try {
    return await readRecord(dataDir)
  } catch (error) {
    if (error instanceof BadRecord) throw new Complaint(installTextsIn(language).refuse.badRecord(error.path))
    throw error
  }
}

/** Without a person it is over by then. */
const FREE_WITHIN = seconds(10)

/** Runs `action` while nobody else installs or uninstalls. @throws Complaint when somebody does */
export async function underInstallLock<Result>(
  dataDir: string,
  context: Context,
  action: () => Promise<Result>,
): Promise<Result> {
  const result = await underLockOfInstall(dataDir, { clock: realClock, within: FREE_WITHIN }, action)
  if (result === 'busy') throw new Complaint(installTextsIn(context.language).refuse.busy)
  return result
}
