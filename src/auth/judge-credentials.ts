import { hours, ms, type UnixMillis } from '../core/time.ts'
import type { Credential, SourceName } from '../credentials/credential.ts'
import type { Make } from '../credentials/credential-text.ts'
import type { Sight } from '../credentials/look.ts'
import type { Seen } from './conclude.ts'
import { renewed, setRight } from './fixes.ts'
import type { Finding, Fix, Used, Weight } from './finding.ts'

/** The client warns three days before a login ends: FACTS 1.7. */
const SOON = hours(72)
/** A login's token lives for 8 hours; one that claims three times as much was made on another clock. */
const LONGEST_TOKEN = hours(24)
/** As seconds these are the years 1973 to 5138, as milliseconds 1970 to 1973: no token is of that time. */
const SECONDS = [1e8, 1e11] as const
const MICROSECONDS = 1e14

/** Where the client has nothing to show. */
export function lackingLogin({ sight }: Seen, { printing }: Used): readonly Finding[] {
  const login = sight.files.find(({ what }) => what === 'login')?.file ?? ''
  const missing: readonly Finding[] =
    sight.configDir?.exists === 'no'
      ? [{ weight: weightWithout(printing), about: { id: 'config-dir-missing', dir: sight.configDir }, fixes: [] }]
      : []
  const lacking: readonly Finding[] =
    sight.lacks.length === 0
      ? []
      : [{ weight: weightWithout(printing), about: aboutLacking(login, sight), fixes: [{ do: 'log-in' }] }]
  if (printing !== undefined) return [...missing, ...lacking]
  if (sight.keychain === 'silent')
    return [...missing, { weight: 'unknown', about: { id: 'keychain-silent' }, fixes: [{ do: 'log-in' }] }]
  const nothing: Finding = {
    weight: 'mend',
    about: { id: 'not-logged-in' },
    fixes: [{ do: 'log-in' }, { do: 'setup-token' }, { do: 'new-key', name: 'ANTHROPIC_API_KEY' }],
  }
  return [...missing, ...lacking, ...(lacking.length === 0 ? [nothing] : [])]
}

const weightWithout = (used: Credential | undefined): Weight => (used === undefined ? 'mend' : 'note')

const aboutLacking = (file: string, { lacks }: Sight): Finding['about'] =>
  lacks.includes('accessToken') ? { id: 'login-blank', file } : { id: 'login-incomplete', file, lacks }

/** Each credential for itself. One that is not used is told, and need not be mended. */
export function credentialFindings(seen: Seen, used: Used): readonly Finding[] {
  return seen.sight.credentials.flatMap((credential) => {
    const isUsed = credential === used.printing || credential === used.talking
    const findings = [...shape(credential, seen.sight), ...lifetime(credential, seen), ...notRead(credential)]
    return isUsed
      ? findings
      : findings.filter(({ weight }) => weight === 'mend').map((one) => ({ ...one, weight: 'note' as const }))
  })
}

function shape(credential: Credential, sight: Sight): readonly Finding[] {
  if (credential.state !== 'malformed') return []
  const { source, place, flaws, make, prefix } = credential
  const right = RIGHT_NAME[make]
  const isWrongKind = flaws.some(({ what }) => what === 'wrong-kind')
  const isCut = flaws.some(({ what }) => what === 'too-short' || what === 'placeholder' || what === 'unknown-shape')
  const fixes: readonly Fix[] = [
    ...(isWrongKind && right !== undefined && right !== source ? [{ do: 'use-name', wrong: source, right } as const] : []),
    ...(isCut || (isWrongKind && right === undefined) ? renewed(credential) : []),
    ...setRight(credential, sight),
  ]
  return [{ weight: 'mend', about: { id: 'malformed', source, place, flaws, make, prefix }, fixes }]
}

/** Which variable the client wants it in. */
const RIGHT_NAME: Partial<Record<Make, SourceName>> = {
  'api-key': 'ANTHROPIC_API_KEY',
  'login-token': 'CLAUDE_CODE_OAUTH_TOKEN',
}

function lifetime(credential: Credential, { wall }: Seen): readonly Finding[] {
  const { source, place, expiresAt, refreshable, state } = credential
  if (expiresAt === undefined) return []
  const clock: Fix = { do: 'check-clock', says: wall }
  const unit = unitOf(expiresAt)
  if (unit !== 'milliseconds') return [{ weight: 'mend', about: { id: 'time-unit', place, unit }, fixes: [{ do: 'log-in' }] }]
  if (state === 'expired') {
    const ago = ms(Math.max(0, wall - expiresAt))
    if (refreshable) return [{ weight: 'note', about: { id: 'renews', source, at: expiresAt, ago }, fixes: [] }]
    return [{ weight: 'mend', about: { id: 'expired', source, at: expiresAt, ago }, fixes: [{ do: 'log-in' }, clock] }]
  }
  return [...soon(credential, wall), ...tooLong(credential, wall)]
}

function soon({ source, expiresAt, refreshable, refreshUntil }: Credential, wall: UnixMillis): readonly Finding[] {
  const end = refreshable ? refreshUntil : expiresAt
  if (end === undefined || end - wall > SOON) return []
  return [{ weight: 'note', about: { id: 'ends-soon', source, at: end, left: ms(end - wall) }, fixes: [{ do: 'log-in' }] }]
}

function tooLong({ source, expiresAt = 0, refreshable }: Credential, wall: UnixMillis): readonly Finding[] {
  if (source !== 'login' || !refreshable || expiresAt - wall <= LONGEST_TOKEN) return []
  const about = { id: 'valid-too-long', at: expiresAt, left: ms(expiresAt - wall) } as const
  return [{ weight: 'note', about, fixes: [{ do: 'check-clock', says: wall }] }]
}

function unitOf(at: number): 'milliseconds' | 'seconds' | 'microseconds' {
  if (at >= SECONDS[0] && at < SECONDS[1]) return 'seconds'
  return at >= MICROSECONDS ? 'microseconds' : 'milliseconds'
}

/** What lies where we do not look. */
function notRead({ source, place, use, state }: Credential): readonly Finding[] {
  if (place.in === 'keychain')
    return state === 'unreadable'
      ? [{ weight: 'mend', about: { id: 'keychain-locked' }, fixes: [{ do: 'unlock-keychain' }] }]
      : [{ weight: 'unknown', about: { id: 'keychain-unread' }, fixes: [] }]
  if (use !== 'other' || source === 'gateway-session') return []
  return [{ weight: 'unknown', about: { id: 'not-ours', source, place }, fixes: [{ do: 'own-tool', source }] }]
}
