import { createRedactor, type Redactor } from '../core/redact.ts'

// The last look at every text of a report. What comes here has passed an allow-list already; this is for what others have
// written, such as the name of an incident, and against mistakes of ours.

type MaskOptions = {
  /** Unlike in every report, so that tokens of two reports cannot be compared. */
  readonly salt: string
  /** Secrets that are known to stand on this machine, whatever they look like. */
  readonly known: readonly string[]
}

/** Shorter ones are words that stand in many texts. */
const LEAST = 6

/**
 * Takes credentials out of a text, also where they stand in base64, hexadecimal digits, percent signs or escapes of JSON;
 * and addresses of people. The same secret gets the same token in each of these forms.
 */
export function createMask({ salt, known }: MaskOptions): Redactor {
  const byShape = createRedactor(salt)
  const secrets = [...new Set(known)]
    .filter((secret) => secret.length >= LEAST)
    .toSorted((one, other) => other.length - one.length)
  const plain: Redactor = (text) =>
    byShape(secrets.reduce((current, secret) => current.replaceAll(secret, () => tokenOf(secret, byShape)), text))
  return (text) => withoutPeople(DECODERS.reduce((current, decoder) => decoded(current, decoder, plain), plain(text)))
}

/** A name with its value, which the redactor knows whatever the value is. */
function tokenOf(secret: string, redact: Redactor): string {
  const shaped = redact(secret)
  if (shaped !== secret) return shaped
  const safe = Buffer.from(secret).toString('base64url')
  return redact(`password=${safe}`).slice('password='.length)
}

type Decoder = { readonly run: RegExp; readonly decode: (text: string) => readonly string[] }

const DECODERS: readonly Decoder[] = [
  { run: /(?:\\u[0-9a-f]{4}|\\[/"\\nrt]|[^\s\\]){8,}/gi, decode: (text) => (text.includes('\\') ? [unescaped(text)] : []) },
  { run: /[\w.~!*'()+:/=&?@%-]{12,}/g, decode: (text) => (text.includes('%') ? [percentDecoded(text)] : []) },
  {
    run: /(?:[0-9a-f]{2}[ :-]?){7,}[0-9a-f]{2}/gi,
    decode: (text) => [Buffer.from(text.replaceAll(/[ :-]/g, ''), 'hex').toString('latin1')],
  },
  // what comes before it may belong to another word: from each of the first four characters on
  {
    run: /[\w+/-]{11,}={0,2}/g,
    decode: (text) => [0, 1, 2, 3].map((from) => Buffer.from(text.slice(from), 'base64').toString('latin1')),
  },
]

const TOKEN = /\[redacted-[a-z-]+-[0-9a-f]{8}\]/g

function decoded(text: string, { run, decode }: Decoder, plain: Redactor): string {
  return text.replaceAll(run, (match) => {
    for (const inner of decode(match)) {
      // one encoding within another is common: a percent sign in base64, base64 of base64
      for (const candidate of [inner, percentDecoded(inner), unescaped(inner), Buffer.from(inner, 'base64').toString('latin1')]) {
        const tokens = plain(candidate).match(TOKEN)
        if (tokens !== null) return [...new Set(tokens)].join(' ')
      }
    }
    return match
  })
}

const unescaped = (text: string): string =>
  text
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replaceAll(/\\([/"\\])/g, '$1')
    .replaceAll(/\\[nrt]/g, '\n')

/** Byte by byte: what is no percent-encoding stays. */
const percentDecoded = (text: string): string =>
  text.replaceAll(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))

const withoutPeople = (text: string): string =>
  text
    .replaceAll(/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/g, '[an e-mail address]')
    .replaceAll(/(?:\/home\/|\/Users\/|[A-Za-z]:\\Users\\)[^\s/\\"':]{1,64}/g, '~')

/** Every text of a value, names of fields too. */
export function masked(value: unknown, mask: Redactor): unknown {
  if (typeof value === 'string') return mask(value)
  if (Array.isArray(value)) return value.map((one: unknown) => masked(one, mask))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [mask(name), masked(one, mask)]))
}

const SECRET_NAME = /key|token|secret|passw|passphrase|auth|credential|cookie|bearer|session/i

/** Values that are secrets by the name of their variable, and logins of URLs in any of them. */
export function knownSecrets(environments: readonly Readonly<Record<string, string | undefined>>[]): readonly string[] {
  return environments.flatMap((environment) =>
    Object.entries(environment).flatMap(([name, value = '']) => [
      ...(SECRET_NAME.test(name) && !/^[\d\W]{0,8}$|^(?:true|false)$|[\\/]/i.test(value) ? [value.trim()] : []),
      ...loginsIn(value),
    ]),
  )
}

function loginsIn(text: string): readonly string[] {
  return [...text.matchAll(/:\/\/([^\s/]{1,300})@/g)].flatMap(([, login = '']) => {
    const password = login.slice(login.indexOf(':') + 1)
    return [login, password, percentDecoded(password)]
  })
}
