import {
  environmentIn,
  environmentOf,
  findManagedSettings,
  findSettings,
  managedDirs,
  type SettingsSource,
} from '../clients/claude-settings.ts'
import type { Env } from '../clients/client-environment.ts'
import { createRedactor } from '../core/redact.ts'
import type { Stated } from './facts.ts'
import type { Bench } from './probe.ts'

/** What of a bench says how the client is set. `managed` are folders, for tests. */
export type ClientPlace = Pick<Bench, 'env' | 'home' | 'cwd' | 'platform'> & { readonly managed?: readonly string[] }

/** The settings files that speak to the client, the weakest first. */
export const clientSources = (place: ClientPlace): readonly SettingsSource[] => [
  ...findSettings(place, undefined),
  ...findManagedSettings(place.managed ?? managedDirs(place.platform)),
]

/** All variables as the client will see them: settings beat the shell. */
export const clientEnv = (place: ClientPlace): Env => environmentOf(place.env, clientSources(place))

/** Every place that sets a variable, the strongest first. None where it counts as not set. */
export function voicesOn(name: string, sources: readonly SettingsSource[], place: ClientPlace): readonly Stated[] {
  const files = sources.toReversed().flatMap(({ file, settings }): readonly Stated[] => {
    const value = environmentIn(settings)[name]
    return value === undefined ? [] : [{ value, from: shownPath(file ?? '', place.home) }]
  })
  const shell = place.env[name]
  const all = [...files, ...(shell === undefined ? [] : [{ value: shell, from: 'shell' }])]
  // an empty one that wins unsets the others
  return isBlank(all[0]) ? [] : all.filter((one) => !isBlank(one))
}

const isBlank = (stated: Stated | undefined): boolean => (stated?.value ?? '').trim() === ''

/** Names of persons stand in paths. */
export const shownPath = (path: string, home: string): string =>
  home !== '' && path.startsWith(home) ? `~${path.slice(home.length).replaceAll('\\', '/')}` : path

const redact = createRedactor('settings')
const SHOWN_AT_MOST = 300

/** A setting as it may be shown: logins and queries are taken out of URLs, and what looks like a credential anywhere. */
export function shownSetting(value: string): string {
  const text = value.replaceAll(/\p{Cc}+/gu, ' ').trim()
  // up to the last one: a password may hold an @ itself
  const bare = text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?\S*@/i, '$1').replace(/\?.*$/, '?…')
  return redact(bare).slice(0, SHOWN_AT_MOST)
}
