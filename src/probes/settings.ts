import { versions } from 'node:process'
import { claudeVersion } from '../clients/claude-version.ts'
import { knownBadIn } from '../clients/known-bad-versions.ts'
import { seconds, type UnixMillis } from '../core/time.ts'
import { PROVIDER_SWITCHES } from '../credentials/credential.ts'
import { clientSources, shownSetting, voicesOn, type ClientPlace } from '../clients/client-voices.ts'
import type { SettingsFacts, Stated } from './facts.ts'
import type { Bench, Probe } from './probe.ts'
import { PROXY_VARIABLES } from '../world/way-out/route.ts'

/** What the client is told, by whom, and which of it wins; and what is known of its version. Files alone are read. */
export const settingsProbe: Probe<'settings'> = {
  id: 'settings',
  within: seconds(2),
  measure: async (bench) =>
    settingsSeen(bench, { wall: bench.clock.wall(), nodeVersion: versions.node, official: goesStraight(bench) ? 'yes' : 'no' }),
}

/** A gateway of ours stands before the target, and for the client it is one like any other. */
function goesStraight({ target, ...place }: Bench): boolean {
  const [stated] = voicesOn('ANTHROPIC_BASE_URL', clientSources(place), place)
  return target.official && (stated === undefined || URL.parse(stated.value)?.origin === URL.parse(target.url)?.origin)
}

type Seen = { readonly wall: UnixMillis; readonly nodeVersion: string; readonly official: 'yes' | 'no' }

/** @param seen `official`: whether requests go to the provider itself */
export function settingsSeen(place: ClientPlace, { wall, nodeVersion, official }: Seen): SettingsFacts {
  const sources = clientSources(place)
  const voices = (name: string): readonly Stated[] =>
    voicesOn(name, sources, place).map(({ value, from }) => ({ value: shownSetting(value), from }))
  const version = claudeVersion(place)
  const variables = Object.fromEntries(
    VARIABLES.flatMap((name) => {
      const [strongest] = voices(name)
      return strongest === undefined ? [] : [[name, strongest]]
    }),
  )
  const exempts = PROXY_VARIABLES.some((name) => name in variables) && ('no_proxy' in variables || 'NO_PROXY' in variables)
  const known = version === undefined ? [] : knownBadIn(version, official === 'yes' ? 'anywhere' : 'behind-a-gateway')
  return {
    baseUrl: voices('ANTHROPIC_BASE_URL'),
    otherProvider: PROVIDER_SWITCHES.flatMap((name) =>
      voicesOn(name, sources, place)
        // the strongest voice alone: a file may switch off what the shell switches on
        .slice(0, 1)
        .filter(({ value }) => /^(?:1|true|yes|on)$/i.test(value.trim()))
        .map(({ from }) => ({ value: name, from })),
    ),
    variables,
    // harmless where there is nothing to be ignored
    client: { version, knownBad: known.filter((id) => id !== 'no-proxy-ignored' || exempts) },
    node: { version: nodeVersion, endOfLife: isPastEndOfLife(nodeVersion, wall) },
  }
}

/** None of them holds a credential by itself. */
const VARIABLES = [
  ...PROXY_VARIABLES,
  'all_proxy',
  'ALL_PROXY',
  'no_proxy',
  'NO_PROXY',
  'CLAUDE_CODE_PROXY_RESOLVES_HOSTS',
  'NODE_EXTRA_CA_CERTS',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'CLAUDE_CODE_CERT_STORE',
  'CLAUDE_CODE_CLIENT_CERT',
  'CLAUDE_CODE_CLIENT_KEY',
  'CLAUDE_CONFIG_DIR',
  'API_TIMEOUT_MS',
  'CLAUDE_CODE_MAX_RETRIES',
  'CLAUDE_CODE_RETRY_WATCHDOG',
  'CLAUDE_STREAM_IDLE_TIMEOUT_MS',
  'CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS',
  'CLAUDE_ENABLE_STREAM_WATCHDOG',
  'CLAUDE_ENABLE_BYTE_WATCHDOG',
  'API_FORCE_IDLE_TIMEOUT',
  'CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK',
  'CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS',
  'CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC',
  'FALLBACK_FOR_ALL_PRIMARY_MODELS',
  'ANTHROPIC_MODEL',
  'ANTHROPIC_BEDROCK_BASE_URL',
  'ANTHROPIC_VERTEX_BASE_URL',
] as const

/** https://github.com/nodejs/release#release-schedule */
const END_OF_LIFE: Readonly<Record<number, string>> = {
  18: '2025-04-30',
  19: '2023-06-01',
  20: '2026-04-30',
  21: '2024-06-01',
  22: '2027-04-30',
  23: '2025-06-01',
  24: '2028-04-30',
  25: '2026-06-01',
  26: '2029-04-30',
}

/** Versions that came later are not in the table, and are young. */
function isPastEndOfLife(version: string, wall: UnixMillis): boolean {
  const major = Number.parseInt(version, 10)
  const end = END_OF_LIFE[major]
  return major < 18 || (end !== undefined && wall > Date.parse(end))
}
