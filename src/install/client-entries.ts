import { mountClaudeCode, type ClaudeSituation, type Mount } from '../clients/claude-code.ts'
import { environmentOf } from '../clients/claude-settings.ts'
import { withHeaders } from '../clients/client-environment.ts'
import type { Entry } from './settings-edit.ts'

/** Headers of our own, and what is only right with them. */
const WITH_HEADERS = ['ANTHROPIC_CUSTOM_HEADERS', 'CLAUDE_CODE_RETRY_WATCHDOG']

/** Headers stand in the shell alone: they may hold a key, which must not get into a file, and settings would hide them. */
export function keepsHeadersInShell({ shell, sources }: Pick<ClaudeSituation, 'shell' | 'sources'>): 'yes' | 'no' {
  const inShell = withHeaders(shell['ANTHROPIC_CUSTOM_HEADERS'] ?? '', {}) !== ''
  const inFile = environmentOf({}, sources)['ANTHROPIC_CUSTOM_HEADERS'] !== undefined
  return inShell && !inFile ? 'yes' : 'no'
}

/**
 * What `run` sets for one client, as values for the settings of them all.
 * @param starter a command that starts the gateway, where nobody else does: each session runs it before its first request
 */
export function clientEntries(situation: ClaudeSituation, mount: Mount, starter: string | undefined): readonly Entry[] {
  const { settings, env } = mountClaudeCode(situation, mount)
  // without the header the gateway would not know whose watchdog it is, and the limit of a plan be sat out in silence
  const left = keepsHeadersInShell(situation) === 'yes' ? WITH_HEADERS : []
  const variables = Object.entries(env).filter(([name]) => !left.includes(name))
  return [
    ...variables.map(([name, value]): Entry => ({ path: ['env', name], value })),
    { path: ['statusLine'], value: settings['statusLine'] },
    ...(starter === undefined
      ? []
      : [{ path: ['hooks', 'SessionStart'], item: { hooks: [{ type: 'command', command: starter }] } }]),
  ]
}
