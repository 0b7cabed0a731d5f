import { hours, minutes, ms, type Millis } from '../core/time.ts'
import { addressVariables, type Env } from './client-environment.ts'
import { readClaudeArguments } from './claude-arguments.ts'
import {
  environmentIn,
  environmentOf,
  settingOf,
  variableOf,
  type Said,
  type Settings,
  type SettingsSource,
} from './claude-settings.ts'

/** Everything that speaks before a run of Claude Code begins. */
export type ClaudeSituation = {
  readonly args: readonly string[]
  readonly shell: Env
  /** The weakest first; without the managed ones. */
  readonly sources: readonly SettingsSource[]
  readonly managed: readonly SettingsSource[]
}

/** Providers that Claude Code reaches by protocols of their own, past any base URL. */
const CLOUDS = [
  ['CLAUDE_CODE_USE_BEDROCK', 'Amazon Bedrock'],
  ['CLAUDE_CODE_USE_VERTEX', 'Google Vertex AI'],
  ['CLAUDE_CODE_USE_FOUNDRY', 'Microsoft Foundry'],
] as const

export type Cloud = { readonly variable: string; readonly provider: string; readonly said: Said }

export function cloudOf({ shell, sources, managed }: ClaudeSituation): Cloud | undefined {
  for (const [variable, provider] of CLOUDS) {
    const said = variableOf(variable, shell, [...sources, ...managed])
    if (said !== undefined && /^(1|true|yes|on)$/i.test(said.value.trim())) return { variable, provider, said }
  }
  return undefined
}

/** A base URL that somebody set before us, and who. */
export const baseUrlOf = ({ shell, sources }: Pick<ClaudeSituation, 'shell' | 'sources'>): Said | undefined => {
  const said = variableOf('ANTHROPIC_BASE_URL', shell, sources)
  return said === undefined || said.value.trim() === '' ? undefined : said
}

/** The models that the client would switch to by itself, as text for a header; undefined when it has none. */
export function fallbackModelOf({ args, sources, managed }: ClaudeSituation): string | undefined {
  const named = readClaudeArguments(args).fallbackModel ?? settingOf('fallbackModel', [...sources, ...managed])
  const models = (Array.isArray(named) ? named : [named]).filter((model) => typeof model === 'string' && model.trim() !== '')
  return models.length === 0 ? undefined : models.join(',')
}

export type Mount = {
  readonly gatewayUrl: string
  readonly upstream: string
  readonly runId: string
  readonly patience: Millis
  /** Makes the status line's command; `wrapped` is the command that stood there before. */
  readonly statusLine: (wrapped: string | undefined) => string
}

export type Mounted = {
  /** For `--settings`: what the person gave, and what must be ours. */
  readonly settings: Settings
  readonly env: Record<string, string>
}

/** setTimeout takes no more, and Claude Code uses it. */
const LONGEST_TIMEOUT = 2_147_483_647

/** How Claude Code is to be started so that it comes through the gateway, and waits as long as the gateway holds. */
export function mountClaudeCode(situation: ClaudeSituation, mount: Mount): Mounted {
  const { shell, sources } = situation
  const before = environmentOf(shell, sources)
  const fallback = fallbackModelOf(situation)
  const headers = {
    'x-holdfast-run': mount.runId,
    'x-holdfast-patience': String(mount.patience),
    ...(fallback === undefined ? {} : { 'x-holdfast-fallback-model': fallback }),
  }
  const env = {
    ...addressVariables({ gatewayUrl: mount.gatewayUrl, headers }, before),
    // a second request without streaming would be generated and paid again, and could run a tool twice
    CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK: '1',
    // lifts the cap of ten retries, which holds of many hours may need
    CLAUDE_CODE_RETRY_WATCHDOG: '1',
    CLAUDE_ASYNC_AGENT_STALL_TIMEOUT_MS: String(stallTimeout(before, mount.patience)),
    ...(isAnthropics(mount.upstream) ? { ENABLE_TOOL_SEARCH: before['ENABLE_TOOL_SEARCH'] ?? 'true' } : {}),
  }
  const given = sources.find(({ scope }) => scope === 'given')?.settings ?? {}
  return { settings: { ...given, env: { ...environmentIn(given), ...env }, statusLine: statusLine(sources, mount) }, env }
}

/** Above the patience: a background agent that is held must not be taken for a stalled one. */
function stallTimeout(before: Env, patience: Millis): Millis {
  const theirs = Number(before['CLAUDE_ASYNC_AGENT_STALL_TIMEOUT_MS'] ?? 0)
  const wanted = Math.max(patience + minutes(10), Number.isFinite(theirs) ? theirs : 0, hours(1))
  return ms(Math.min(wanted, LONGEST_TIMEOUT))
}

/** Behind any other base URL the client leaves tool search off; in front of Anthropic's own it is safe to turn on again. */
const isAnthropics = (upstream: string): boolean => /(^|\.)anthropic\.com$/.test(URL.parse(upstream)?.hostname ?? '')

function statusLine(sources: readonly SettingsSource[], mount: Mount): Settings {
  const theirs = settingOf('statusLine', sources)
  const before = typeof theirs === 'object' && theirs !== null ? (theirs as Settings) : {}
  const wrapped = before['type'] === 'command' && typeof before['command'] === 'string' ? before['command'] : undefined
  // every second, since a hold counts its seconds on this line
  return { ...before, type: 'command', command: mount.statusLine(wrapped), refreshInterval: 1 }
}

/** Managed settings that beat what we set, by file. */
export type Overruled = { readonly file: string; readonly names: readonly string[] }

export function overruledBy(managed: readonly SettingsSource[], mounted: Mounted): readonly Overruled[] {
  return managed.flatMap(({ file, settings }) => {
    const theirs = environmentIn(settings)
    const variables = Object.keys(mounted.env).filter((name) => theirs[name] !== undefined && theirs[name] !== mounted.env[name])
    const keys = [
      ...(settings['statusLine'] === undefined ? [] : ['statusLine']),
      ...(settings['disableAllHooks'] === true ? ['disableAllHooks'] : []),
    ]
    const names = [...variables, ...keys]
    return names.length === 0 ? [] : [{ file: file ?? '', names }]
  })
}
