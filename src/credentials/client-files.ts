import { statSync } from 'node:fs'
import { join } from 'node:path'
import { managedDirs, managedFiles, settingsFiles, type Scope, type SettingsSource } from '../clients/claude-settings.ts'
import { shownPath, voicesOn, type ClientPlace, type Voice } from '../clients/client-voices.ts'
import { asObject, asText } from '../core/recognise/look.ts'
import type { Place } from './credential.ts'
import { readJsonFile, type JsonFile } from './json-file.ts'

/** A file of the client's, with the name it is shown by. */
export type ClientFile = {
  readonly what: 'login' | 'state' | 'settings'
  /** Of settings alone. */
  readonly scope: Scope | undefined
  readonly file: string
  readonly seen: JsonFile
}

/** All files that could say something about credentials. */
export type ClientFiles = {
  readonly configDir: string
  /** Who moved it; undefined where it is the usual one. */
  readonly moved: Voice | undefined
  readonly login: ClientFile
  readonly state: ClientFile
  readonly settings: readonly ClientFile[]
}

export function readClientFiles(place: ClientPlace, sources: readonly SettingsSource[]): ClientFiles {
  const read = (path: string, about: Pick<ClientFile, 'what' | 'scope'>): ClientFile => ({
    ...about,
    file: shownPath(path, place.home),
    seen: readJsonFile(path),
  })
  const moved = voicesOn('CLAUDE_CONFIG_DIR', sources, place)[0]
  const configDir = moved?.value ?? join(place.home, '.claude')
  const settings = [...settingsFiles(place), ...managedFiles(place.managed ?? managedDirs(place.platform))]
  return {
    configDir,
    moved,
    login: read(join(configDir, '.credentials.json'), { what: 'login', scope: undefined }),
    // beside the usual folder, inside a moved one
    state: read(join(moved === undefined ? place.home : configDir, '.claude.json'), { what: 'state', scope: undefined }),
    settings: settings.map(({ scope, file }) => read(file, { what: 'settings', scope })),
  }
}

/** Where in a settings file something stands. @param path of names, from the outermost */
export function placeIn(source: SettingsSource, path: readonly string[], files: ClientFiles & { readonly home: string }): Place {
  const file = shownPath(source.file ?? '', files.home)
  const seen = files.settings.find((one) => one.file === file)?.seen
  return { in: 'settings', scope: source.scope, file, line: seen?.is === 'read' ? seen.lineOf(path) : 1 }
}

/** Names under `env` whose value lets somebody in. */
const LETS_IN = ['ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN'] as const

/** Whether something in it would let a stranger in. */
export function holdsCredential({ what, seen }: ClientFile): boolean {
  if (seen.is !== 'read') return false
  switch (what) {
    case 'login':
      return Object.keys(seen.value).length > 0
    case 'state':
      return asText(seen.value['primaryApiKey']) !== ''
    case 'settings':
      return LETS_IN.some((name) => asText(asObject(seen.value['env'])?.[name]) !== '')
  }
}

export const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
