import { createRedactor } from '../core/redact.ts'
import {
  environmentIn,
  environmentOf,
  findManagedSettings,
  findSettings,
  managedDirs,
  type SettingsPlace,
  type SettingsSource,
} from './claude-settings.ts'
import type { Env } from './client-environment.ts'

/** Where a client starts, and with what. `managed` are folders, for tests. */
export type ClientPlace = SettingsPlace & { readonly managed?: readonly string[] }

/** A value, and the place that set it: a file, or `shell`. */
export type Voice = { readonly value: string; readonly from: string; readonly by: 'shell' | SettingsSource }

/** The settings files that speak to the client, the weakest first. */
export const clientSources = (place: ClientPlace): readonly SettingsSource[] => [
  ...findSettings(place, undefined),
  ...findManagedSettings(place.managed ?? managedDirs(place.platform)),
]

/** All variables as the client will see them: settings beat the shell. */
export const clientEnv = (place: ClientPlace): Env => environmentOf(place.env, clientSources(place))

/** Every place that sets a variable, the strongest first. None where it counts as not set. */
export function voicesOn(name: string, sources: readonly SettingsSource[], place: ClientPlace): readonly Voice[] {
  const files = sources.toReversed().flatMap((source): readonly Voice[] => {
    const value = environmentIn(source.settings)[name]
    return value === undefined ? [] : [{ value, from: shownPath(source.file ?? '', place.home), by: source }]
  })
  const shell = place.env[name]
  const all = [...files, ...(shell === undefined ? [] : [{ value: shell, from: 'shell', by: 'shell' } as const])]
  // an empty one that wins unsets the others
  return isBlank(all[0]) ? [] : all.filter((one) => !isBlank(one))
}

const isBlank = (voice: Voice | undefined): boolean => (voice?.value ?? '').trim() === ''

/** Names of persons stand in paths. */
export const shownPath = (path: string, home: string): string =>
  home !== '' && path.startsWith(home) && /^$|^[\\/]/.test(path.slice(home.length))
    ? `~${path.slice(home.length).replaceAll('\\', '/')}`
    : path

const redact = createRedactor('settings')
const SHOWN_AT_MOST = 300

/** A setting as it may be shown: logins and queries are taken out of URLs, and what looks like a credential anywhere. */
export function shownSetting(value: string): string {
  const text = value.replaceAll(/\p{Cc}+/gu, ' ').trim()
  // up to the last one: a password may hold an @ itself
  const bare = text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?\S*@/i, '$1').replace(/\?.*$/, '?…')
  return redact(bare).slice(0, SHOWN_AT_MOST)
}
