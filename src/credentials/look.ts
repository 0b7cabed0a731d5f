import { environmentOf } from '../clients/claude-settings.ts'
import { clientSources, shownPath, shownSetting, voicesOn, type ClientPlace, type Voice } from '../clients/client-voices.ts'
import type { Env } from '../clients/client-environment.ts'
import type { UnixMillis } from '../core/time.ts'
import type { Clock } from '../world/clock.ts'
import type { RunCommand } from '../world/run-command.ts'
import { holdsCredential, isFolder, readClientFiles, type ClientFile } from './client-files.ts'
import { approvalOf, trusts, type Approval } from './client-state.ts'
import type { Credential, Place } from './credential.ts'
import type { Reader } from './credential-text.ts'
import type { JsonFile } from './json-file.ts'
import { askKeychain, type Keychain } from './keychain.ts'
import type { Kept, LoginField } from './login-file.ts'
import { credentialsIn, keyCommandIn, loginsOf, placeOf, type Ground } from './sources.ts'
import { startupLines, type StartupLine } from './startup-lines.ts'

export type CredentialPlace = ClientPlace & { readonly clock: Clock }

/** A file that was looked at, without what stands in it. */
export type FileSeen = Pick<ClientFile, 'what' | 'scope' | 'file'> & {
  readonly seen:
    | Exclude<JsonFile, { readonly is: 'read' }>
    | { readonly is: 'read'; readonly mode: number; readonly modified: UnixMillis }
  readonly holds: 'credential' | 'nothing'
}

/** A setting as it may be shown, and who said it. */
export type Stated = { readonly value: string; readonly place: Place }

/** All that can be known of credentials without asking anybody or running anything. No credential is in it. */
export type Sight = {
  /** In the client's order: the first is used. */
  readonly credentials: readonly Credential[]
  readonly files: readonly FileSeen[]
  /** What an unusable login lacks to count as one. */
  readonly lacks: readonly LoginField[]
  readonly keychain: Keychain | 'not-asked'
  /** Of the key in ANTHROPIC_API_KEY; undefined where there is none. */
  readonly approval: Approval | undefined
  readonly folderTrusted: 'yes' | 'no'
  readonly sentTo: Reader['sentTo']
  readonly baseUrl: Stated | undefined
  /** Where the client keeps its files, if somebody moved it. */
  readonly configDir: (Stated & { readonly exists: 'yes' | 'no' }) | undefined
  /** Where the shell's variables are probably set. */
  readonly startup: readonly StartupLine[]
}

/** The command of apiKeyHelper, as the client would run it. */
export type KeyCommand = { readonly command: string; readonly env: Env; readonly cwd: string }

export type Look = {
  readonly sight: Sight
  /** Apart from what was seen, so that it is neither shown nor kept. */
  readonly secretOf: (credential: Credential) => string | undefined
  readonly keyCommand: KeyCommand | undefined
}

/** `reader`: whom the client sends its credential to. */
export type Looking = { readonly run: RunCommand; readonly reader: Reader }

/** Which credentials there are for the client. Files are read, macOS is asked for an entry of its keychain, and nothing else is done. */
export async function lookForCredentials(place: CredentialPlace, { run, reader }: Looking, signal: AbortSignal): Promise<Look> {
  const sources = clientSources(place)
  const files = readClientFiles(place, sources)
  const base = voicesOn('ANTHROPIC_BASE_URL', sources, place)[0]
  const ground: Ground = {
    place,
    sources,
    files,
    keychain: place.platform === 'darwin' ? await askKeychain({ ...place, ...files, run }, signal) : 'not-asked',
    reader,
    wall: place.clock.wall(),
  }
  const kept = credentialsIn(ground)
  const command = keyCommandIn(sources)
  return {
    sight: sightOf(ground, kept, base),
    secretOf: (credential) => kept.find((one) => one.credential === credential)?.secret || undefined,
    keyCommand: command === undefined ? undefined : { command, env: environmentOf(place.env, sources), cwd: place.cwd },
  }
}

function sightOf(ground: Ground, kept: readonly Kept[], base: Voice | undefined): Sight {
  const { files, place, keychain, reader } = ground
  const remembered = files.state.seen.is === 'read' ? files.state.seen.value : undefined
  const key = kept.find(({ credential }) => credential.source === 'ANTHROPIC_API_KEY')
  const credentials = kept.map(({ credential }) => credential)
  const fromShell = credentials.filter((one) => one.place.in === 'shell').map(({ source }): string => source)
  if (base?.by === 'shell') fromShell.push('ANTHROPIC_BASE_URL')
  return {
    credentials,
    files: [files.login, files.state, ...files.settings].map(withoutContent),
    lacks: loginsOf(ground)?.lacks ?? [],
    keychain,
    approval: key && approvalOf(key.secret, remembered),
    folderTrusted: trusts(place.cwd, remembered),
    sentTo: reader.sentTo,
    baseUrl: base && { value: shownSetting(base.value), place: placeOf('ANTHROPIC_BASE_URL', base, ground) },
    configDir: files.moved && {
      value: shownPath(files.configDir, place.home),
      place: placeOf('CLAUDE_CONFIG_DIR', files.moved, ground),
      exists: isFolder(files.configDir) ? 'yes' : 'no',
    },
    startup: startupLines(fromShell, place),
  }
}

function withoutContent(one: ClientFile): FileSeen {
  const { what, scope, file, seen } = one
  const holds = holdsCredential(one) ? 'credential' : 'nothing'
  if (seen.is !== 'read') return { what, scope, file, seen, holds }
  const { is, mode, modified } = seen
  return { what, scope, file, seen: { is, mode, modified }, holds }
}
