import type { Credential } from '../credentials/credential.ts'
import type { Seen } from './conclude.ts'
import { setRight } from './fixes.ts'
import type { Finding, Fix, Used } from './finding.ts'

/** What the command of apiKeyHelper gave, where the client would run it. */
export function commandFindings({ command, sight }: Seen, used: Used): readonly Finding[] {
  const helper = [used.printing, used.talking].find((one) => one?.source === 'apiKeyHelper')
  if (command === undefined || helper === undefined) return []
  const finding = verdictOn(command, helper)
  return finding === undefined
    ? []
    : [{ ...finding, fixes: [...finding.fixes, ...(finding.weight === 'mend' ? setRight(helper, sight) : [])] }]
}

const TRY: readonly Fix[] = [{ do: 'try-command' }]

function verdictOn(command: NonNullable<Seen['command']>, { place, source }: Credential): Finding | undefined {
  switch (command.is) {
    case 'printed': {
      const { flaws, make, prefix } = command
      if (flaws.length === 0) return undefined
      return { weight: 'mend', about: { id: 'malformed', source, place, flaws, make, prefix }, fixes: TRY }
    }
    case 'failed': {
      const { status, words } = command
      return { weight: 'mend', about: { id: 'command-fails', status, words, place }, fixes: TRY }
    }
    case 'empty':
      return { weight: 'mend', about: { id: 'command-silent', words: command.words, place }, fixes: TRY }
    case 'too-much':
      return { weight: 'mend', about: { id: 'command-floods', limit: command.limit, place }, fixes: TRY }
    case 'too-slow': {
      const { within, words } = command
      return { weight: 'mend', about: { id: 'command-slow', within, words, place }, fixes: TRY }
    }
    case 'not-started':
      return { weight: 'mend', about: { id: 'command-not-started', code: command.code, place }, fixes: TRY }
    case 'not-run': {
      const { why } = command
      const fix: Fix = why === 'not-wanted' ? { do: 'let-command-run' } : { do: 'trust-folder' }
      return { weight: 'unknown', about: { id: 'command-not-run', why, place }, fixes: [fix] }
    }
  }
}
