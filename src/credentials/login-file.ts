import { minutes, type Millis, type UnixMillis } from '../core/time.ts'
import { asObject, asText, type JsonObject } from '../core/recognise/look.ts'
import { NOTHING_MORE, type Credential, type Place } from './credential.ts'
import { flawsIn, makeOf, prefixOf } from './credential-text.ts'
import type { JsonFile } from './json-file.ts'

/** What the client keeps of its logins, each with its secret. */
export type Logins = {
  readonly login: Kept | undefined
  readonly gateway: Kept | undefined
  /** A login that the client does not count as one, and what it lacks for that; empty where there is none or a whole one. */
  readonly lacks: readonly LoginField[]
}
export type Kept = { readonly credential: Credential; readonly secret: string }
export type LoginField = 'accessToken' | 'expiresAt' | 'scopes'

/** The client renews a token that ends sooner than this, and so takes it for expired. */
const EARLY: Millis = minutes(5)

type Reading = { readonly place: (path: readonly string[]) => Place; readonly wall: UnixMillis }

/** Reads and never writes: a refresh would void the client's own tokens. @param shown how the file is shown */
export function loginsIn(
  file: Extract<JsonFile, { is: 'read' }>,
  { shown, wall }: { readonly shown: string; readonly wall: UnixMillis },
): Logins {
  const place = (path: readonly string[]): Place => ({ in: 'login-file', file: shown, line: file.lineOf(path) })
  const login = asObject(file.value['claudeAiOauth'])
  const gateway = asObject(file.value['enterpriseGateway'])
  const lacks = login === undefined ? [] : lackedBy(login)
  return {
    login: login === undefined || lacks.length > 0 ? undefined : loginIn(login, { place, wall }),
    gateway: gateway && gatewayIn(gateway, { place, wall }),
    lacks,
  }
}

/** What must be there to count as logged in. A failed refresh blanks it: as good as never logged in. */
function lackedBy(login: JsonObject): readonly LoginField[] {
  const scopes = login['scopes']
  return [
    ...(asText(login['accessToken']) === '' ? (['accessToken'] as const) : []),
    ...(numberIn(login['expiresAt']) === undefined ? (['expiresAt'] as const) : []),
    ...(!Array.isArray(scopes) || scopes.length === 0 ? (['scopes'] as const) : []),
  ]
}

function loginIn(login: JsonObject, { place, wall }: Reading): Kept {
  const secret = asText(login['accessToken'])
  const expiresAt = numberIn(login['expiresAt']) ?? 0
  const flaws = flawsIn(secret, 'oauth')
  const refreshUntil = numberIn(login['refreshTokenExpiresAt'])
  const credential: Credential = {
    ...NOTHING_MORE,
    source: 'login',
    place: place(['claudeAiOauth', flaws.length > 0 ? 'accessToken' : 'expiresAt']),
    use: 'oauth',
    state: flaws.length > 0 ? 'malformed' : expiresAt - EARLY <= wall ? 'expired' : 'usable',
    flaws,
    make: makeOf(secret),
    prefix: prefixOf(secret),
    expiresAt,
    refreshable: asText(login['refreshToken']) !== '' && (refreshUntil === undefined || refreshUntil > wall),
    refreshUntil,
  }
  return { credential, secret }
}

function gatewayIn(session: JsonObject, { place, wall }: Reading): Kept | undefined {
  const secret = asText(session['jwt'])
  if (secret === '') return undefined
  const expiresAt = numberIn(session['expiresAt'])
  const state = expiresAt !== undefined && expiresAt <= wall ? 'expired' : 'usable'
  const credential: Credential = {
    ...NOTHING_MORE,
    source: 'gateway-session',
    place: place(['enterpriseGateway', 'jwt']),
    use: 'other',
    state,
    make: 'jwt',
    expiresAt,
  }
  return { credential, secret }
}

const numberIn = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined)
