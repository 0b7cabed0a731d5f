import { settingOf, type SettingsSource } from '../clients/claude-settings.ts'
import { voicesOn, type ClientPlace, type Voice } from '../clients/client-voices.ts'
import type { UnixMillis } from '../core/time.ts'
import { placeIn, type ClientFiles } from './client-files.ts'
import { consoleKeyIn } from './client-state.ts'
import { NOTHING_MORE, PROVIDER_SWITCHES, type Credential, type Place, type SourceName } from './credential.ts'
import { flawsIn, makeOf, prefixOf, type Reader, type Use } from './credential-text.ts'
import type { Keychain } from './keychain.ts'
import { loginsIn, type Kept, type Logins } from './login-file.ts'

/** What is known of the client before its credentials are put in order. */
export type Ground = {
  readonly place: ClientPlace
  readonly sources: readonly SettingsSource[]
  readonly files: ClientFiles
  readonly keychain: Keychain | 'not-asked'
  /** Whom credentials are sent to. */
  readonly reader: Reader
  readonly wall: UnixMillis
}

/** Every credential there is, in the client's order: docs/auth.md says where it is from. */
export function credentialsIn(ground: Ground): readonly Kept[] {
  const logins = loginsOf(ground)
  return [
    ...listed(logins?.gateway),
    ...PROVIDER_SWITCHES.flatMap((source) => inVariable({ source, use: 'other' }, ground).filter(isOn)),
    ...inVariable({ source: 'ANTHROPIC_AUTH_TOKEN', use: 'auth-token' }, ground),
    ...inVariable({ source: 'ANTHROPIC_API_KEY', use: 'api-key' }, ground),
    ...keyHelper(ground),
    ...inVariable({ source: 'CLAUDE_CODE_OAUTH_TOKEN', use: 'oauth' }, ground),
    ...inVariable({ source: 'ANTHROPIC_PROFILE', use: 'other' }, ground),
    ...inVariable({ source: 'ANTHROPIC_FEDERATION_RULE_ID', use: 'other' }, ground),
    ...inKeychain(ground),
    ...unreadable(ground),
    ...listed(logins?.login),
    ...consoleKey(ground),
  ]
}

const listed = (kept: Kept | undefined): readonly Kept[] => (kept === undefined ? [] : [kept])

const isOn = ({ secret }: Kept): boolean => /^(?:1|true|yes|on)$/i.test(secret.trim())

/** undefined where there is no file of logins, or it cannot be read. */
export const loginsOf = ({ files: { login }, wall }: Ground): Logins | undefined =>
  login.seen.is === 'read' ? loginsIn(login.seen, { shown: login.file, wall }) : undefined

function inVariable({ source, use }: { readonly source: SourceName; readonly use: Use }, ground: Ground): readonly Kept[] {
  const [said, ...others] = voicesOn(source, ground.sources, ground.place)
  if (said === undefined) return []
  const place = placeOf(source, said, ground)
  if (use === 'other') return [{ credential: { ...NOTHING_MORE, source, place, use, state: 'usable' }, secret: said.value }]
  const flaws = flawsIn(said.value, use, ground.reader)
  const credential: Credential = {
    ...NOTHING_MORE,
    source,
    place,
    use,
    state: flaws.length > 0 ? 'malformed' : 'usable',
    flaws,
    make: makeOf(said.value),
    prefix: prefixOf(said.value),
    overruled: others.filter(({ value }) => value !== said.value).map((voice) => placeOf(source, voice, ground)),
  }
  return [{ credential, secret: said.value }]
}

/** Where a variable's value stands. */
export const placeOf = (name: string, { by }: Voice, { files, place }: Ground): Place =>
  by === 'shell' ? { in: 'shell' } : placeIn(by, ['env', name], { ...files, home: place.home })

/** A program of the person's: it may ask, cost or change something, and is not run for a look. */
function keyHelper({ sources, files, place: { home } }: Ground): readonly Kept[] {
  const speaker = sources.findLast(({ settings }) => settings['apiKeyHelper'] !== undefined)
  if (speaker === undefined || keyCommandIn(sources) === undefined) return []
  const place = placeIn(speaker, ['apiKeyHelper'], { ...files, home })
  return [{ credential: { ...NOTHING_MORE, source: 'apiKeyHelper', place, use: 'helper', state: 'usable' }, secret: '' }]
}

/** The command of apiKeyHelper. */
export function keyCommandIn(sources: readonly SettingsSource[]): string | undefined {
  const command = settingOf('apiKeyHelper', sources)
  return typeof command === 'string' && command.trim() !== '' ? command : undefined
}

const loginAt = (place: Place, state: Credential['state']): Kept => ({
  credential: { ...NOTHING_MORE, source: 'login', place, use: 'oauth', state },
  secret: '',
})

function inKeychain({ keychain }: Ground): readonly Kept[] {
  if (keychain !== 'found' && keychain !== 'unreadable') return []
  return [loginAt({ in: 'keychain' }, keychain === 'found' ? 'usable' : 'unreadable')]
}

function unreadable({ files: { login } }: Ground): readonly Kept[] {
  if (login.seen.is !== 'unreadable' && login.seen.is !== 'broken') return []
  const line = login.seen.is === 'broken' ? login.seen.line : 1
  return [loginAt({ in: 'login-file', file: login.file, line }, 'unreadable')]
}

const consoleKey = ({ files: { state } }: Ground): readonly Kept[] =>
  state.seen.is === 'read' ? listed(consoleKeyIn(state.seen, state.file)) : []
