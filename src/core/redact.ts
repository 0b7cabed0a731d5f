/** Takes credentials out of free text. Within one redactor the same secret always becomes the same token. */
export type Redactor = (text: string) => string

type Shape = {
  readonly pattern: RegExp
  /** Which capture holds the secret; 0 is the whole match. */
  readonly secret: number
}

/**
 * Redacts for logs and reports.
 * @param salt unlike in every report, so that tokens of two reports cannot be compared
 * @returns a pure function; what it has redacted it leaves alone the second time
 */
export function createRedactor(salt: string): Redactor {
  return (text) => SHAPES.reduce((current, shape) => replaceShape(current, shape, salt), text)
}

function replaceShape(text: string, { pattern, secret }: Shape, salt: string): string {
  return text.replaceAll(pattern, (match: string, ...groups: readonly unknown[]) => {
    const found = secret === 0 ? match : groups[secret - 1]
    if (typeof found !== 'string' || found === '' || TOKEN.test(found)) return match
    // The secret is looked for from the end: what comes before it may hold the same characters.
    const at = match.lastIndexOf(found)
    return `${match.slice(0, at)}${tokenFor(found, salt)}${match.slice(at + found.length)}`
  })
}

// No colon in it: `secret:` would be taken for a name with its value.
const TOKEN = /^\[redacted-[a-z-]+-[0-9a-f]{8}\]$/

/** The kind comes from the secret itself, not from where it stood: otherwise the same one would get two tokens. */
const tokenFor = (secret: string, salt: string): string => `[redacted-${kindOf(secret)}-${label(`${salt}\u0000${secret}`)}]`

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^sk-ant-oat/, 'oauth-access'],
  [/^sk-ant-ort/, 'oauth-refresh'],
  [/^sk-ant-sid/, 'session-key'],
  [/^sk-ant-admin/, 'admin-key'],
  [/^sk-/, 'api-key'],
  [/^eyJ/, 'jwt'],
  [/^-----BEGIN/, 'private-key'],
  [/^(?:A[KSBC][IC]A[A-Z0-9]{12}|ABSK|bedrock-api-key)/, 'aws-key'],
  [/^(?:AIza|ya29\.|GOCSPX-|1\/\/0)/, 'google-key'],
]

const kindOf = (secret: string): string => KINDS.find(([start]) => start.test(secret))?.[1] ?? 'secret'

/** FNV-1a, 32 bits: a label to compare by, no protection. What protects is the salt, and that 32 bits say little. */
function label(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** Names whose value is a secret, in headers, environments, JSON, command lines and addresses. */
const SECRET_NAME = String.raw`(?:x-api-key|api[_-]?key|x-goog-api-key|x-holdfast-key|auth[_-]?token|access[_-]?token|refresh[_-]?token|oauth[_-]?token|id[_-]?token|session[_-]?token|security[_-]?token|bearer[_-]?token\w*|session[_-]?key|secret(?:[_-]?(?:access[_-]?)?key)?|client[_-]?secret|password|passwd|passphrase|api[_-]?secret|private[_-]?key)`

/** `name: value`, `name=value`, `"name":"value"`, and `"name","value"` as raw headers are listed. */
const THEN = String.raw`\\?["']?(?:\s{0,5}[:=]\s{0,5}|\s{0,5},\s{0,5}(?=\\?["']))\\?["']?`

// Bounded repeats nearly everywhere: a hostile body must not make this slow.
const SHAPES: readonly Shape[] = [
  // Up to its end, or to the end of what there is: half a key is a secret too.
  { pattern: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g, secret: 0 },
  { pattern: new RegExp(String.raw`\b(?:set-)?cookie${THEN}([^\r\n"']{1,8000})`, 'gi'), secret: 1 },
  // Also those of which a program shows only a part: sk-ant-api03-AbCd…
  { pattern: /sk-ant-[\w-]{8,}/g, secret: 0 },
  { pattern: /\bsk-[\w-]{20,}/g, secret: 0 },
  { pattern: /\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g, secret: 0 },
  { pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}/g, secret: 0 },
  { pattern: /\b(?:ABSK|bedrock-api-key-)[\w+/=-]{20,}/g, secret: 0 },
  { pattern: /\bAIza[\w-]{20,}|\bya29\.[\w.-]{10,}|\bGOCSPX-[\w-]{10,}|\b1\/\/0[\w-]{20,}/g, secret: 0 },
  { pattern: /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|npm_|hf_|gsk_|xai-)[\w-]{16,}/g, secret: 0 },
  // of other services whose keys lie beside ours
  {
    pattern:
      /\b(?:[sr]k_(?:live|test)_|whsec_|shp(?:at|ca|pa|ss)_|tskey-|figd_|dop_v1_|lin_api_|ntn_|pypi-|glc_|glsa_|dckr_pat_|ops_|dapi|vc[pikar]_)[\w-]{16,}/g,
    secret: 0,
  },
  { pattern: /\bhv[sb]\.[\w-]{16,}|\bSG\.[\w-]{10,}\.[\w-]{10,}/g, secret: 0 },
  // user:password@ in an address, then the same with a slash in the password; `host:443/path@` is neither.
  { pattern: /:\/\/((?!\[redacted-)[^\s/:@"'<>]{0,200}:[^\s/?#"'<>]{1,300})@/g, secret: 1 },
  { pattern: /:\/\/((?!\[redacted-)[^\s/:@"'<>]{0,200}:(?!\d{1,5}[/?#])[^\s"'<>]{1,300})@/g, secret: 1 },
  { pattern: /:\/\/((?!\[redacted-)[^\s/:@?#"'<>]{8,300})@/g, secret: 1 },
  { pattern: new RegExp(String.raw`authorization${THEN}(?:[a-z][\w-]{0,40} {1,5})?([^\s"',;\\]{4,8000})`, 'gi'), secret: 1 },
  // "Bearer" is also a word of prose: a token has a digit or is long.
  { pattern: /\bbearer\s{1,5}((?=[\w.~+/=-]{0,200}\d)[\w.~+/=-]{8,}|[\w.~+/=-]{24,})/gi, secret: 1 },
  { pattern: new RegExp(String.raw`${SECRET_NAME}${THEN}([^\s"',;&\\]{4,8000})`, 'gi'), secret: 1 },
  { pattern: /\b[A-Z0-9_]{1,60}_(?:TOKEN|KEY|SECRET|PASSWORD)=["']?([^\s"',;&\\]{4,8000})/g, secret: 1 },
  { pattern: /--(?:[a-z-]{1,40}-)?(?:token|key|secret|password)[ =]["']?([^\s"',;&\\-][^\s"',;&\\]{3,8000})/gi, secret: 1 },
  { pattern: /[?&](?:key|token|code|sig|signature|x-amz-[\w-]{1,40})=([^&\s"'#]{4,2000})/gi, secret: 1 },
  { pattern: /\bsignature=([0-9a-f]{32,})/gi, secret: 1 },
]
