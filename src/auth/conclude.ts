import type { UnixMillis } from '../core/time.ts'
import type { Credential } from '../credentials/credential.ts'
import type { KeyRun } from '../credentials/key-command.ts'
import type { Sight } from '../credentials/look.ts'
import type { Finding, Used, Weight } from './finding.ts'
import { clockFindings } from './judge-clock.ts'
import { commandFindings } from './judge-command.ts'
import { credentialFindings, lackingLogin } from './judge-credentials.ts'
import { fileFindings } from './judge-files.ts'
import { liveFindings } from './judge-live.ts'
import { precedenceFindings } from './judge-precedence.ts'
import type { LiveSight } from './live.ts'

/** All that was seen. */
export type Seen = {
  readonly sight: Sight
  readonly wall: UnixMillis
  readonly platform: NodeJS.Platform
  /** undefined: it is not used, and was not run. */
  readonly command: KeyRun | { readonly is: 'not-run'; readonly why: 'not-wanted' | 'not-trusted' } | undefined
  /** undefined: nobody asked for it. */
  readonly live: LiveSight | undefined
}

export type Conclusion = {
  readonly used: Used
  readonly outcome: 'fine' | 'mend' | 'unknown'
  /** The gravest first. */
  readonly findings: readonly Finding[]
}

/** Which credential the client will use. A key that the person rejected is used with `-p` alone. */
export function usedOf({ credentials, approval }: Sight): Used {
  const isRejected = ({ source }: Credential): boolean => source === 'ANTHROPIC_API_KEY' && approval === 'rejected'
  return { printing: credentials[0], talking: credentials.find((one) => !isRejected(one)) }
}

export function conclude(seen: Seen): Conclusion {
  const used = usedOf(seen.sight)
  const findings = [
    ...lackingLogin(seen, used),
    ...credentialFindings(seen, used),
    ...commandFindings(seen, used),
    ...liveFindings(seen),
    ...clockFindings(seen),
    ...precedenceFindings(seen, used),
    ...fileFindings(seen),
  ].toSorted((one, other) => ORDER.indexOf(one.weight) - ORDER.indexOf(other.weight))
  const first = findings[0]?.weight ?? 'note'
  return { used, outcome: first === 'note' ? 'fine' : first, findings }
}

const ORDER: readonly Weight[] = ['mend', 'unknown', 'note']
