import type { SourceName } from '../credentials/credential.ts'
import type { FileSeen } from '../credentials/look.ts'
import type { Seen } from './conclude.ts'
import type { Finding, Fix, Weight } from './finding.ts'

/** Files that cannot be read, are half-written, or can be read by others. */
export function fileFindings(seen: Seen): readonly Finding[] {
  const { sight, platform } = seen
  const shared = sight.credentials.flatMap(({ source, place }) =>
    place.in === 'settings' && place.scope === 'project' && source !== 'apiKeyHelper' && !source.startsWith('CLAUDE_CODE_USE_')
      ? [inProject(source, place)]
      : [],
  )
  const readable = platform === 'win32' ? [] : sight.files.flatMap(openTo)
  return [...sight.files.flatMap((file) => broken(file, seen)), ...readable, ...shared]
}

/** A login that is not used need not be mended. */
function weightOf({ what }: FileSeen, { sight }: Seen): Weight {
  if (what !== 'login') return 'mend'
  const used = sight.credentials[0]
  return used === undefined || used.state === 'unreadable' ? 'mend' : 'note'
}

function broken(one: FileSeen, all: Seen): readonly Finding[] {
  const { file, what, seen } = one
  const fixes: readonly Fix[] = what === 'login' ? [{ do: 'move-away', file }, { do: 'log-in' }] : []
  switch (seen.is) {
    case 'unreadable':
      return [{ weight: weightOf(one, all), about: { id: 'unreadable', file, what, code: seen.code }, fixes }]
    case 'broken': {
      const { line, column, expected } = seen
      const change: readonly Fix[] = what === 'login' ? fixes : [{ do: 'change-line', file, line }]
      return [{ weight: weightOf(one, all), about: { id: 'broken', file, what, line, column, expected }, fixes: change }]
    }
    case 'absent':
    case 'read':
      return []
  }
}

const GROUP = 0o060
const EVERYBODY = 0o006

/** Where other accounts of this computer could take a credential. An organisation's settings are meant for all. */
function openTo({ file, seen, holds, scope }: FileSeen): readonly Finding[] {
  if (seen.is !== 'read' || holds === 'nothing' || scope === 'managed' || scope === 'project') return []
  const to = (seen.mode & EVERYBODY) !== 0 ? 'everybody' : (seen.mode & GROUP) !== 0 ? 'group' : undefined
  if (to === undefined) return []
  return [{ weight: 'mend', about: { id: 'open-file', file, mode: seen.mode, to }, fixes: [{ do: 'close-file', file }] }]
}

/** `.claude/settings.json` goes to everybody who gets the project. */
const inProject = (source: SourceName, { file, line }: { readonly file: string; readonly line: number }): Finding => ({
  weight: 'mend',
  about: { id: 'in-project', file, line, source },
  fixes: [{ do: 'remove-line', file, line }],
})
