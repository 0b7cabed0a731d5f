import { environmentIn, type SettingsSource } from '../clients/claude-settings.ts'
import type { SettingName } from './facts.ts'
import { isKnownVariable, settingPlace } from './words.ts'

/** Keys of the client's settings files, as its documentation names them. */
const KEYS: ReadonlySet<string> = new Set(
  (
    'apiKeyHelper awsAuthRefresh awsCredentialExport otelHeadersHelper env permissions hooks disableAllHooks model fallbackModel ' +
    'availableModels statusLine outputStyle language theme effortLevel alwaysThinkingEnabled forceLoginMethod forceLoginOrgUUID ' +
    'cleanupPeriodDays includeCoAuthoredBy attribution autoUpdatesChannel enableAllProjectMcpServers enabledMcpjsonServers ' +
    'disabledMcpjsonServers enabledPlugins extraKnownMarketplaces sandbox spinnerTipsEnabled companyAnnouncements ' +
    'skipWebFetchPreflight respectGitignore plansDirectory fastMode'
  ).split(' '),
)

type Environment = Readonly<Record<string, string | undefined>>

export type SettingsShown = { readonly settings: readonly SettingName[]; readonly otherSettings: number }

/**
 * Which settings the client has, by name and place, the weakest first. Names that nobody knows are counted: they may say
 * something of their owner.
 * @param shown a path as it may be told, without the folder of the person
 */
export function settingsShown(
  sources: readonly SettingsSource[],
  shell: Environment,
  shown: (path: string) => string,
): SettingsShown {
  const said = [
    ...variablesIn(shell, 'shell'),
    ...sources.flatMap(({ file, settings }) => {
      const from = settingPlace(file === undefined ? 'shell' : shown(file))
      const keys = Object.entries(settings).map(([name, value]) => ({ name, from, kind: kindOf(value), known: KEYS.has(name) }))
      return [...keys, ...variablesIn(environmentIn(settings), from).map((one) => ({ ...one, name: `env.${one.name}` }))]
    }),
  ]
  const ofShell = ({ from, known }: (typeof said)[number]): boolean => known || from !== 'shell'
  const counted = said.filter(ofShell)
  return {
    settings: counted.filter(({ known }) => known).map(({ name, from, kind }) => ({ name, from, kind })),
    otherSettings: counted.filter(({ known }) => !known).length,
  }
}

type Said = SettingName & { readonly known: boolean }

const variablesIn = (environment: Environment, from: string): readonly Said[] =>
  Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, from, kind: kindOfText(value), known: isKnownVariable(name) }],
  )

const kindOfText = (value: string): SettingName['kind'] =>
  /^\d{1,15}$/.test(value) ? 'number' : /^(?:true|false|yes|no|on|off)$/i.test(value) ? 'yes-no' : 'text'

function kindOf(value: unknown): SettingName['kind'] {
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'yes-no'
  if (Array.isArray(value)) return 'list'
  return typeof value === 'object' && value !== null ? 'object' : 'text'
}
