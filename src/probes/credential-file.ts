import { readFileSync } from 'node:fs'
import { minutes, type Millis, type UnixMillis } from '../core/time.ts'
import { asObject, asText, type JsonObject } from '../core/recognise/look.ts'
import type { CredentialFacts } from './facts.ts'
import { flawsIn } from './credential-text.ts'

export type Source = CredentialFacts['sources'][number]

/** What the client keeps of its logins. */
export type LoginFile =
  | { readonly is: 'absent' }
  | { readonly is: 'unreadable' }
  | { readonly is: 'read'; readonly login: Source | undefined; readonly gateway: Source | undefined }

/** The client renews a token that ends sooner than this, and so takes it for expired. */
const EARLY: Millis = minutes(5)

/** Reads and never writes: a refresh would void the client's own tokens. @param from how the file is shown */
export function readLoginFile(path: string, { from, wall }: { readonly from: string; readonly wall: UnixMillis }): LoginFile {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    return { is: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'absent' : 'unreadable' }
  }
  const kept = objectIn(text)
  if (kept === undefined) return { is: 'unreadable' }
  const login = asObject(kept['claudeAiOauth'])
  const gateway = asObject(kept['enterpriseGateway'])
  return {
    is: 'read',
    login: login && loginIn(login, from, wall),
    gateway: gateway && gatewayIn(gateway, from, wall),
  }
}

function objectIn(text: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch {
    return undefined
  }
}

/** @returns undefined where a failed refresh has blanked it: as good as never logged in */
function loginIn(login: JsonObject, from: string, wall: UnixMillis): Source | undefined {
  const token = asText(login['accessToken'])
  const expiresAt = numberIn(login['expiresAt'])
  const scopes = login['scopes']
  if (token === '' || expiresAt === undefined || !Array.isArray(scopes) || scopes.length === 0) return undefined
  const flaws = flawsIn(token, 'oauth')
  const renewedUntil = numberIn(login['refreshTokenExpiresAt'])
  const refreshable = asText(login['refreshToken']) !== '' && (renewedUntil === undefined || renewedUntil > wall)
  const state = flaws.length > 0 ? 'malformed' : expiresAt - EARLY <= wall ? 'expired' : 'usable'
  return { source: 'login', from, kind: 'oauth', state, flaws, expiresAt, refreshable }
}

function gatewayIn(session: JsonObject, from: string, wall: UnixMillis): Source | undefined {
  if (asText(session['jwt']) === '') return undefined
  const expiresAt = numberIn(session['expiresAt'])
  const state = expiresAt !== undefined && expiresAt <= wall ? 'expired' : 'usable'
  return { source: 'gateway-session', from, kind: 'other', state, flaws: [], expiresAt, refreshable: false }
}

const numberIn = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined)
