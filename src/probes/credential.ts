import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { settingOf, type SettingsSource } from '../clients/claude-settings.ts'
import { seconds, type Millis } from '../core/time.ts'
import { runCommand, type RunCommand } from '../world/run-command.ts'
import { clientSources, shownPath, voicesOn, type ClientPlace } from './client-voices.ts'
import { readLoginFile, type LoginFile, type Source } from './credential-file.ts'
import { flawsIn, type Kind } from './credential-text.ts'
import type { CredentialFacts } from './facts.ts'
import type { Bench, Probe } from './probe.ts'
import { tried } from './tried.ts'

const KEYCHAIN_WITHIN: Millis = seconds(1.5)

/**
 * Which credential the client would use, in its own order, and whether it can be one. Reads alone: no helper is run, nothing is
 * renewed, nothing is sent; of a credential only its flaws and their places are told.
 */
export const credentialProbe: Probe<'credential'> = {
  id: 'credential',
  within: seconds(2),
  measure: (bench, signal) => measureCredential(bench, { run: runCommand }, signal),
}

type CredentialWorld = { readonly run: RunCommand; readonly managed?: readonly string[] }

export async function measureCredential(bench: Bench, world: CredentialWorld, signal: AbortSignal): Promise<CredentialFacts> {
  const place: ClientPlace = { ...bench, ...(world.managed === undefined ? {} : { managed: world.managed }) }
  const sources = clientSources(place)
  const configDir = voicesOn('CLAUDE_CONFIG_DIR', sources, place)[0]?.value ?? join(bench.home, '.claude')
  const path = join(configDir, '.credentials.json')
  const from = shownPath(path, bench.home)
  const file = readLoginFile(path, { from, wall: bench.clock.wall() })
  const keychain = bench.platform === 'darwin' ? await keychainAt(configDir, { bench, run: world.run }, signal) : []
  const variable = (name: string, kind: Kind): readonly Source[] => inVariable({ name, kind }, sources, place)
  return {
    sources: [
      ...(file.is === 'read' && file.gateway !== undefined ? [file.gateway] : []),
      ...CLOUDS.flatMap((name) => switchedOn(name, sources, place)),
      ...variable('ANTHROPIC_AUTH_TOKEN', 'auth-token'),
      ...variable('ANTHROPIC_API_KEY', 'api-key'),
      ...keyHelper(sources, place),
      ...variable('CLAUDE_CODE_OAUTH_TOKEN', 'oauth'),
      ...named('ANTHROPIC_PROFILE', sources, place),
      ...named('ANTHROPIC_FEDERATION_RULE_ID', sources, place),
      ...keychain,
      ...loginOf(file, from),
    ],
  }
}

/** Their own credentials are none of ours: that they are used is all that can be told. */
const CLOUDS = ['CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CODE_USE_VERTEX', 'CLAUDE_CODE_USE_FOUNDRY'] as const

const NOTHING_MORE = { flaws: [], expiresAt: undefined, refreshable: false } as const

function inVariable(
  { name, kind }: { readonly name: string; readonly kind: Kind },
  sources: readonly SettingsSource[],
  place: ClientPlace,
): readonly Source[] {
  const said = voicesOn(name, sources, place)[0]
  if (said === undefined) return []
  const flaws = flawsIn(said.value, kind)
  const state = flaws.length > 0 ? 'malformed' : 'usable'
  return [{ source: name, from: said.from, kind, state, flaws, expiresAt: undefined, refreshable: false }]
}

function switchedOn(name: string, sources: readonly SettingsSource[], place: ClientPlace): readonly Source[] {
  const said = voicesOn(name, sources, place)[0]
  if (said === undefined || !/^(?:1|true|yes|on)$/i.test(said.value.trim())) return []
  return [{ source: name, from: said.from, kind: 'other', state: 'usable', ...NOTHING_MORE }]
}

function named(name: string, sources: readonly SettingsSource[], place: ClientPlace): readonly Source[] {
  const said = voicesOn(name, sources, place)[0]
  return said === undefined ? [] : [{ source: name, from: said.from, kind: 'other', state: 'usable', ...NOTHING_MORE }]
}

/** A program of the person's: it may ask, cost or change something, and is not run for a look. */
function keyHelper(sources: readonly SettingsSource[], place: ClientPlace): readonly Source[] {
  const command = settingOf('apiKeyHelper', sources)
  if (typeof command !== 'string' || command.trim() === '') return []
  const file = sources.findLast(({ settings }) => settings['apiKeyHelper'] !== undefined)?.file ?? ''
  return [{ source: 'apiKeyHelper', from: shownPath(file, place.home), kind: 'helper', state: 'usable', ...NOTHING_MORE }]
}

function loginOf(file: LoginFile, from: string): readonly Source[] {
  if (file.is === 'unreadable') return [{ source: 'login', from, kind: 'oauth', state: 'unreadable', ...NOTHING_MORE }]
  return file.is === 'read' && file.login !== undefined ? [file.login] : []
}

type Keychain = { readonly bench: Bench; readonly run: RunCommand }

/** That there is an entry; without `-w` the secret itself stays where it is, and nobody is asked for a password. */
async function keychainAt(configDir: string, { bench, run }: Keychain, signal: AbortSignal): Promise<readonly Source[]> {
  const { clock, env, home } = bench
  const usual = configDir === join(home, '.claude')
  const service = `Claude Code-credentials${usual ? '' : `-${createHash('sha256').update(configDir).digest('hex').slice(0, 8)}`}`
  const command = { program: '/usr/bin/security', args: ['find-generic-password', '-s', service], env }
  const found = await tried((over) => run(command, over), { clock, within: KEYCHAIN_WITHIN }, signal)
  if (!found.ok || found.saw.status === undefined || found.saw.status === NO_SUCH_ENTRY) return []
  const state = found.saw.status === 0 ? 'usable' : 'unreadable'
  return [{ source: 'login', from: 'keychain', kind: 'oauth', state, ...NOTHING_MORE }]
}

/** errSecItemNotFound, as `security` exits with it. */
const NO_SUCH_ENTRY = 44
