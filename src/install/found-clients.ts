import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { claudeVersion } from '../clients/claude-version.ts'
import type { Env } from '../clients/client-environment.ts'
import { findProgram } from '../clients/find-program.ts'

/** A client of this person, and where its settings are. */
export type FoundClient =
  | { readonly kind: 'cli'; readonly program: string; readonly version: string | undefined }
  | { readonly kind: 'vscode'; readonly editor: string; readonly settings: string }
  | { readonly kind: 'jetbrains'; readonly editor: string }
  | { readonly kind: 'desktop'; readonly place: string }
  | { readonly kind: 'actions'; readonly files: readonly string[] }

export type ClientPlaces = {
  readonly env: Env
  readonly home: string
  readonly cwd: string
  readonly platform: NodeJS.Platform
}

/** Those that leave a trace on this machine, or in the repository of this folder. Only looks. */
export function findClients(place: ClientPlaces): readonly FoundClient[] {
  return [...commandLine(place), ...editors(place), ...jetbrains(place), ...desktop(place), ...actions(place.cwd)]
}

function commandLine(place: ClientPlaces): readonly FoundClient[] {
  const program = findProgram('claude', place)
  return program === undefined ? [] : [{ kind: 'cli', program, version: claudeVersion(place) }]
}

/** Visual Studio Code and what was made of it: folder of extensions, folder of settings. */
const EDITORS = [
  ['.vscode', 'Code', 'VS Code'],
  ['.vscode-insiders', 'Code - Insiders', 'VS Code Insiders'],
  ['.vscode-server', 'Code', 'VS Code Remote'],
  ['.cursor', 'Cursor', 'Cursor'],
  ['.windsurf', 'Windsurf', 'Windsurf'],
  ['.vscode-oss', 'VSCodium', 'VSCodium'],
] as const

function editors(place: ClientPlaces): readonly FoundClient[] {
  return EDITORS.flatMap(([extensions, folder, editor]): readonly FoundClient[] => {
    const found = namesIn(join(place.home, extensions, 'extensions')).some((name) => name.startsWith('anthropic.claude-code'))
    if (!found) return []
    const settings =
      extensions === '.vscode-server'
        ? join(place.home, extensions, 'data', 'Machine', 'settings.json')
        : join(settingsRoot(place), folder, 'User', 'settings.json')
    return [{ kind: 'vscode', editor, settings }]
  })
}

/** Where programs with a window keep the settings of this person. */
function settingsRoot({ env, home, platform }: ClientPlaces): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support')
  if (platform === 'win32') return env['APPDATA'] || join(home, 'AppData', 'Roaming')
  return env['XDG_CONFIG_HOME'] || join(home, '.config')
}

/** One for each IDE that has the plugin. On Linux plugins lie beside the settings of no program. */
function jetbrains(place: ClientPlaces): readonly FoundClient[] {
  const root =
    place.platform === 'linux' ? place.env['XDG_DATA_HOME'] || join(place.home, '.local', 'share') : settingsRoot(place)
  const folder = join(root, 'JetBrains')
  const hasPlugin = (ide: string): boolean =>
    [join(folder, ide), join(folder, ide, 'plugins')].some((dir) => namesIn(dir).some((name) => /^claude-code/i.test(name)))
  return namesIn(folder)
    .filter(hasPlugin)
    .map((editor) => ({ kind: 'jetbrains', editor }))
}

function desktop({ env, home, platform }: ClientPlaces): readonly FoundClient[] {
  const places: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
    darwin: ['/Applications/Claude.app', join(home, 'Applications', 'Claude.app')],
    win32: [join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'AnthropicClaude')],
    linux: [join(home, '.config', 'Claude'), '/usr/bin/claude-desktop'],
  }
  const place = (places[platform] ?? []).find((path) => existsSync(path))
  return place === undefined ? [] : [{ kind: 'desktop', place }]
}

/** Workflows of this repository in which the client runs on another machine. */
function actions(cwd: string): readonly FoundClient[] {
  const root = repositoryOf(cwd)
  const folder = join(root ?? cwd, '.github', 'workflows')
  const files = namesIn(folder)
    .filter((name) => /\.ya?ml$/.test(name) && /claude-code-action|claude-code\b|\bclaude -p\b/.test(textOf(join(folder, name))))
    .map((name) => join('.github', 'workflows', name))
  return files.length === 0 ? [] : [{ kind: 'actions', files }]
}

function repositoryOf(dir: string): string | undefined {
  if (existsSync(join(dir, '.git'))) return dir
  return basename(dir) === '' ? undefined : repositoryOf(dirname(dir))
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
