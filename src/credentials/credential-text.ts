/** What a credential is used as. */
export type Use = 'api-key' | 'auth-token' | 'oauth' | 'helper' | 'other'

/** What does not belong there, and at which character, counted from 1. */
export type Flaw = { readonly what: FlawName; readonly at: number }

export type FlawName =
  | 'line-break'
  | 'invisible'
  | 'space'
  | 'quote'
  | 'full-width'
  | 'too-short'
  | 'wrong-kind'
  | 'scheme'
  | 'placeholder'
  | 'unknown-shape'

/** What a credential is by its own beginning, whatever it is used as. */
export type Make =
  | 'api-key'
  | 'login-token'
  | 'refresh-token'
  | 'session-key'
  | 'admin-key'
  | 'openai-key'
  | 'google-key'
  | 'github-token'
  | 'aws-key'
  | 'jwt'
  | 'placeholder'
  | 'other'

/** Whom it is sent to: a gateway's keys have any shape, the provider's say what they are. */
export type Reader = { readonly sentTo: 'provider' | 'elsewhere' }

/** What does not belong into a credential, the most telling first. One character has one flaw. */
const FOREIGN: readonly (readonly [FlawName, RegExp])[] = [
  ['line-break', /[\r\n\u2028\u2029]/],
  ['invisible', /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\p{Cc}]/u],
  ['space', /\s/],
  ['quote', /["'`\u2018-\u201f\u300c-\u300f]/],
  ['full-width', /[\uff01-\uff5e\uffe0-\uffe6]/],
  ['invisible', /[^\x21-\x7e]/],
]

/** Of one kind that many of: a key that is wholly in another script needs no list. */
const TOLD_AT_MOST = 5
/** FACTS: `sk-ant-api03-` and 95 more; anything half as long was cut when it was copied. */
const KEY_AT_LEAST = 40

/** `Bearer …`, `x-api-key: …`, `export NAME=…`: copied together with the credential. */
const SCHEME =
  /^(?:(?:bearer|token)\s+|(?:x-api-key|authorization)\s*:\s*(?:bearer\s+)?|(?:export\s+)?[A-Z][A-Z0-9_]*(?:KEY|TOKEN)=)/i

/**
 * What is wrong with a credential, and where. Of the credential itself nothing is said.
 * @param use a login's token in the place of a key is refused, and the other way round
 */
export function flawsIn(credential: string, use: Use, reader: Reader = { sentTo: 'elsewhere' }): readonly Flaw[] {
  const found: Flaw[] = []
  const scheme = SCHEME.exec(bareOf(credential))?.[0] ?? ''
  const shifted = scheme === '' ? 0 : credential.indexOf(scheme)
  const isOfScheme = (index: number): boolean => scheme !== '' && index >= shifted && index < shifted + scheme.length
  // by characters as people count them, not by halves of some
  Array.from(credential).forEach((character, index) => {
    const foreign = isOfScheme(index) ? undefined : FOREIGN.find(([, pattern]) => pattern.test(character))
    if (foreign !== undefined) found.push({ what: foreign[0], at: index + 1 })
  })
  const shape = shapeFlaws(bareOf(credential).slice(scheme.length), use, reader)
  return [
    ...found.slice(0, TOLD_AT_MOST),
    ...(scheme === '' ? [] : [{ what: 'scheme', at: shifted + 1 } as const]),
    // foreign characters say already why it does not look like one
    ...shape.filter(({ what }) => what !== 'unknown-shape' || found.length === 0),
  ]
}

/** Without what stands around it by mistake. */
const bareOf = (credential: string): string =>
  credential
    .replaceAll(/[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+$|^[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+/g, '')
    .replace(/^["'`\u2018-\u201f](.*)["'`\u2018-\u201f]$/s, '$1')

const MAKES: readonly (readonly [Make, RegExp])[] = [
  [
    'placeholder',
    /^(?:<.*>|\$\{?[A-Z_a-z]\w*\}?|\{\{.*\}\}|x{3,}|\*+|sk-ant-(?:api03-)?(?:\.{2,}|x{3,}|…|your)|(?:your|my|insert|paste|changeme|replace|todo|none|null|undefined)\b.*|your[_-].*)/i,
  ],
  ['admin-key', /^sk-ant-admin/],
  ['api-key', /^sk-ant-api/],
  ['login-token', /^sk-ant-oat/],
  ['refresh-token', /^sk-ant-ort/],
  ['session-key', /^sk-ant-sid/],
  ['openai-key', /^sk-(?!ant-)[\w-]{20,}/],
  ['google-key', /^(?:AIza|ya29\.|GOCSPX-)/],
  ['github-token', /^(?:gh[pousr]_|github_pat_)/],
  ['aws-key', /^(?:A[KSBC][IC]A[A-Z0-9]{12}|ABSK|bedrock-api-key-)/],
  ['jwt', /^eyJ[\w-]+\.[\w-]+/],
]

/** What a credential is, by its beginning. */
export const makeOf = (credential: string): Make => {
  const bare = bareOf(credential)
  return makeOfBare(bare.slice(SCHEME.exec(bare)?.[0].length ?? 0))
}

/** Full-width letters are read as the ones that were meant. */
const makeOfBare = (bare: string): Make => {
  const meant = bare.normalize('NFKC')
  return MAKES.find(([, pattern]) => pattern.test(meant))?.[0] ?? 'other'
}

/** The part of a key that says what it is and is the same in all of its kind. */
export const prefixOf = (credential: string): string | undefined =>
  /sk-ant-(?:api|admin|oat|ort|sid)\d{2}(?=-)/.exec(credential)?.[0]

/** Never right as what the client sends. */
const NEVER_SENT: ReadonlySet<Make> = new Set(['refresh-token', 'session-key', 'admin-key'])
/** Somebody else's: a gateway may want them, the provider does not know them. */
const STRANGERS: ReadonlySet<Make> = new Set(['openai-key', 'google-key', 'github-token', 'aws-key', 'jwt'])

function shapeFlaws(bare: string, use: Use, reader: Reader): readonly Flaw[] {
  const make = makeOfBare(bare)
  if (make === 'placeholder') return [{ what: 'placeholder', at: 1 }]
  const isOurs = bare.startsWith('sk-ant-')
  return [
    ...(isWrongKind(make, use, reader) ? [{ what: 'wrong-kind', at: 1 } as const] : []),
    ...(make === 'other' && !isOurs && reader.sentTo === 'provider' && use !== 'auth-token'
      ? [{ what: 'unknown-shape', at: 1 } as const]
      : []),
    ...(isOurs && bare.length < KEY_AT_LEAST ? [{ what: 'too-short', at: bare.length } as const] : []),
  ]
}

function isWrongKind(make: Make, use: Use, { sentTo }: Reader): boolean {
  if (NEVER_SENT.has(make)) return true
  if (sentTo === 'provider' && STRANGERS.has(make)) return true
  switch (use) {
    case 'api-key':
    case 'helper':
      return make === 'login-token'
    case 'oauth':
      return make === 'api-key'
    case 'auth-token':
      // the provider takes keys in a header of their own
      return make === 'api-key' && sentTo === 'provider'
    case 'other':
      return false
  }
}
