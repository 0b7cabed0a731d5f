import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Env } from './client-environment.ts'

export type Settings = Readonly<Record<string, unknown>>

export type Scope = 'user' | 'project' | 'local' | 'given' | 'managed'

/** One voice among Claude Code's settings. */
export type SettingsSource = {
  readonly scope: Scope
  /** undefined when it was given as JSON on the command line. */
  readonly file: string | undefined
  readonly settings: Settings
}

export type SettingsPlace = {
  readonly env: Env
  readonly home: string
  readonly cwd: string
  readonly platform: NodeJS.Platform
}

/** Where an organisation puts settings that nobody can override. Those from MDM profiles and the registry are not seen. */
export function managedDirs(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['/Library/Application Support/ClaudeCode']
  if (platform === 'win32') return ['C:\\ProgramData\\ClaudeCode', 'C:\\Program Files\\ClaudeCode']
  return ['/etc/claude-code']
}

/** A settings file that the client looks for. */
export type SettingsFile = { readonly scope: Scope; readonly file: string }

/** A person's and a project's, the weakest first, whether they exist or not. */
export function settingsFiles({ env, home, cwd }: SettingsPlace): readonly SettingsFile[] {
  const userDir = env['CLAUDE_CONFIG_DIR'] || join(home, '.claude')
  return [
    { scope: 'user', file: join(userDir, 'settings.json') },
    { scope: 'project', file: join(cwd, '.claude', 'settings.json') },
    { scope: 'local', file: join(cwd, '.claude', 'settings.local.json') },
  ]
}

/** An organisation's, the weakest first. */
export const managedFiles = (dirs: readonly string[]): readonly SettingsFile[] =>
  dirs
    .flatMap((dir) => [join(dir, 'managed-settings.json'), ...dropIns(join(dir, 'managed-settings.d'))])
    .map((file) => ({ scope: 'managed', file }))

/** Those that exist and can be read, the weakest first. */
export function findSettings(place: SettingsPlace, sources: readonly string[] | undefined): readonly SettingsSource[] {
  const wanted = settingsFiles(place).filter(({ scope }) => sources === undefined || sources.includes(scope))
  return wanted.flatMap(sourceFrom)
}

export const findManagedSettings = (dirs: readonly string[]): readonly SettingsSource[] => managedFiles(dirs).flatMap(sourceFrom)

function dropIns(dir: string): readonly string[] {
  try {
    const names = readdirSync(dir).filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    return names.toSorted().map((name) => join(dir, name))
  } catch {
    return []
  }
}

/** A file that cannot be read says nothing here: Claude Code itself complains about it. */
function sourceFrom({ scope, file }: SettingsFile): readonly SettingsSource[] {
  try {
    const settings = asSettings(JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')))
    return settings === undefined ? [] : [{ scope, file, settings }]
  } catch {
    return []
  }
}

/**
 * What the person gave with `--settings`: JSON, or the name of a file, as Claude Code tells them apart.
 * @returns undefined when it is neither
 */
export function givenSettings(value: string, cwd: string): SettingsSource | undefined {
  const inline = /^\s*\{/.test(value)
  const file = inline ? undefined : resolve(cwd, value)
  try {
    const settings = asSettings(JSON.parse(file === undefined ? value : readFileSync(file, 'utf8').replace(/^\uFEFF/, '')))
    return settings === undefined ? undefined : { scope: 'given', file, settings }
  } catch {
    return undefined
  }
}

const asSettings = (value: unknown): Settings | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Settings) : undefined

/** The `env` of a settings file, as the texts that the client will see. */
export function environmentIn(settings: Settings): Record<string, string> {
  const env = asSettings(settings['env']) ?? {}
  const words = Object.entries(env).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
  return Object.fromEntries(words.map(([name, value]) => [name, String(value)]))
}

/** A setting and who said it. */
export type Said = { readonly value: string; readonly by: 'shell' | SettingsSource }

/** A variable as the client will see it: settings files beat the shell, nearer files beat farther ones. */
export function variableOf(name: string, shell: Env, sources: readonly SettingsSource[]): Said | undefined {
  const speaker = sources.findLast(({ settings }) => environmentIn(settings)[name] !== undefined)
  const value = speaker === undefined ? shell[name] : environmentIn(speaker.settings)[name]
  return value === undefined ? undefined : { value, by: speaker ?? 'shell' }
}

/** All variables as the client will see them. */
export const environmentOf = (shell: Env, sources: readonly SettingsSource[]): Env =>
  Object.assign({}, shell, ...sources.map(({ settings }) => environmentIn(settings))) as Env

/** The strongest word on one key. */
export const settingOf = (name: string, sources: readonly SettingsSource[]): unknown =>
  sources.findLast(({ settings }) => settings[name] !== undefined)?.settings[name]
