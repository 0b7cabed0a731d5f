import type { Scope } from '../clients/claude-settings.ts'
import type { Flaw, Make, Use } from './credential-text.ts'

/** Where a credential stands. Paths as they are shown: `~` for the home. */
export type Place =
  | { readonly in: 'shell' }
  | { readonly in: 'settings'; readonly scope: Scope; readonly file: string; readonly line: number }
  | { readonly in: 'login-file'; readonly file: string; readonly line: number }
  | { readonly in: 'keychain' }

export type SourceName =
  | 'gateway-session'
  | ProviderSwitch
  | 'ANTHROPIC_AUTH_TOKEN'
  | 'ANTHROPIC_API_KEY'
  | 'apiKeyHelper'
  | 'CLAUDE_CODE_OAUTH_TOKEN'
  | 'ANTHROPIC_PROFILE'
  | 'ANTHROPIC_FEDERATION_RULE_ID'
  | 'login'
  | 'console-key'

/** Another provider's own credentials are used then, and they are none of ours. */
const SWITCHES = [
  'CLAUDE_CODE_USE_BEDROCK',
  'CLAUDE_CODE_USE_VERTEX',
  'CLAUDE_CODE_USE_FOUNDRY',
  'CLAUDE_CODE_USE_MANTLE',
  'CLAUDE_CODE_USE_ANTHROPIC_AWS',
  'CLAUDE_CODE_USE_GATEWAY',
] as const
export type ProviderSwitch = (typeof SWITCHES)[number]
export const PROVIDER_SWITCHES: readonly ProviderSwitch[] = SWITCHES

/** One thing that the client could show of itself. What it says is not in here. */
export type Credential = {
  readonly source: SourceName
  readonly place: Place
  readonly use: Use
  readonly state: 'usable' | 'malformed' | 'expired' | 'unreadable'
  readonly flaws: readonly Flaw[]
  readonly make: Make
  /** What all of its kind begin with, such as `sk-ant-api03`. */
  readonly prefix: string | undefined
  /** Unix time in milliseconds, as the client reads it. */
  readonly expiresAt: number | undefined
  /** The client renews it by itself, until then if that is known. */
  readonly refreshable: boolean
  readonly refreshUntil: number | undefined
  /** Weaker places that say something else of the same name. */
  readonly overruled: readonly Place[]
}

/** What nobody knows of a credential that cannot be read. */
export const NOTHING_MORE: Omit<Credential, 'source' | 'place' | 'use' | 'state'> = {
  flaws: [],
  make: 'other',
  prefix: undefined,
  expiresAt: undefined,
  refreshable: false,
  refreshUntil: undefined,
  overruled: [],
}

/** The place in one word or path. */
export function placeWord(place: Place): string {
  switch (place.in) {
    case 'shell':
    case 'keychain':
      return place.in
    case 'settings':
    case 'login-file':
      return place.file
  }
}
