import type { Credential, Place } from '../credentials/credential.ts'
import type { Sight } from '../credentials/look.ts'
import type { Fix } from './finding.ts'

/** Where what is wrong with a credential is put right: which line in which file. */
export function setRight({ place, source }: Credential, sight: Sight): readonly Fix[] {
  switch (place.in) {
    case 'shell':
      return [{ do: 'set-again', name: source, lines: linesOn(source, sight) }]
    case 'settings':
      return [{ do: 'change-line', file: place.file, line: place.line }]
    case 'login-file':
    case 'keychain':
      return [{ do: 'log-in' }]
  }
}

/** What makes the client forget it. */
export function takeAway({ place, name }: { readonly place: Place; readonly name: string }, sight: Sight): readonly Fix[] {
  switch (place.in) {
    case 'shell':
      return [{ do: 'unset', name, lines: linesOn(name, sight) }]
    case 'settings':
      return [{ do: 'remove-line', file: place.file, line: place.line }]
    case 'login-file':
    case 'keychain':
      return []
  }
}

const linesOn = (source: string, { startup }: Sight): Sight['startup'] => startup.filter(({ name }) => name === source)

/** Where a new one comes from. */
export function renewed({ source, use }: Credential): readonly Fix[] {
  switch (use) {
    case 'api-key':
    case 'auth-token':
      return source === 'console-key' ? [{ do: 'log-in' }] : [{ do: 'new-key', name: source }]
    case 'oauth':
      return source === 'CLAUDE_CODE_OAUTH_TOKEN' ? [{ do: 'setup-token' }] : [{ do: 'log-in' }]
    case 'helper':
    case 'other':
      return []
  }
}
